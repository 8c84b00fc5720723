import { Component } from "@odoo/owl";

/** Buttons at the bottom, always in this order. */
export class BottomBar extends Component {
    static template = "warehouse_barcode.BottomBar";
    static props = {
        canUndo: Boolean,
        canPack: Boolean,
        flow: String,
        isReady: Boolean,
        isBusy: Boolean,
        onUndo: Function,
        onPack: Function,
        onScrap: Function,
        onMore: Function,
        onValidate: Function,
    };

    /** A shelf has no document to validate and nothing to pack. */
    get isShelf() {
        return this.props.flow === "shelf";
    }

    get hasPack() {
        return !["shelf", "count"].includes(this.props.flow);
    }
}
