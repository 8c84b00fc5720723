import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { UndoStack } from "../core/triage_keys";

const MODEL = "sales.inquiry";
const EMPTY = { can_sort: false, me: null, teams: [], people: {}, reasons: [] };
const NOTICE_MS = 8000;

/**
 * State and effects of the triage board: who may be given what, one call for each
 * action, and the way back. The cards only show it.
 */
export class TriageBoard {
    /**
     * @param {Object} services
     * @param {import("@web/core/orm_service").ORM} services.orm
     * @param {Object} services.notification
     * @param {Object} hooks
     * @param {(ids: number[]) => void} hooks.onDone the cards leave the board
     * @param {(ids: number[]) => Promise} hooks.onChanged the board is read anew
     */
    constructor({ orm, notification }, { onDone, onChanged }) {
        this.orm = orm;
        this.notification = notification;
        this.onDone = onDone;
        this.onChanged = onChanged;
        this.undoStack = new UndoStack();
        this.busy = new Set();
        this.state = reactive({ ...EMPTY });
    }

    /** @param {number[]} ids the inquiries on the board */
    async load(ids) {
        const data = await this.orm.call(MODEL, "triage_board_data", [ids]);
        Object.assign(this.state, data);
    }

    /** @returns {Object[]} the people of the department, the least busy first */
    getPeople(teamId) {
        if (!this.state.can_sort) {
            return [];
        }
        return this.state.people[teamId] || [];
    }

    get quickReasons() {
        return this.state.reasons.filter((reason) => reason.is_quick);
    }

    assign(ids, userId) {
        return this.run(ids, "triage_assign", [userId], () => this.addLoad(userId, ids.length));
    }

    reject(ids, reasonId) {
        return this.run(ids, "triage_reject", [reasonId]);
    }

    take(ids) {
        return this.run(ids, "triage_take", []);
    }

    async setTeam(ids, teamId) {
        const answer = await this.call(ids, "triage_set_team", [teamId]);
        if (answer) {
            this.tell(answer);
            await this.onChanged(answer.done);
        }
    }

    /** Take one step back: the given one or the last one. */
    async undo(step = this.undoStack.pop()) {
        if (!step) {
            this.notification.add(_t("Nothing to undo"), { type: "info" });
            return;
        }
        this.undoStack.drop(step);
        const answer = await this.call(step, "triage_undo", []);
        if (answer) {
            this.notification.add(answer.message, { type: "success" });
            await this.onChanged(answer.done);
        }
    }

    async run(ids, method, args, after = () => {}) {
        const answer = await this.call(ids, method, args);
        if (!answer) {
            return;
        }
        after();
        const step = answer.done;
        this.undoStack.push(step);
        this.onDone(answer.done);
        this.tell(answer, step);
    }

    /** One call for each action; a second click on the same card waits for nothing. */
    async call(ids, method, args) {
        const free = ids.filter((id) => !this.busy.has(id));
        if (!free.length) {
            return null;
        }
        free.forEach((id) => this.busy.add(id));
        try {
            return await this.orm.call(MODEL, method, [free, ...args]);
        } catch (error) {
            if (error instanceof ConnectionLostError || !error.data) {
                throw error;
            }
            // somebody was faster, or may not do it: the board shows what is now
            this.notification.add(error.data.message, { type: "warning", sticky: false });
            await this.onChanged([]);
            return null;
        } finally {
            free.forEach((id) => this.busy.delete(id));
        }
    }

    tell(answer, step = null) {
        if (answer.skipped.length) {
            this.notification.add(answer.skipped.join("\n"), { type: "warning" });
        }
        const buttons = step ? [this.getUndoButton(step)] : [];
        this.close?.();
        const remove = this.notification.add(answer.message, {
            type: "success",
            autocloseDelay: NOTICE_MS,
            buttons,
        });
        this.close = remove;
        browser.clearTimeout(this.closing);
        this.closing = browser.setTimeout(() => (this.close = null), NOTICE_MS);
    }

    getUndoButton(step) {
        return {
            name: _t("Undo"),
            primary: true,
            onClick: () => {
                this.close?.();
                this.close = null;
                return this.undo(step);
            },
        };
    }

    addLoad(userId, count) {
        for (const people of Object.values(this.state.people)) {
            const person = people.find((candidate) => candidate.id === userId);
            if (person) {
                person.inquiries += count;
                person.deals += count;
            }
        }
    }
}
