import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatQuantity, messageText } from "../../scanner_action/messages";

/** Message code -> what the user may permit so that the scan counts after all. */
const PERMISSIONS = {
    over_quantity: () => ({ label: _t("Add it anyway"), values: { allow_over: true } }),
    serial_elsewhere: () => ({
        label: _t("It was moved here"),
        values: { take_from_elsewhere: true },
    }),
    lot_unknown: (params, { type }) =>
        type === "count_scan" && {
            label: _t("Create the series"),
            values: { create_lot: true },
        },
    lot_reserved: ({ can_take }) =>
        can_take && { label: _t("Take it from them"), values: { take_reserved: true } },
};

/** What is no scan of goods, by its name. */
const ACTIONS = {
    undo: () => _t("Undo"),
    validate: () => _t("Validate"),
    count_finish: () => _t("Finish the count"),
};

/**
 * What was counted on the device and could not be accepted by the server: it stays on the screen
 * until the user has answered, also after a reload.
 */
export class ConflictPanel extends Component {
    static template = "warehouse_barcode.ConflictPanel";
    static props = { conflicts: Array, onAnswer: Function };

    get conflict() {
        return this.props.conflicts[0];
    }

    get more() {
        return this.props.conflicts.length - 1;
    }

    get moreText() {
        return _t("and %s more", this.more);
    }

    get title() {
        const { operation, answer } = this.conflict;
        const action = ACTIONS[operation.type]?.();
        if (action) {
            const document = answer.params.document || "";
            return _t("Not done: %(what)s", { what: [action, document].join(" ").trim() });
        }
        const what = [answer.params.product, operation.lot_name].filter(Boolean).join(", ");
        return _t("Not counted: %(what)s × %(quantity)s", {
            what: what || operation.workorder || operation.code || "?",
            quantity: formatQuantity(operation.quantity || 1),
        });
    }

    get reason() {
        const { message_code, params } = this.conflict.answer;
        return messageText(message_code, params);
    }

    get permission() {
        const { message_code, params } = this.conflict.answer;
        return PERMISSIONS[message_code]?.(params, this.conflict.operation) || null;
    }
}
