import { Component, markup, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ClosingDialog } from "./closing_dialog";
import { showField } from "./show_field";

const TIME_CLASSES = {
    ok: "text-bg-success",
    soon: "text-bg-warning",
    late: "text-bg-danger",
};
const EDGE_CLASSES = { ok: "", soon: "border-warning", late: "border-danger" };

/**
 * What is next in a deal: the time left, each missing thing as a link to where it is
 * put right, and, for the head, the decisions that wait for him.
 */
export class DealPanel extends Component {
    static template = "sales_process.DealPanel";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ busy: false });
    }

    get panel() {
        return this.props.record.data[this.props.name];
    }

    get missing() {
        return this.panel.items.filter((item) => !item.done);
    }

    get done() {
        return this.panel.items.filter((item) => item.done);
    }

    /** The text of the stage: the server has cleaned it when it was saved. */
    get instruction() {
        return markup(this.panel.instruction);
    }

    get isLead() {
        return this.panel.type === "lead";
    }

    get timeClass() {
        return TIME_CLASSES[this.panel.time.state];
    }

    get edgeClass() {
        return this.panel.time ? EDGE_CLASSES[this.panel.time.state] : "";
    }

    /** After the contract one sees everything until the end, not only the next stage. */
    get showsClosing() {
        return this.panel.next && this.panel.decision.is_won;
    }

    get canOverride() {
        return this.panel.next && this.missing.length && this.panel.decision.can_decide;
    }

    /** Put a missing thing right: go to its field, or open its document. */
    async follow({ link }) {
        if (link.kind !== "field") {
            return this.run(link.name);
        }
        if (!(await showField(link.name, this.root.el.closest(".o_form_view")))) {
            this.notification.add(
                _t("The form does not show this field: ask the head of the department."),
                { type: "warning" }
            );
        }
    }

    /** Everything that is missing until the deal is closed. */
    async showClosing() {
        const { record } = this.props;
        if (this.state.busy || !(await record.save())) {
            return;
        }
        const stages = await this.orm.call("crm.lead", "get_missing_to_close", [[record.resId]]);
        this.dialog.add(ClosingDialog, { stages, onFollow: (item) => this.follow(item) });
    }

    moveOn() {
        if (this.isLead) {
            return this.run("action_convert");
        }
        return this.run("action_next_stage", [this.panel.stage.id]);
    }

    /**
     * Save what was typed, call a method of the deal and show what it returns.
     * @param {string} method
     * @param {Array} [args]
     */
    async run(method, args = []) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const { record } = this.props;
            if (!(await record.save())) {
                return;
            }
            const result = await this.orm.call("crm.lead", method, [[record.resId], ...args]);
            if (result && typeof result === "object") {
                await this.action.doAction(result, { onClose: () => record.load() });
            } else {
                await record.load();
            }
        } finally {
            this.state.busy = false;
        }
    }
}

export const dealPanel = { component: DealPanel, supportedTypes: ["json"] };

registry.category("fields").add("sales_deal_panel", dealPanel);
