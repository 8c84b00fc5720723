import { Component } from "@odoo/owl";
import { formatQuantity } from "../../scanner_action/messages";

const ICONS = {
    waiting: "fa-clock-o text-warning",
    done: "fa-check text-success",
    undone: "fa-undo text-muted",
    refused: "fa-times text-danger",
};
const SHOWN = 3;

/** The last three scans, newest first; the last one that counts can be taken back. */
export class RecentScans extends Component {
    static template = "warehouse_barcode.RecentScans";
    static props = { history: Array, products: Object, isBusy: Boolean, onUndo: Function };

    get rows() {
        const { history, products } = this.props;
        const last = history.findLast(({ status }) => ["waiting", "done"].includes(status));
        return history
            .slice(-SHOWN)
            .reverse()
            .map((entry) => ({
                key: entry.uuid,
                name: products[entry.product_id]?.name || "",
                lot: entry.lot_name,
                quantity: formatQuantity(entry.quantity),
                icon: ICONS[entry.status],
                struck: ["undone", "refused"].includes(entry.status),
                canUndo: entry === last && !this.props.isBusy,
            }));
    }
}
