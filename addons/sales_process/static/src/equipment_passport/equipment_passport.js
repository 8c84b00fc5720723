import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { readRecent, remember } from "../core/passport.js";
import { PassportLink } from "./passport_link";
import { PassportSection } from "./passport_section";

const DELAY = 300;

/**
 * Equipment passport: a serial number is typed, scanned or photographed, and everything
 * about it is on one page. The server decides what of it the user sees.
 */
export class EquipmentPassport extends Component {
    static template = "sales_process.EquipmentPassport";
    // with them an address with a number has no crumb of a list before it
    static path = "equipment-passport";
    static displayName = _t("Equipment passport");
    static components = { Layout, PassportLink, PassportSection };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.barcode = useService("barcode");
        this.keepLast = new KeepLast();
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({
            text: "",
            found: null,
            isChoice: false,
            notFound: "",
            passport: null,
            recent: readRecent(browser.localStorage.getItem(this.recentKey)),
        });
        this.suggest = useDebounced(() => this.search(false), DELAY);
        useAutofocus({ refName: "search" });
        // back from a document: the same number
        useSetupAction({ getLocalState: () => ({ resId: this.lotId }) });
        useBus(this.barcode.bus, "barcode_scanned", (ev) => this.onScanned(ev.detail.barcode));
        onWillStart(() => this.start(this.props));
        onWillUpdateProps((next) => next.resId !== this.lotId && this.start(next));
    }

    get display() {
        return { controlPanel: {} };
    }

    get recentKey() {
        // whoever works at this computer next does not see the list
        return `sales_process.passport.recent.${user.userId}`;
    }

    get lotId() {
        return this.state.passport?.lot.id;
    }

    async start({ resId, action, state }) {
        const { lot_id: asked, lots } = action.params || {};
        const lotId = state?.resId || resId || asked;
        if (lotId) {
            await this.openAtFirst(lotId);
        } else if (lots?.length) {
            this.state.found = lots;
        }
    }

    /** An old link, or one of somebody with other rights: the search is still there. */
    async openAtFirst(lotId) {
        try {
            await this.open(lotId);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            const message = error.data?.message || error.message;
            this.notification.add(message, { type: "danger" });
        }
    }

    // ---- search ------------------------------------------------------------------

    onInput(ev) {
        this.state.text = ev.target.value;
        this.state.notFound = "";
        return this.suggest();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.suggest.cancel();
            return this.search(true);
        }
        if (ev.key === "Escape") {
            this.state.found = null;
        }
    }

    onScanned(barcode) {
        this.state.text = barcode;
        return this.search(true);
    }

    async scanWithCamera() {
        let barcode;
        try {
            barcode = await scanBarcode(this.env);
        } catch (error) {
            this.notification.add(error.message || _t("The camera gives no picture."), {
                type: "warning",
            });
            return;
        }
        return this.onScanned(barcode);
    }

    /**
     * @param {boolean} isFinal the text is complete (Enter, scan): the one serial number
     *     that is called so is opened at once
     */
    async search(isFinal) {
        const text = this.state.text.trim();
        if (!text) {
            this.state.found = null;
            return;
        }
        const { exact, lots } = await this.keepLast.add(
            this.orm.call("stock.lot", "find_passports", [text])
        );
        if (isFinal && lots.length === 1) {
            return this.open(lots[0].id);
        }
        this.state.found = lots.length ? lots : null;
        this.state.notFound = !lots.length && (isFinal || text.length > 2) ? text : "";
        this.state.isChoice = exact && lots.length > 1;
    }

    // ---- the page ----------------------------------------------------------------

    async open(lotId) {
        const passport = await this.keepLast.add(
            this.orm.call("stock.lot", "get_passport", [[lotId]])
        );
        Object.assign(this.state, { passport, found: null, notFound: "", text: "" });
        this.state.recent = remember(this.state.recent, passport.lot);
        browser.localStorage.setItem(this.recentKey, JSON.stringify(this.state.recent));
        this.props.updateActionState?.({ resId: lotId });
    }

    openLink(link) {
        if (link.model === "stock.lot") {
            return this.open(link.id);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: link.model,
            res_id: link.id,
            views: [[false, "form"]],
        });
    }

    print() {
        const { id } = this.state.passport.lot;
        return this.action.doAction("sales_process.action_report_passport", {
            additionalContext: { active_ids: [id], active_id: id, active_model: "stock.lot" },
        });
    }
}

registry.category("actions").add("sales_process.equipment_passport", EquipmentPassport);
