import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { DraftQueue } from "@sales_process/core/draft_queue";
import { readAnswer, writeAnswer } from "@sales_process/core/question_inputs";

const RETRY = 5000; // milliseconds between attempts while there is no connection
const MEGABYTE = 1024 * 1024;

/** The questionnaire of a client: each answer is saved while he types. */
export class PortalQuestionnaire extends Interaction {
    static selector = ".o_sales_questionnaire_page";
    dynamicContent = {
        ".o_question": {
            "t-on-input.withTarget": (ev, question) => this.onAnswer(question, false),
            "t-on-change.withTarget": (ev, question) => this.onAnswer(question, true),
        },
        ".o_sales_questionnaire": { "t-on-submit.withTarget": this.onSubmit },
        ".o_sales_questionnaire_upload": { "t-on-submit.withTarget": this.onUpload },
        _window: {
            "t-on-online": () => this.hurry(),
            "t-on-beforeunload": (ev) => this.onLeave(ev),
        },
    };

    setup() {
        this.queue = new DraftQueue();
        this.form = this.el.querySelector(".o_sales_questionnaire");
        this.isClosed = false;
        this.isLeaving = false;
    }

    onAnswer(question, atOnce) {
        if (this.isClosed) {
            return;
        }
        const value = readAnswer(question);
        this.queue.put(Number(question.dataset.line), value, Date.now(), atOnce);
        this.say("saving");
        this.run();
    }

    /** Send what is due; come back when the next answer is. */
    async run() {
        const item = this.queue.take(Date.now());
        if (item) {
            await this.save(item);
        }
        const pause = this.queue.sending ? null : this.queue.pause(Date.now());
        if (pause !== null && !this.isDestroyed) {
            this.waitForTimeout(() => this.run(), pause);
        }
    }

    async save({ key, value }) {
        const { saveUrl, token } = this.form.dataset;
        const params = { line_id: key, answer: value, access_token: token };
        try {
            const answer = await rpc(saveUrl, params, { silent: true });
            if (answer.busy) {
                this.queue.failed(Date.now(), this.queue.delay);
            } else {
                this.queue.done();
                this.show(key, answer);
            }
        } catch {
            this.queue.failed(Date.now(), RETRY);
            this.say("offline");
        }
    }

    show(key, { answer, problem, progress, closed }) {
        if (closed) {
            this.isClosed = true;
            this.queue.waiting.clear();
            this.el.querySelector(".o_save_state").textContent = closed;
            return;
        }
        const question = this.el.querySelector(`.o_question[data-line="${key}"]`);
        const isTyping = question.contains(document.activeElement);
        const isNewer = this.queue.waiting.has(key);
        if (!isNewer && !isTyping && !problem) {
            writeAnswer(question, answer);
        }
        if (!problem || !isTyping) {
            this.showProblem(question, problem);
        }
        this.el.querySelector(".o_progress").style.width = `${progress.percent}%`;
        this.el.querySelector(".o_progress_text").textContent = progress.text;
        if (this.queue.isEmpty) {
            this.say("saved");
        }
    }

    showProblem(question, problem) {
        const place = question.querySelector(".o_problem");
        place.textContent = problem || "";
        place.classList.toggle("d-none", !problem);
        for (const input of question.querySelectorAll("input, textarea, select")) {
            input.classList.toggle("is-invalid", Boolean(problem));
        }
    }

    say(state) {
        const text = this.form.querySelector(`.o_text_${state}`).textContent;
        this.el.querySelector(".o_save_state").textContent = text;
    }

    hurry() {
        this.queue.hurry(Date.now());
        this.run();
    }

    /** Wait until all is saved; false: it cannot be now. */
    async flush() {
        this.hurry();
        const end = Date.now() + 3 * RETRY;
        while (!this.queue.isEmpty && Date.now() < end) {
            await this.waitFor(new Promise((resolve) => setTimeout(resolve, 100)));
        }
        return this.queue.isEmpty;
    }

    async onSubmit(ev, form) {
        if (this.isLeaving || this.isClosed) {
            return;
        }
        ev.preventDefault();
        const { submitter } = ev;
        if (!(await this.flush())) {
            this.say("offline");
            return;
        }
        // all is kept: a page that was opened long ago overwrites nobody's answers
        for (const input of form.querySelectorAll(".o_question :is(input, textarea, select)")) {
            input.disabled = true;
        }
        this.isLeaving = true;
        form.requestSubmit(submitter);
        for (const button of form.querySelectorAll("button")) {
            button.disabled = true;
        }
    }

    async onUpload(ev, form) {
        if (this.isLeaving) {
            return;
        }
        ev.preventDefault();
        const [file] = form.querySelector("input[type='file']").files;
        const isLarge = Boolean(file) && file.size > Number(form.dataset.maxMb) * MEGABYTE;
        form.querySelector(".o_too_large").classList.toggle("d-none", !isLarge);
        if (!isLarge && (await this.flush())) {
            this.isLeaving = true;
            form.submit();
        }
    }

    onLeave(ev) {
        if (!this.queue.isEmpty) {
            ev.preventDefault();
        }
    }
}

registry.category("public.interactions").add("sales_process.questionnaire", PortalQuestionnaire);
