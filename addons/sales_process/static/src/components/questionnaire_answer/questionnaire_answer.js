import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TextField } from "@web/views/fields/text/text_field";

/** The answer to a question: one of a list is chosen, the rest is typed. */
export class QuestionnaireAnswer extends Component {
    static template = "sales_process.QuestionnaireAnswer";
    static components = { TextField };
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** What can be chosen; an answer that is not in the list any more stays in it. */
    get options() {
        const { kind, options } = this.props.record.data;
        const known = {
            choice: (options || "").split("\n").map((option) => option.trim()),
            boolean: [_t("Yes"), _t("No")],
        }[kind];
        return known && [...new Set(["", ...known, this.value])];
    }

    onChange(ev) {
        return this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("sales_questionnaire_answer", {
    component: QuestionnaireAnswer,
    supportedTypes: ["text"],
});
