import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";

import { iconOf } from "../../scanner_action/messages";

/** Documents that are ready: mine first, then by date. */
export class StartList extends Component {
    static template = "warehouse_barcode.StartList";
    static props = { documents: Array, onOpen: Function };

    get rows() {
        return this.props.documents.map((document) => ({
            ...document,
            icon: iconOf(document.flow),
            date: this.formatDay(document.scheduled_date),
            about: [document.partner, document.origin].filter(Boolean).join(" · "),
        }));
    }

    formatDay(text) {
        return text ? formatDate(deserializeDateTime(text)) : "";
    }
}
