import { Component } from "@odoo/owl";

const ICONS = { ok: "fa-check-circle", ask: "fa-question-circle", no: "fa-times-circle" };

/** One big line: what to do now; below it what came of the last scan. */
export class ScanPrompt extends Component {
    static template = "warehouse_barcode.ScanPrompt";
    static props = {
        text: String,
        message: { type: String, optional: true },
        tone: { type: String, optional: true },
    };

    get icon() {
        return ICONS[this.props.tone] || "";
    }
}
