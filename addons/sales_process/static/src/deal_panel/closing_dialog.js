import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/**
 * What is missing until the deal is closed, by stages; each thing leads to its place.
 */
export class ClosingDialog extends Component {
    static template = "sales_process.ClosingDialog";
    static components = { Dialog };
    static props = {
        stages: { type: Array, element: Object },
        onFollow: Function,
        close: Function,
    };

    follow(item) {
        this.props.close();
        this.props.onFollow(item);
    }
}
