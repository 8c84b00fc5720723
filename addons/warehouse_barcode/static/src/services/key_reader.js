import { browser } from "@web/core/browser/browser";
import { ENTER_GUARD, isOfScanner, pause, pauseOf, press, startTyping } from "../core/keyboard";
import { isTypedInto, TextReader, TYPED } from "./text_reader";

/**
 * Turns what a wedge scanner types into codes while the scanner screen is shown: keys, wherever
 * the focus is, and text that comes without keys.
 */
export class KeyReader {
    /**
     * @param {(code: string) => void} onCode
     * @param {Object} [options] see TextReader
     */
    constructor(onCode, options) {
        this.onCode = onCode;
        this.typing = startTyping();
        this.timer = null;
        this.listener = (event) => this.onKey(event);
        this.texts = new TextReader((code) => this.onText(code), options);
    }

    start() {
        window.addEventListener("keydown", this.listener, true);
        window.addEventListener("keyup", this.listener, true);
        this.texts.start();
    }

    stop() {
        window.removeEventListener("keydown", this.listener, true);
        window.removeEventListener("keyup", this.listener, true);
        browser.clearTimeout(this.timer);
        this.texts.stop();
    }

    onKey(event) {
        const entry = event.target?.closest?.(TYPED);
        if (event.isComposing || (!entry && isTypedInto(event.target))) {
            return;
        }
        const { type, code, key, shiftKey, ctrlKey, altKey, metaKey } = event;
        if (this.texts.onKey({ type, code, key })) {
            return swallow(event);
        }
        const capsLock = event.getModifierState?.("CapsLock");
        const time = event.timeStamp; // when the key was pressed, however busy the page is
        const pressed = { type, code, key, shiftKey, ctrlKey, altKey, metaKey, capsLock, time };
        const before = this.typing;
        const { typing, scanned, handled } = press(before, pressed);
        this.typing = typing;
        this.listenForPause(entry);
        const isOfPerson = entry && scanned && !isOfScanner(before);
        if (isOfPerson) {
            this.typing = { ...typing, enter: before.enter }; // he ends what he types in the field
        } else if (handled && (!entry || !typing.buffer)) {
            swallow(event);
            this.tell(scanned, entry);
        }
    }

    /** Scanners without a final key: a pause ends the code. */
    listenForPause(entry) {
        browser.clearTimeout(this.timer);
        if (this.typing.buffer) {
            this.timer = browser.setTimeout(() => this.onPause(entry), pauseOf(this.typing));
        }
    }

    onPause(entry) {
        const before = this.typing;
        const { typing, scanned } = pause(before, performance.now());
        if (entry && !(entry.value && isOfScanner(before))) {
            this.typing = startTyping(before.enter); // a person is at work in the field
        } else {
            this.typing = typing;
            this.tell(scanned, entry);
        }
    }

    /** Keys of a scanner may have gone into the field, where the layout has changed them. */
    tell(code, entry) {
        if (code && entry) {
            this.texts.empty(entry);
        }
        if (code) {
            this.onCode(code);
        }
    }

    /** A text came without keys; its final Enter may still come. */
    onText(code) {
        browser.clearTimeout(this.timer);
        const guard = performance.now() + ENTER_GUARD;
        this.typing = { ...startTyping(this.typing.enter), guard };
        this.onCode(code);
    }
}

function swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
}
