import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import {
    emptyState,
    GONE_KEPT,
    hiddenCount,
    nextMoment,
    reduce,
    shownCards,
} from "../core/call_cards";
import { textOfError } from "./rpc_notice";

export const CHANNEL = "sales_process.call";
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Calls whose card was closed: for the other tabs, and for this one loaded again. */
export class ClosedCalls {
    constructor(key) {
        this.key = key;
    }

    read(text = browser.localStorage.getItem(this.key)) {
        try {
            const ids = JSON.parse(text || "[]");
            return Array.isArray(ids) ? ids.filter(Number.isInteger) : [];
        } catch (error) {
            if (error instanceof SyntaxError) {
                return [];
            }
            throw error;
        }
    }

    add(id) {
        const ids = [...this.read().filter((other) => other !== id), id].slice(-GONE_KEPT);
        browser.localStorage.setItem(this.key, JSON.stringify(ids));
    }

    /** A call that a colleague passes on after its card was closed. */
    forget(id) {
        const ids = this.read();
        if (ids.includes(id)) {
            const others = ids.filter((other) => other !== id);
            browser.localStorage.setItem(this.key, JSON.stringify(others));
        }
    }

    /** Tell of each change made in another tab. */
    listen(callback) {
        browser.addEventListener("storage", ({ key, newValue }) => {
            if (key === this.key) {
                callback(this.read(newValue));
            }
        });
    }
}

/** Runs the machine of the cards: messages, time, other tabs; keeps what is shown. */
export class CallCardDesk {
    constructor({ load, closed, isExpected }) {
        this.load = load;
        this.closed = closed;
        this.isExpected = isExpected;
        this.machine = emptyState(closed.read());
        this.shown = reactive({ cards: [], hidden: 0 });
        closed.listen((ids) => ids.forEach((id) => this.dispatch({ type: "close", id })));
    }

    dispatch(event) {
        this.machine = reduce(this.machine, event, Date.now());
        this.shown.cards = shownCards(this.machine);
        this.shown.hidden = hiddenCount(this.machine);
        this.plan();
    }

    plan() {
        browser.clearTimeout(this.timer);
        const moment = nextMoment(this.machine);
        if (moment !== null) {
            const delay = Math.min(Math.max(0, moment - Date.now()), LONGEST_TIMEOUT);
            this.timer = browser.setTimeout(() => this.dispatch({ type: "tick" }), delay);
        }
    }

    receive(message) {
        if (message?.phase === "pass") {
            this.closed.forget(message.id);
        }
        this.dispatch({ type: "message", message });
    }

    close(id) {
        this.closed.add(id);
        this.dispatch({ type: "close", id });
    }

    hold(id, isHeld) {
        this.dispatch({ type: "hold", id, isHeld });
    }

    /** Ask the server what is going on: after a load and after a lost connection. */
    async restore() {
        if (!this.isExpected()) {
            return;
        }
        const askedAt = Date.now();
        const messages = await this.load();
        this.dispatch({ type: "restore", messages, askedAt });
    }
}

export const callCardService = {
    dependencies: ["bus_service", "orm", "action", "notification"],

    start(env, { bus_service: bus, orm, action, notification }) {
        const closed = new ClosedCalls(`${CHANNEL}.closed.${session.db}.${user.userId}`);
        const desk = new CallCardDesk({
            closed,
            load: () => orm.silent.call("sales.call", "get_my_live_cards", []),
            // nobody else is rung
            isExpected: () => Boolean(session.sales_process_has_extension),
        });

        /** A refusal is a line of text, not a dialog over what one is typing. */
        async function attempt(run) {
            try {
                return await run();
            } catch (error) {
                const text = textOfError(error);
                if (!text) {
                    throw error;
                }
                notification.add(text, { type: "warning" });
                return null;
            }
        }

        async function runAction(method, id) {
            const found = await attempt(() => orm.call("sales.call", method, [[id]]));
            if (found) {
                await action.doAction(found);
            }
        }

        bus.subscribe(CHANNEL, (message) => desk.receive(message));
        bus.addEventListener("BUS:RECONNECT", () => attempt(() => desk.restore()));
        if (session.sales_process_has_extension) {
            bus.start();
        }
        attempt(() => desk.restore());

        return {
            desk,
            openClient: (id) => runAction("action_open_client", id),
            newInquiry: (id) => runAction("action_new_inquiry", id),
            openDeal: (id) =>
                action.doAction({
                    type: "ir.actions.act_window",
                    res_model: "crm.lead",
                    res_id: id,
                    views: [[false, "form"]],
                }),

            /** @returns {Promise<boolean>} whether the responsible was told */
            async passOn(id) {
                const name = await attempt(() =>
                    orm.call("sales.call", "action_pass_to_responsible", [[id]])
                );
                if (name) {
                    notification.add(
                        _t("%(name)s has the card and a task to call back.", { name }),
                        { type: "success" }
                    );
                }
                return Boolean(name);
            },
        };
    },
};

registry.category("services").add("sales_process.call_card", callCardService);
