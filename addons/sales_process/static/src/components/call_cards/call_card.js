import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { CallTimer } from "./call_timer";

/** One call: who it is and what can be done now. It never takes the focus. */
export class CallCard extends Component {
    static template = "sales_process.CallCard";
    static components = { CallTimer };
    static props = {
        card: Object,
        hasHotkeys: { type: Boolean, optional: true },
        // a dialog is open: one line, so that it covers no fields
        isFolded: { type: Boolean, optional: true },
    };

    setup() {
        this.calls = useService("sales_process.call_card");
        this.dialing = useService("sales_process.dial");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.state = useState({ isOpen: !this.ui.isSmall, isUnfolded: false, isPassed: false });
        onWillUpdateProps(({ isFolded }) => {
            if (isFolded && !this.props.isFolded) {
                this.state.isUnfolded = false;
            }
        });
        this.isHovered = false;
        this.isFocused = false;
        useEffect(
            () => {
                this.keepFocus();
                this.hold();
            },
            () => [this.props.card.phase]
        );
    }

    get details() {
        return this.props.card.details;
    }

    get title() {
        return this.details.name || this.details.number_text || _t("Hidden number");
    }

    get isCompact() {
        return Boolean(this.props.isFolded) && !this.state.isUnfolded;
    }

    get isUnfolded() {
        return this.props.isFolded ? this.state.isUnfolded : this.state.isOpen;
    }

    get headText() {
        return this.isCompact ? this.title : this.phaseText;
    }

    get subtitle() {
        const { name, company, number_text } = this.details;
        return [company, name && number_text].filter(Boolean).join(" · ");
    }

    get isMissed() {
        const { phase, result } = this.props.card;
        return phase === "over" && Boolean(result) && result !== "answered";
    }

    get isLive() {
        return ["rings", "talks"].includes(this.props.card.phase);
    }

    /** What is going on, in words. */
    get phaseText() {
        const { phase, takenBy } = this.props.card;
        if (phase === "over") {
            return this.isMissed ? _t("Missed call") : _t("The call is over");
        }
        if (phase === "taken") {
            return takenBy ? _t("%(name)s has answered", { name: takenBy }) : _t("Answered");
        }
        if (phase === "passed") {
            return _t("%(name)s asks you to call back", { name: this.details.from || "" });
        }
        return phase === "talks" ? _t("You are talking") : _t("Incoming call");
    }

    get icon() {
        const { phase } = this.props.card;
        const icons = { talks: "fa-headphones", passed: "fa-share", taken: "fa-check" };
        return icons[phase] || (this.isMissed ? "fa-phone-square" : "fa-phone");
    }

    get kindText() {
        const texts = {
            client: _t("Known client"),
            prospect: _t("Potential client"),
            new: _t("New client"),
            several: _t("Several clients"),
        };
        return texts[this.details.kind] || "";
    }

    get kindClass() {
        const classes = { client: "text-bg-success", new: "text-bg-info" };
        return classes[this.details.kind] || "text-bg-warning";
    }

    get canCallBack() {
        const { phase, details } = this.props.card;
        return details.is_full && details.number && (this.isMissed || phase === "passed");
    }

    get canWriteDown() {
        return this.details.is_full && this.props.card.phase !== "taken";
    }

    get canPass() {
        const { phase, details } = this.props.card;
        return details.can_pass && phase !== "taken" && phase !== "passed";
    }

    get passText() {
        return this.state.isPassed
            ? _t("Passed")
            : _t("Pass to %(name)s", { name: this.details.responsible });
    }

    get toggleText() {
        return this.isUnfolded ? _t("Show less") : _t("Show more");
    }

    get moreDealsText() {
        const count = this.details.deal_count - this.details.deals.length;
        return count > 0 ? _t("More deals: %(count)s", { count }) : "";
    }

    hotkey(key) {
        return this.props.hasHotkeys ? key : undefined;
    }

    toggle() {
        const name = this.props.isFolded ? "isUnfolded" : "isOpen";
        this.state[name] = !this.state[name];
    }

    close() {
        this.calls.desk.close(this.props.card.id);
    }

    /** The answer and the end bring other buttons: the focus must not fall out. */
    keepFocus() {
        if (this.isFocused && !this.root.el.contains(document.activeElement)) {
            this.root.el.focus({ preventScroll: true });
        }
    }

    /** While somebody reads or tabs through the card it does not go by itself. */
    hold() {
        this.calls.desk.hold(this.props.card.id, this.isHovered || this.isFocused);
    }

    onHover(isHovered) {
        this.isHovered = isHovered;
        this.hold();
    }

    onFocusIn() {
        this.isFocused = true;
        this.hold();
    }

    onFocusOut({ relatedTarget }) {
        // a button that is taken away loses the focus to nobody
        if (relatedTarget && !this.root.el?.contains(relatedTarget)) {
            this.isFocused = false;
            this.hold();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.close();
        }
    }

    callBack() {
        return this.dialing.dial(this.details.number, {
            resModel: "sales.call",
            resId: this.props.card.id,
        });
    }

    async pass() {
        this.state.isPassed = true;
        this.state.isPassed = await this.calls.passOn(this.props.card.id);
    }
}
