import { Component, useState } from "@odoo/owl";

/** A code typed by hand or read by the camera. */
export class EntryField extends Component {
    static template = "warehouse_barcode.EntryField";
    static props = {
        placeholder: String,
        inputmode: { type: String, optional: true },
        onCode: Function,
        onCamera: { type: Function, optional: true },
        slots: { type: Object, optional: true },
    };

    setup() {
        this.state = useState({ text: "" });
    }

    onKeydown(event) {
        if (event.key === "Enter") {
            event.preventDefault();
            this.submit();
        }
    }

    submit() {
        const code = this.state.text;
        this.state.text = "";
        if (code.trim()) {
            this.props.onCode(code);
        }
    }
}
