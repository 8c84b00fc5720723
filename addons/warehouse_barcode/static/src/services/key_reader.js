import { browser } from "@web/core/browser/browser";
import { pause, pauseOf, press, startTyping } from "../core/keyboard";

/** Turns the keys of a wedge scanner into codes while the scanner screen is shown. */
export class KeyReader {
    /** @param {(code: string) => void} onCode */
    constructor(onCode) {
        this.onCode = onCode;
        this.typing = startTyping();
        this.timer = null;
        this.listener = (event) => this.onKey(event);
    }

    start() {
        window.addEventListener("keydown", this.listener, true);
        window.addEventListener("keyup", this.listener, true);
    }

    stop() {
        window.removeEventListener("keydown", this.listener, true);
        window.removeEventListener("keyup", this.listener, true);
        browser.clearTimeout(this.timer);
    }

    onKey(event) {
        if (event.isComposing || isTypedInto(event.target)) {
            return;
        }
        const { type, code, key, shiftKey, ctrlKey, altKey, metaKey } = event;
        const capsLock = event.getModifierState?.("CapsLock");
        const time = event.timeStamp; // when the key was pressed, however busy the page is
        const pressed = { type, code, key, shiftKey, ctrlKey, altKey, metaKey, capsLock, time };
        const { typing, scanned, handled } = press(this.typing, pressed);
        this.typing = typing;
        if (handled) {
            event.preventDefault();
            event.stopImmediatePropagation();
        }
        this.listenForPause();
        if (scanned) {
            this.onCode(scanned);
        }
    }

    /** Scanners without a final key: a pause ends the code. */
    listenForPause() {
        browser.clearTimeout(this.timer);
        if (this.typing.buffer) {
            this.timer = browser.setTimeout(() => this.onPause(), pauseOf(this.typing));
        }
    }

    onPause() {
        const { typing, scanned } = pause(this.typing, performance.now());
        this.typing = typing;
        if (scanned) {
            this.onCode(scanned);
        }
    }
}

function isTypedInto(target) {
    return Boolean(target?.closest?.("input, textarea, select, [contenteditable='true']"));
}
