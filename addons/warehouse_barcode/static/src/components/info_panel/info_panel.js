import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDay, formatQuantity } from "../../scanner_action/messages";

const ICONS = {
    product: "fa-cube",
    lot: "fa-tag",
    location: "fa-map-marker",
    package: "fa-archive",
};

/** What a scanned code is and where it lies; a shelf can be counted or emptied from here. */
export class InfoPanel extends Component {
    static template = "warehouse_barcode.InfoPanel";
    static props = { info: Object, onShelf: Function, onClose: Function };

    iconOf(type) {
        return ICONS[type];
    }

    freeText({ free }) {
        return _t("free: %s", formatQuantity(free));
    }

    formatDay(day) {
        return formatDay(day);
    }

    formatQuantity(quantity) {
        return formatQuantity(quantity);
    }
}
