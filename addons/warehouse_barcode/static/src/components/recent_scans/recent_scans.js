import { Component } from "@odoo/owl";
import { formatQuantity, messageText } from "../../scanner_action/messages";

const ICONS = {
    waiting: "fa-clock-o text-warning",
    done: "fa-check text-success",
    undone: "fa-undo text-muted",
    refused: "fa-times text-danger",
    kept: "fa-hand-paper-o text-warning",
    moved: "fa-check text-muted",
};
const SHOWN = 3;
/** What is said of an operation that is no scan of a product. */
const SAID = {
    set_destination: "placed",
    put_in_pack: "packed",
    package_scan: "package_taken",
    shelf_move: "moved",
    shelf_scrap: "scrapped",
    workorder_start: "workorder_started",
};

/** The last three scans, newest first; the last one that counts can be taken back. */
export class RecentScans extends Component {
    static template = "warehouse_barcode.RecentScans";
    static props = {
        history: Array,
        products: Object,
        locations: Object,
        isBusy: Boolean,
        onUndo: Function,
    };

    get rows() {
        const { history, products, locations } = this.props;
        const wordsOf = ({ location_dest_id, package_name, workorder }) => ({
            workorder: workorder || "",
            location: locations[location_dest_id]?.name || "",
            package: package_name || "",
        });
        const last = history.findLast(({ status }) => ["waiting", "done", "kept"].includes(status));
        return history
            .slice(-SHOWN)
            .reverse()
            .map((entry) => ({
                key: entry.uuid,
                name:
                    products[entry.product_id]?.name ||
                    messageText(SAID[entry.type], wordsOf(entry)),
                lot: entry.lot_name,
                quantity: entry.product_id ? formatQuantity(entry.quantity) : "",
                icon: ICONS[entry.status],
                struck: ["undone", "refused"].includes(entry.status),
                canUndo: entry === last && !this.props.isBusy,
            }));
    }
}
