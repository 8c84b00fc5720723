import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { requiredLines } from "../../core/made";
import { formatQuantity } from "../../scanner_action/messages";

/** All lines of the document and the way back to the list. */
export class LinesPanel extends Component {
    static template = "warehouse_barcode.LinesPanel";
    static props = { machine: Object, onClose: Function, onLeave: Function };

    get rows() {
        const { lines, finished } = this.props.machine;
        const made = finished.map((row) => this.prepareRow(row));
        return [...made, ...lines.map((line) => this.prepareRow(line, this.noteOf(line)))];
    }

    prepareRow({ id, product_id, demand, done }, note = "") {
        return {
            id,
            note,
            name: this.props.machine.products[product_id].name,
            count: `${formatQuantity(done)} / ${formatQuantity(demand)}`,
            complete: done >= demand,
        };
    }

    /** A component without series that nobody scans is consumed as planned. */
    noteOf(line) {
        const { machine } = this.props;
        const isLeft = machine.flow === "production" && !requiredLines(machine).includes(line);
        return isLeft ? _t("as planned, unless it is scanned") : "";
    }
}
