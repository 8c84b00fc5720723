import { Component, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { formatNumber, parseNumber } from "../core/work_view";

/**
 * A field that tells every key at once. While it is typed into, it shows what is typed; then
 * what is kept.
 */
export class TypedInput extends Component {
    static template = "sales_process.TypedInput";
    static props = {
        value: {
            validate: (value) => value === null || ["string", "number"].includes(typeof value),
        },
        onChange: Function,
        type: { type: String, optional: true }, // char, text, number, date
        name: { type: String, optional: true },
        label: String,
        placeholder: { type: String, optional: true },
        readonly: { type: Boolean, optional: true },
        className: { type: String, optional: true },
    };
    static defaultProps = { type: "char", readonly: false, className: "" };

    setup() {
        this.state = useState({ raw: null, isWrong: false });
    }

    get isNumber() {
        return this.props.type === "number";
    }

    get shown() {
        if (this.state.raw !== null) {
            return this.state.raw;
        }
        const { value } = this.props;
        return this.isNumber ? formatNumber(value, localization.decimalPoint) : value;
    }

    onInput(ev) {
        const raw = ev.target.value;
        this.state.raw = raw;
        const value = this.isNumber ? parseNumber(raw) : raw;
        this.state.isWrong = value === undefined;
        if (value !== undefined) {
            this.props.onChange(value);
        }
    }

    onBlur() {
        if (!this.state.isWrong) {
            this.state.raw = null;
        }
    }
}
