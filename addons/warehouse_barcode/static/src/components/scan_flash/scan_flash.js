import { Component } from "@odoo/owl";

/**
 * The whole screen in the colour of the answer, for a moment. Two animations take turns, so that
 * each answer begins one, and the element stays. What changes at a scan is in data attributes:
 * a change of a class makes the browser reckon the style of the whole page.
 */
export class ScanFlash extends Component {
    static template = "warehouse_barcode.ScanFlash";
    static props = { tone: String, seq: Number };
}
