import { Component, useEffect, useRef } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** How long the colour is seen. Milliseconds. */
const SHOWN = { ok: 150, ask: 150, no: 300 };

/**
 * The whole screen in the colour of the answer, for a moment. What changes at a scan is in data
 * attributes: a change of a class makes the browser reckon the style of the whole page. It is no
 * animation either: its pictures would make the next scan wait, terminals are slow.
 */
export class ScanFlash extends Component {
    static template = "warehouse_barcode.ScanFlash";
    static props = { tone: String, seq: Number };

    setup() {
        this.root = useRef("root");
        useEffect(
            (element) => {
                if (!element) {
                    return;
                }
                element.dataset.shown = "1";
                const hide = () => delete element.dataset.shown;
                const timer = browser.setTimeout(hide, SHOWN[this.props.tone]);
                return () => browser.clearTimeout(timer);
            },
            () => [this.root.el, this.props.seq]
        );
    }
}
