import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Colour of each part of the bar; a word always stands beside it. */
const PART_CLASSES = {
    shipped: "bg-success",
    returned: "bg-secondary",
    reserved: "bg-primary",
    making: "bg-warning",
    buying: "bg-info",
    missing: "bg-danger",
};

/** One line of an order: a thin bar of where its goods are, and its documents. */
export class SupplyRow extends Component {
    static template = "sales_process.SupplyRow";
    static props = { row: Object, open: Function };

    setup() {
        this.state = useState({ expanded: false });
    }

    partClass(part) {
        return PART_CLASSES[part.key];
    }

    get barLabel() {
        return this.props.row.parts.map((part) => `${part.label}: ${part.quantity}`).join(", ");
    }

    toggle() {
        this.state.expanded = !this.state.expanded;
    }
}

/**
 * Where the goods of an order or a deal are: readiness, date, promise, and each line
 * with its bar, its problem in words and the documents behind it.
 */
export class SupplyPanel extends Component {
    static template = "sales_process.SupplyPanel";
    static components = { SupplyRow };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get orders() {
        return this.props.record.data[this.props.name]?.orders || [];
    }

    get isDeal() {
        return this.props.record.resModel === "crm.lead";
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Open the form in which dates are promised, on what was typed and saved. */
    async tellDates(order) {
        const { record } = this.props;
        if (await record.save()) {
            const action = await this.orm.call("sale.order", "action_tell_dates", [[order.id]]);
            await this.action.doAction(action, { onClose: () => record.load() });
        }
    }

    showHistory(order) {
        return this.action.doAction("sales_process.sales_promise_action", {
            additionalContext: { search_default_order_id: order.id },
        });
    }
}

registry.category("fields").add("sales_supply_panel", {
    component: SupplyPanel,
    supportedTypes: ["json"],
});
