import { Component, useState } from "@odoo/owl";

/** How many the next scan counts: for goods that nobody scans one by one. */
export class Multiplier extends Component {
    static template = "warehouse_barcode.Multiplier";
    static props = {
        quantity: { type: [Number, { value: null }], optional: true },
        onQuantity: Function,
    };

    setup() {
        this.state = useState({ isOpen: false, text: "" });
    }

    open() {
        this.state.isOpen = true;
        this.state.text = "";
    }

    submit() {
        this.state.isOpen = false;
        const quantity = Number(this.state.text.replace(",", ".").trim());
        this.props.onQuantity(quantity || 0);
    }
}
