import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** One question of a campaign, with the input for its kind of answer. */
export class CallQuestion extends Component {
    static template = "sales_marketing.CallQuestion";
    static props = {
        question: Object,
        value: String,
        isMissing: Boolean,
        onAnswer: Function,
    };

    get options() {
        const { kind, options } = this.props.question;
        if (kind === "boolean") {
            return [
                { value: "yes", label: _t("Yes") },
                { value: "no", label: _t("No") },
            ];
        }
        return kind === "choice" ? options.map((option) => ({ value: option, label: option })) : [];
    }

    get inputId() {
        return `o_sales_calls_question_${this.props.question.id}`;
    }

    answer(value) {
        this.props.onAnswer(this.props.question.id, value);
    }

    /** A second click on an option takes it back. */
    toggle(value) {
        this.answer(this.props.value === value ? "" : value);
    }
}
