import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { mainOf, serialInHand } from "../../core/made";
import { formatQuantity } from "../../scanner_action/messages";

/** What the order makes, how much of it is registered and which serial number is in hand. */
export class MadePanel extends Component {
    static template = "warehouse_barcode.MadePanel";
    static props = { machine: Object, isBusy: Boolean, onEvent: Function };

    get machine() {
        return this.props.machine;
    }

    get rows() {
        return this.machine.finished.map((made) => this.prepareRow(made));
    }

    prepareRow(made) {
        const product = this.machine.products[made.product_id];
        const missing = Math.max(made.demand - made.done, 0);
        const tracked = product.tracking !== "none";
        const isNext = product.tracking === "serial" || !made.lots.length;
        return {
            id: made.id,
            name: product.name,
            count: `${formatQuantity(made.done)} / ${formatQuantity(made.demand)}`,
            percent: made.demand ? Math.min(100, Math.round((made.done / made.demand) * 100)) : 100,
            lots: made.lots.slice(-3).join(", "),
            serial: made === mainOf(this.machine) ? serialInHand(this.machine) : "",
            numberToTake: missing && tracked && isNext ? made.next_lot : "",
            buttons: missing && (!tracked || !isNext) ? this.prepareButtons(made, missing) : [],
            make: (values) =>
                this.props.onEvent({ type: "produce", product_id: made.product_id, ...values }),
        };
    }

    /** One more, or all that is left: for goods that are not numbered one by one. */
    prepareButtons(made, missing) {
        const lot_name = made.lots[0] || "";
        const one = { key: "one", label: _t("One more"), values: { quantity: 1, lot_name } };
        const label = _t("All that is left: %s", formatQuantity(missing));
        const all = { key: "all", label, values: { quantity: missing, lot_name } };
        return missing > 1 ? [one, all] : [one];
    }
}
