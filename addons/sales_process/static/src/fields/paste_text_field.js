import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { TextField, textField } from "@web/views/fields/text/text_field";

const PAUSE_MS = 500;

/**
 * A text that is read while it is typed: at once after a paste, else after each pause.
 */
export class PasteTextField extends TextField {
    setup() {
        super.setup();
        const read = useDebounced(() => this.readText(), PAUSE_MS);
        useEffect(
            (area) => {
                if (!area) {
                    return undefined;
                }
                const onInput = (ev) =>
                    ev.inputType === "insertFromPaste" ? this.readText() : read();
                area.addEventListener("input", onInput);
                return () => area.removeEventListener("input", onInput);
            },
            () => [this.textareaRef.el]
        );
    }

    get minimumHeight() {
        return 120;
    }

    async readText() {
        const area = this.textareaRef.el;
        const value = area && this.parse(area.value);
        if (area && value !== (this.props.record.data[this.props.name] || "")) {
            await this.props.record.update({ [this.props.name]: value });
        }
    }
}

registry.category("fields").add("sales_paste_text", {
    ...textField,
    component: PasteTextField,
    supportedTypes: ["text"],
});
