import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatQuantity } from "../../scanner_action/messages";

const STATES = {
    blocked: () => _t("waits for the one before"),
    ready: () => _t("not started"),
    progress: () => _t("started"),
    done: () => _t("finished"),
};

/** The work orders with their buttons; the time of the user is started and stopped by them. */
export class WorkPanel extends Component {
    static template = "warehouse_barcode.WorkPanel";
    static props = { machine: Object, isBusy: Boolean, onEvent: Function };

    get works() {
        return this.props.machine.workorders.map((work) => ({
            ...work,
            status: STATES[work.state]?.() || "",
            isOpen: work.state !== "done",
            minutes: _t("%(spent)s of %(expected)s min", {
                spent: formatQuantity(Math.round(work.duration)),
                expected: formatQuantity(Math.round(work.expected)),
            }),
            act: (action) => this.props.onEvent({ type: "work", workorder_id: work.id, action }),
        }));
    }
}
