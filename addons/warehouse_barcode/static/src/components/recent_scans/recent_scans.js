import { Component } from "@odoo/owl";
import { formatQuantity, messageText } from "../../scanner_action/messages";

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

/**
 * The last three scans, newest first; the last one that counts can be taken back.
 *
 * A scan only changes the words of the three rows. A new row in the page would make the browser
 * reckon the style of everything anew: the web client has rules (":has") that look for children.
 */
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
                name:
                    products[entry.product_id]?.name ||
                    messageText(SAID[entry.type], wordsOf(entry)),
                lot: entry.lot_name,
                quantity: entry.product_id ? formatQuantity(entry.quantity) : "",
                status: entry.status,
                struck: ["undone", "refused"].includes(entry.status),
                canUndo: entry === last && !this.props.isBusy,
            }));
    }
}
