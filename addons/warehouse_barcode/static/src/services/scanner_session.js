import { markRaw, reactive } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { reduce as reduceDelivery } from "../core/delivery_flow";
import { init } from "../core/flow";
import { cleanText, fromRussianLayout, hasCyrillic } from "../core/keyboard";
import { reduce as reduceReceipt } from "../core/receipt_flow";
import { makeUuid } from "./uuid";

const FLOWS = { receipt: reduceReceipt, delivery: reduceDelivery };

/**
 * The scanner behind the screen: holds the state, gives events to the machine of the flow and
 * carries out its effects, one after another.
 */
export class ScannerSession {
    /**
     * @param {Object} services
     * @param {(method: string, args: any[]) => Promise<any>} services.call the server
     * @param {(makeOptions: Object) => Object} services.makeQueue
     * @param {(tone: string) => void} services.play
     * @param {(code: string, params: Object) => void} services.warn a message that must be read
     * @param {{get: () => number, set: (id: number) => void}} services.memory last document
     */
    constructor({ call, makeQueue, play, warn, memory }) {
        Object.assign(this, { call, play, warn, memory });
        this.effects = new Mutex();
        this.queue = makeQueue({
            call: (operations) => call("apply", [operations]),
            onAnswer: (operation, answer) => this.onAnswer(operation, answer),
            onStatus: (status) => Object.assign(this.state.status, status),
        });
        this.state = reactive({
            screen: "start",
            loading: false,
            documents: [],
            machine: null,
            notice: null,
            flash: { tone: "", seq: 0 },
            status: { unsent: 0, online: true, failure: "" },
        });
    }

    async start(pickingId) {
        await this.queue.start();
        await this.open(pickingId || this.memory.get() || false);
    }

    /** A code from any source: key reader, camera, field. */
    scan(code) {
        const text = cleanText(code);
        if (!text.trim()) {
            return;
        }
        if (this.state.machine) {
            this.dispatch({ type: "scan", code: text });
        } else {
            this.openCode(text.trim());
        }
    }

    async openCode(code) {
        const opened = await this.open(code);
        if (!opened && hasCyrillic(code)) {
            await this.open(fromRussianLayout(code));
        }
    }

    /** @param {string|number|false} ref @returns {Promise<boolean>} whether something opened */
    async open(ref) {
        this.state.loading = true;
        try {
            await this.queue.flush();
            return this.show(await this.call("open", [ref]), ref);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.say("no", "needs_connection");
            return false;
        } finally {
            this.state.loading = false;
        }
    }

    show(answer, ref) {
        if (answer.kind === "document") {
            this.memory.set(answer.document.id);
            this.state.machine = markRaw(init(answer));
            this.state.notice = null;
            this.state.screen = "document";
            return true;
        }
        if (answer.kind === "unknown" && ref === this.memory.get()) {
            this.memory.set(false);
            return this.open(false);
        }
        if (answer.kind === "unknown") {
            this.say("no", answer.message_code, answer.params);
            return false;
        }
        this.state.documents = answer.documents;
        this.state.screen = "start";
        return true;
    }

    async leave() {
        this.memory.set(false);
        this.state.machine = null;
        this.state.notice = null;
        this.state.screen = "start";
        await this.open(false);
    }

    /** A message outside of a document. */
    say(tone, code, params = {}) {
        this.state.notice = { tone, code, params };
        this.signal(tone);
    }

    signal(tone) {
        this.state.flash = { tone, seq: this.state.flash.seq + 1 };
        this.play(tone);
    }

    dispatch(event) {
        const { machine } = this.state;
        if (!machine) {
            return;
        }
        const reduce = FLOWS[machine.flow];
        const { state, effects } = reduce(machine, { uuid: makeUuid(), ...event });
        this.state.machine = markRaw(state);
        return this.effects.exec(() => this.run(effects));
    }

    async run(effects) {
        for (const effect of effects) {
            await this[`run_${effect.type}`](effect);
        }
    }

    /** Kept on the device before anything is heard; sent in the background. */
    async run_send({ operation, now }) {
        if (now) {
            this.sendNow(operation);
        } else {
            await this.queue.push(operation);
        }
    }

    run_beep({ tone }) {
        this.signal(tone);
    }

    run_leave() {
        this.leave();
    }

    /** Operations with a secret are never kept on the device: they need the server at once. */
    async sendNow(operation) {
        try {
            if (!(await this.queue.flush())) {
                this.dispatch({ type: "failed" });
                return;
            }
            const [answer] = await this.call("apply", [[operation]]);
            this.onAnswer(operation, answer);
        } catch (error) {
            this.dispatch({ type: "failed" });
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    onAnswer(operation, answer) {
        const { machine } = this.state;
        if (machine?.document.id === operation.picking_id) {
            const waiting = this.queue.countOf(operation.picking_id);
            this.dispatch({ type: "answer", operation, answer, waiting });
        } else if (!answer.ok) {
            this.warn(answer.message_code, answer.params);
        }
    }
}
