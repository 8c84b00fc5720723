import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { uuid } from "@web/core/utils/strings";

const MODEL = "marketing.call.campaign.line";

/**
 * State and effects of the caller's screen: one client at a time, one call of the server
 * for each action. A result carries the key of the client on the screen, so that a
 * second press and a repeated request are the same result.
 */
export class CallWorklistModel {
    /**
     * @param {Object} services
     * @param {import("@web/core/orm_service").ORM} services.orm
     * @param {Object} services.notification
     */
    constructor({ orm, notification }) {
        this.orm = orm;
        this.notification = notification;
        this.state = reactive({
            isBusy: false,
            isChoosing: false,
            campaigns: [],
            campaignId: false,
            progress: { done: 0, total: 0, interested: 0 },
            card: null,
            waiting: null,
            skipped: [],
            undo: null,
            note: "",
            answers: {},
            missing: [],
            pickedAt: "",
        });
        this.key = "";
    }

    get view() {
        return {
            campaign_id: this.state.campaignId,
            skipped: [...this.state.skipped],
            any_time: false,
        };
    }

    open(changes = {}) {
        return this.run(() =>
            this.orm.call(MODEL, "worklist_open", [], { ...this.view, ...changes })
        );
    }

    chooseCampaign(campaignId) {
        this.state.campaignId = campaignId;
        this.state.skipped = [];
        return this.open();
    }

    /** Clients that were put aside come again. */
    takeSkipped() {
        this.state.skipped = [];
        return this.open();
    }

    /** @param {string} result @param {string|false} [callbackAt] UTC, as the server writes it */
    async enter(result, callbackAt = false) {
        const { card } = this.state;
        if (!card || !this.checkAnswers(result)) {
            return;
        }
        const values = {
            key: this.key,
            attempts: card.attempts,
            result,
            note: this.state.note,
            callback_at: callbackAt,
            answers: { ...this.state.answers },
        };
        const answer = await this.run(() =>
            this.orm.call(MODEL, "worklist_result", [card.id, values, this.view])
        );
        if (answer) {
            this.state.undo = answer.undo || null;
        }
    }

    async undo() {
        const { undo } = this.state;
        if (!undo) {
            return;
        }
        const answer = await this.run(() =>
            this.orm.call(MODEL, "worklist_undo", [undo.id, undo.key, this.view])
        );
        // refused or not: it is not offered a second time
        this.state.undo = answer || !this.isLost ? null : undo;
    }

    /** The client is put aside with what is written so far. */
    async skip() {
        const { card, skipped } = this.state;
        if (!card) {
            return;
        }
        const isKept = await this.save();
        if (isKept) {
            this.state.skipped = [...skipped, card.id];
            await this.open();
        }
    }

    /** @returns {Promise<boolean>} whether the comment and the answers are kept */
    async save() {
        const { card, note, answers } = this.state;
        if (!card || !this.isChanged) {
            return true;
        }
        const values = { note, answers: { ...answers } };
        const answer = await this.run(
            () => this.orm.call(MODEL, "worklist_save", [card.id, values]),
            () => {}
        );
        return Boolean(answer);
    }

    get isChanged() {
        const { card, note, answers } = this.state;
        return (
            note !== card.note ||
            card.questions.some((question) => (answers[question.id] || "") !== question.value)
        );
    }

    keep() {
        const { card } = this.state;
        return card ? this.orm.silent.call(MODEL, "worklist_keep", [card.id]) : null;
    }

    close() {
        return this.orm.silent.call(MODEL, "worklist_close", []);
    }

    answer(questionId, value) {
        this.state.answers[questionId] = value;
        this.state.missing = this.state.missing.filter((id) => id !== questionId);
    }

    /** What must be answered before "Interested". */
    checkAnswers(result) {
        if (result !== "interested") {
            return true;
        }
        const missing = this.state.card.questions.filter(
            ({ id, is_required }) => is_required && !(this.state.answers[id] || "").trim()
        );
        this.state.missing = missing.map(({ id }) => id);
        if (missing.length) {
            this.notification.add(
                _t("Answer first: %(questions)s", {
                    questions: missing.map(({ name }) => name).join(", "),
                }),
                { type: "warning" }
            );
        }
        return !missing.length;
    }

    /** One call at a time: a second press while the first is on its way does nothing. */
    async run(call, apply = (answer) => this.show(answer)) {
        if (this.state.isBusy) {
            return null;
        }
        this.state.isBusy = true;
        this.isLost = true;
        try {
            const answer = await call();
            this.isLost = false;
            apply(answer);
            return answer;
        } catch (error) {
            if (!error.data) {
                throw error; // no connection: the same press is repeated later
            }
            this.isLost = false;
            this.notification.add(error.data.message, { type: "danger" });
            return null;
        } finally {
            this.state.isBusy = false;
        }
    }

    show(answer) {
        const { state } = this;
        const card = answer.card || null;
        Object.assign(state, {
            campaigns: answer.campaigns,
            campaignId: answer.campaign_id,
            progress: answer.progress,
            card,
            waiting: answer.waiting || null,
            isChoosing: false,
            note: card ? card.note : "",
            answers: Object.fromEntries((card?.questions || []).map((q) => [q.id, q.value])),
            missing: [],
            pickedAt: "",
        });
        if (!card) {
            state.skipped = answer.skipped;
        }
        this.key = uuid();
    }
}
