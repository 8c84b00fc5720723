import { Component, useExternalListener } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { readKey } from "../core/triage_keys";

/**
 * A list to choose one of, by a click or by its number.
 */
export class TriageChoiceDialog extends Component {
    static template = "sales_process.TriageChoiceDialog";
    static components = { Dialog };
    static props = {
        title: String,
        choices: { type: Array, element: Object },
        onChoose: Function,
        close: Function,
    };

    setup() {
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), { capture: true });
    }

    onKeydown(ev) {
        const modified = ev.ctrlKey || ev.altKey || ev.metaKey || ev.shiftKey;
        const command = readKey({ code: ev.code, modified, inField: false });
        const choice = command?.name === "assign" && this.props.choices[command.index];
        if (choice) {
            ev.preventDefault();
            ev.stopPropagation();
            this.choose(choice);
        }
    }

    choose(choice) {
        this.props.close();
        this.props.onChoose(choice.id);
    }
}
