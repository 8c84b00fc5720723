import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    sent: "fa-paper-plane",
    opened: "fa-eye",
    signed: "fa-pencil",
    original: "fa-archive",
};
/** A mark and a colour for each answer: nothing is said by the colour alone. */
const MARKS = {
    yes: ["fa-check", "text-success"],
    no: ["fa-times", "text-danger"],
    later: ["", "text-muted"],
    no_need: ["", "text-muted opacity-25"],
};

/** Sent, opened, signed, original here: four steps of a document in a row. */
export class DocumentStepsField extends Component {
    static template = "sales_process.DocumentStepsField";
    static props = { ...standardFieldProps };

    get steps() {
        return (this.props.record.data[this.props.name] || []).map((step) => ({
            ...step,
            icon: ICONS[step.code],
            mark: MARKS[step.state][0],
            colour: MARKS[step.state][1],
        }));
    }
}

registry.category("fields").add("sales_document_steps", {
    component: DocumentStepsField,
    supportedTypes: ["json"],
    label: _t("Steps"),
});
