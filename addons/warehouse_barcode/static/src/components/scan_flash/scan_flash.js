import { Component } from "@odoo/owl";

/** The whole screen in the colour of the answer, for a moment. */
export class ScanFlash extends Component {
    static template = "warehouse_barcode.ScanFlash";
    static props = { tone: String, seq: Number };
}
