import { Component } from "@odoo/owl";
import { formatQuantity } from "../../scanner_action/messages";

/** All lines of the document and the way back to the list. */
export class LinesPanel extends Component {
    static template = "warehouse_barcode.LinesPanel";
    static props = { machine: Object, onClose: Function, onLeave: Function };

    get rows() {
        const { lines, products } = this.props.machine;
        return lines.map(({ id, product_id, demand, done }) => ({
            id,
            name: products[product_id].name,
            count: `${formatQuantity(done)} / ${formatQuantity(demand)}`,
            complete: done >= demand,
        }));
    }
}
