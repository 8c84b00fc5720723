import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** Connection and the number of operations the server has not got yet. */
export class StatusBadge extends Component {
    static template = "warehouse_barcode.StatusBadge";
    static props = {
        unsent: Number,
        online: Boolean,
        failure: { type: String, optional: true },
        session: { type: Boolean, optional: true },
    };
    static defaultProps = { session: true };

    /** What is not sent waits on the device: after the login it goes on. */
    get loginUrl() {
        const back = browser.location.pathname + browser.location.search;
        return `/web/login?redirect=${encodeURIComponent(back)}`;
    }
}
