import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Work without a document: what the next scanned shelf is opened for. */
export class StartModes extends Component {
    static template = "warehouse_barcode.StartModes";
    static props = { mode: { type: [String, { value: null }] }, onMode: Function };

    get modes() {
        return [
            { name: "count", icon: "fa-list-ol", label: _t("Count a shelf") },
            { name: "shelf", icon: "fa-hand-paper-o", label: _t("Move goods") },
            { name: "training", icon: "fa-graduation-cap", label: _t("Training") },
        ];
    }
}
