import { Component } from "@odoo/owl";

/** Connection and the number of operations the server has not got yet. */
export class StatusBadge extends Component {
    static template = "warehouse_barcode.StatusBadge";
    static props = {
        unsent: Number,
        online: Boolean,
        failure: { type: String, optional: true },
    };
}
