import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { requiredLines } from "../../core/made";
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
        const { lines, finished } = this.props.machine;
        const made = finished.map((row) => this.prepareRow(row));
        return [...made, ...lines.map((line) => this.prepareRow(line, this.noteOf(line)))];
    }

    prepareRow({ id, product_id, lot_name, demand, done, is_counted }, note = "") {
        const { products, flow } = this.props.machine;
        return {
            id,
            note: lot_name || note,
            name: products[product_id].name,
            count: this.countOf(demand, done),
            complete: flow === "count" ? is_counted : done >= demand,
        };
    }

    countOf(demand, done) {
        const { document, flow } = this.props.machine;
        if (flow === "shelf") {
            return formatQuantity(demand);
        }
        return document.is_blind
            ? formatQuantity(done)
            : `${formatQuantity(done)} / ${formatQuantity(demand)}`;
    }

    /** A component without series that nobody scans is consumed as planned. */
    noteOf(line) {
        const { machine } = this.props;
        const isLeft = machine.flow === "production" && !requiredLines(machine).includes(line);
        return isLeft ? _t("as planned, unless it is scanned") : "";
    }
}
