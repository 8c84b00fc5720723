import { Component, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { mostUrgent } from "../../core/call_cards";
import { placeOf } from "../../core/card_place";
import { CallCard } from "./call_card";

/** The stack of call cards in the lower right corner, beside the windows of the chat. */
export class CallCards extends Component {
    static template = "sales_process.CallCards";
    static components = { CallCard };
    static props = {};

    setup() {
        this.shown = useState(useService("sales_process.call_card").desk.shown);
        this.chatHub = useState(useService("mail.store").chatHub);
        this.ui = useService("ui");
        this.screen = useState({ width: browser.innerWidth, hasDialog: this.hasDialog() });
        useExternalListener(browser, "resize", () => {
            this.screen.width = browser.innerWidth;
        });
        useBus(this.ui.bus, "active-element-changed", () => {
            this.screen.hasDialog = this.hasDialog();
        });
    }

    hasDialog() {
        return this.ui.activeElement !== document;
    }

    /** On a telephone there is room for the most urgent one. */
    get cards() {
        const { cards } = this.shown;
        return this.ui.isSmall ? mostUrgent(cards) : cards;
    }

    get hidden() {
        return this.shown.hidden + this.shown.cards.length - this.cards.length;
    }

    get place() {
        const { BUBBLE, BUBBLE_OUTER, BUBBLE_START, WINDOW, WINDOW_INBETWEEN } = this.chatHub;
        const { compact, folded, opened } = this.chatHub;
        const windows = opened.filter((w) => w.canShow && (!compact || w.bypassCompact)).length;
        const hasBubbles = windows || compact || folded.some((w) => w.canShow);
        const bubblesWidth = hasBubbles ? BUBBLE_START + BUBBLE + BUBBLE_OUTER * 2 : 0;
        const windowsWidth = windows ? bubblesWidth + windows * (WINDOW + WINDOW_INBETWEEN * 2) : 0;
        return placeOf({ width: this.screen.width, windowsWidth, bubblesWidth });
    }

    get hiddenText() {
        return _t("More calls: %(count)s", { count: this.hidden });
    }

    /** Said once by a screen reader when a card comes or changes its phase. */
    get announcement() {
        const card = this.shown.cards.at(-1);
        if (card?.phase !== "rings") {
            return "";
        }
        const { name, company, number_text } = card.details;
        const who = [name || number_text, company].filter(Boolean).join(", ");
        return _t("Incoming call: %(who)s", { who: who || _t("Hidden number") });
    }
}

registry
    .category("main_components")
    .add("sales_process.CallCards", { Component: CallCards }, { sequence: 90 });
