import { Component } from "@odoo/owl";
import { formatQuantity } from "../../scanner_action/messages";

/** All lines of the document and the way back to the list. */
export class LinesPanel extends Component {
    static template = "warehouse_barcode.LinesPanel";
    static props = {
        machine: Object,
        onClose: Function,
        onLeave: Function,
        onPrint: Function,
    };

    get rows() {
        const { lines, products, document, flow } = this.props.machine;
        const isFree = document.is_blind || flow === "shelf";
        return lines.map(({ id, product_id, lot_name, demand, done, is_counted }) => ({
            id,
            name: products[product_id].name,
            lot: lot_name || "",
            count: isFree
                ? formatQuantity(flow === "shelf" ? demand : done)
                : `${formatQuantity(done)} / ${formatQuantity(demand)}`,
            complete: flow === "count" ? is_counted : done >= demand,
        }));
    }
}
