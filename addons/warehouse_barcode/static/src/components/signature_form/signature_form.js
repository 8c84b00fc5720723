import { Component, useState } from "@odoo/owl";
import { needsManager } from "../../core/delivery_flow";

/** Why a newer series is taken and, where it is needed, which manager allows it. */
export class SignatureForm extends Component {
    static template = "warehouse_barcode.SignatureForm";
    static props = { machine: Object, onSign: Function };

    setup() {
        const { managers, pending } = this.props.machine;
        const manager = pending.manager_id || managers[0]?.id || "";
        this.state = useState({ reason: pending.reason || "", manager: String(manager), pin: "" });
    }

    get needsManager() {
        return needsManager(this.props.machine);
    }

    get managers() {
        return this.props.machine.managers.map(({ id, name }) => ({ id: String(id), name }));
    }

    /** What was scanned here: the badge of a manager. */
    get badge() {
        return this.props.machine.question?.badge || "";
    }

    sign() {
        const { reason, manager, pin } = this.state;
        this.state.pin = "";
        const isByBadge = !pin && this.badge;
        this.props.onSign({
            reason,
            manager_id: (!isByBadge && Number(manager)) || false,
            pin: pin || this.badge,
        });
    }
}
