import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Why goods are written off: one of the usual reasons, or another in words. */
export class ReasonForm extends Component {
    static template = "warehouse_barcode.ReasonForm";
    static props = { onReason: Function };

    setup() {
        this.state = useState({ text: "" });
    }

    get usual() {
        return [_t("Shelf life has expired"), _t("Damaged"), _t("Lost")];
    }
}
