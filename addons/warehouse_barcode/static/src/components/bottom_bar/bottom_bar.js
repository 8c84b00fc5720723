import { Component } from "@odoo/owl";

/** Buttons at the bottom, always in this order. */
export class BottomBar extends Component {
    static template = "warehouse_barcode.BottomBar";
    static props = {
        canUndo: Boolean,
        canPack: Boolean,
        isReady: Boolean,
        isBusy: Boolean,
        onUndo: Function,
        onPack: Function,
        onMore: Function,
        onValidate: Function,
    };
}
