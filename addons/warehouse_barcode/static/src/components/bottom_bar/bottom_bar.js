import { Component } from "@odoo/owl";

/** Buttons at the bottom, always in this order. */
export class BottomBar extends Component {
    static template = "warehouse_barcode.BottomBar";
    static props = {
        canUndo: Boolean,
        isReady: Boolean,
        isBusy: Boolean,
        onUndo: Function,
        onMore: Function,
        onValidate: Function,
    };
}
