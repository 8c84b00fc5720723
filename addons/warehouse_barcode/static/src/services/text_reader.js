import { browser } from "@web/core/browser/browser";
import { arrive, isArrived, TEXT_PAUSE } from "../core/keyboard";

/** The field of the scanner screen in which a person may type a code. */
export const TYPED = ".o_warehouse_barcode_entry input";
const SINK = ".o_warehouse_barcode_sink";
const FIELDS = `input:not(${SINK}), textarea, select, [contenteditable='true']`;
const LONGEST = 1000;
const FINAL = ["Enter", "NumpadEnter", "Tab"];
/** Somebody has typed before, so what is in the field did not come whole. */
const BEGUN = { first: 0, parts: 1 };

export const isTypedInto = (target) => Boolean(target?.closest?.(FIELDS));

/** Terminals send text without keys only to a field, so one is kept there for them. */
const needsSink = () => /Android/i.test(browser.navigator.userAgent);

/**
 * Codes that come as text, not as keys: the input methods of Android terminals (also in parts,
 * composed, with or without a final line break) and what is pasted.
 */
export class TextReader {
    /**
     * @param {(code: string) => void} onCode
     * @param {{hasSink: boolean}} [options] hasSink: a hidden field has the focus while no other
     *   field has it; no keyboard opens for it
     */
    constructor(onCode, { hasSink = needsSink() } = {}) {
        this.onCode = onCode;
        this.hasSink = hasSink;
        this.sink = null;
        this.arrival = null;
        this.field = null;
        this.timer = null;
        this.isKeyed = false;
        this.listeners = {
            input: (event) => this.onInput(event),
            compositionend: (event) => this.onInput(event),
            paste: (event) => this.onPaste(event),
            focusout: () => this.focusLater(),
            click: () => this.onClick(),
        };
    }

    start() {
        for (const [type, listener] of Object.entries(this.listeners)) {
            window.addEventListener(type, listener, true);
        }
        if (this.hasSink) {
            this.sink = document.createElement("input");
            this.sink.className = "o_warehouse_barcode_sink";
            this.sink.inputMode = "none";
            this.sink.autocomplete = "off";
            this.sink.tabIndex = -1;
            this.sink.setAttribute("aria-hidden", "true");
            document.body.append(this.sink);
            this.focusSink();
        }
    }

    stop() {
        for (const [type, listener] of Object.entries(this.listeners)) {
            window.removeEventListener(type, listener, true);
        }
        browser.clearTimeout(this.timer);
        this.sink?.remove();
        this.sink = null;
    }

    /** By a button what is in the field has been entered, or left. */
    onClick() {
        this.arrival = null;
        this.focusLater();
    }

    focusLater() {
        if (this.sink) {
            browser.setTimeout(() => this.focusSink());
        }
    }

    focusSink() {
        if (!isTypedInto(document.activeElement)) {
            this.sink?.focus({ preventScroll: true });
        }
    }

    /** @returns {boolean} whether the key was the end of a text, so nobody else may see it */
    onKey({ type, code, key }) {
        this.isKeyed = type === "keydown" && [...(key || "")].length === 1;
        const isFinal = type === "keydown" && FINAL.includes(code || key);
        const isTaken = isFinal && Boolean(this.arrival) && isArrived(this.arrival);
        if (isTaken) {
            this.take();
        } else if (isFinal) {
            this.arrival = null; // a person has entered it
        }
        return isTaken;
    }

    onInput(event) {
        const field = event.target?.closest?.(`${TYPED}, ${SINK}`);
        if (!field || this.isKeyed) {
            return;
        }
        const before = field === this.field ? this.arrival : null;
        this.field = field;
        const { length } = field.value;
        const begun = before || (event.data?.length < length ? BEGUN : null);
        if (length !== (before?.length || 0)) {
            this.arrival = length ? arrive(begun, length, event.timeStamp) : null;
        }
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.onPause(), TEXT_PAUSE);
    }

    onPause() {
        if (this.arrival && isArrived(this.arrival)) {
            this.take();
        }
    }

    take() {
        const code = this.field.value;
        this.empty(this.field);
        this.onCode(code);
    }

    /** A pasted text counts at once, wherever the focus is; in a field of words it belongs there. */
    onPaste(event) {
        const field = event.target?.closest?.(`${TYPED}, ${SINK}`);
        const text = event.clipboardData?.getData("text/plain") || "";
        const code = text.replace(/[\r\n\t]+$/, "");
        if ((!field && isTypedInto(event.target)) || !code.trim() || code.length > LONGEST) {
            return;
        }
        event.preventDefault();
        this.onCode(code);
    }

    empty(field) {
        browser.clearTimeout(this.timer);
        this.arrival = null;
        field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        browser.clearTimeout(this.timer);
    }
}
