import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatNumber } from "../core/work_view";
import { answerTitle, operationTitle } from "./messages";

/** What the server did not take: a question with both values, nothing is dropped silently. */
export class ConflictCard extends Component {
    static template = "sales_process.EngineerConflictCard";
    static props = {
        work: Object,
        operation: Object,
        count: Number, // unsent operations of the work
        onDiscard: Function,
        onInsist: Function,
    };

    get title() {
        return operationTitle(this.props.work, this.props.operation);
    }

    get conflict() {
        return this.props.operation.conflict;
    }

    get isChanged() {
        return this.conflict.code === "changed";
    }

    get isClosed() {
        return ["closed", "foreign"].includes(this.conflict.code);
    }

    get canRepeat() {
        return ["missing", "refused", "server", "closed", "foreign"].includes(this.conflict.code);
    }

    show(value) {
        const { kind, field } = this.props.operation;
        if (value === null || value === undefined || value === "") {
            return _t("empty");
        }
        if (kind === "check" && field === "answer") {
            return answerTitle(value);
        }
        if (field === "lot") {
            return this.props.work.equipment.find(({ id }) => id === value)?.name || value;
        }
        if (kind === "field") {
            const { options } = this.props.work.fields.find(({ name }) => name === field);
            return options.find(([name]) => name === value)?.[1] || value;
        }
        return typeof value === "number" ? formatNumber(value, localization.decimalPoint) : value;
    }
}
