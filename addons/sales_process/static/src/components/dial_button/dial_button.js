import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * A button of a form that calls the number in a field:
 * <widget name="sales_process_dial" field="number" class_name="btn-primary"/>
 */
export class DialButton extends Component {
    static template = "sales_process.DialButton";
    static props = {
        ...standardWidgetProps,
        field: String,
        className: { type: String, optional: true },
    };

    setup() {
        this.dialing = useService("sales_process.dial");
    }

    get number() {
        return this.props.record.data[this.props.field] || "";
    }

    dial() {
        const { resModel, resId } = this.props.record;
        return this.dialing.dial(this.number, { resModel, resId });
    }
}

export const dialButton = {
    component: DialButton,
    extractProps: ({ attrs }) => ({
        field: attrs.field,
        className: attrs.class_name || "btn-secondary",
    }),
};

registry.category("view_widgets").add("sales_process_dial", dialButton);
