import { browser } from "@web/core/browser/browser";
import { ENTER_GUARD, isOfScanner, pause, pauseOf, press, startTyping } from "../core/keyboard";
import { isTypedInto, TextReader, TYPED } from "./text_reader";

/** Milliseconds in which keys that wait are handled. */
const GRACE = 50;

/** The reader of the screen that is shown. */
let present = null;
const listener = (event) => present?.onKey(event);

// Before all services of the web client, which have much to do at each key: a code has dozens.
window.addEventListener("keydown", listener, true);
window.addEventListener("keyup", listener, true);

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
        this.deadline = 0;
        this.entry = null;
        this.swallowed = new Set();
        this.onClick = () => this.startAnew();
        this.texts = new TextReader((code) => this.onText(code), options);
    }

    start() {
        present = this;
        window.addEventListener("click", this.onClick, true);
        this.texts.start();
    }

    stop() {
        present = present === this ? null : present;
        window.removeEventListener("click", this.onClick, true);
        this.forgetPause();
        this.texts.stop();
    }

    /** What was typed before has nothing to do with what comes now. */
    startAnew() {
        const { enter, guard } = this.typing;
        this.typing = { ...startTyping(enter), guard };
        this.forgetPause();
    }

    onKey(event) {
        const entry = event.target?.closest?.(TYPED) || null;
        if (event.isComposing || (!entry && isTypedInto(event.target))) {
            return;
        }
        const { type, code, key, shiftKey, ctrlKey, altKey, metaKey } = event;
        if (this.texts.onKey({ type, code, key })) {
            return this.swallow(event);
        }
        const capsLock = event.getModifierState?.("CapsLock");
        const time = event.timeStamp; // when the key was pressed, however busy the page is
        const pressed = { type, code, key, shiftKey, ctrlKey, altKey, metaKey, capsLock, time };
        if (entry !== this.entry && !isOfScanner(this.typing)) {
            this.startAnew(); // a person has typed in the field and left it
        }
        this.entry = entry;
        const before = this.typing;
        const { typing, scanned, handled } = press(before, pressed);
        this.typing = typing;
        this.listenForPause();
        const isOfPerson = entry && scanned && !isOfScanner(before);
        if (isOfPerson) {
            this.typing = { ...typing, enter: before.enter }; // he ends what he types in the field
        } else if (handled && (!entry || !typing.buffer)) {
            this.swallow(event);
            this.tell(scanned, entry);
        } else if (type === "keyup" && this.swallowed.delete(code)) {
            event.stopImmediatePropagation();
        }
    }

    /** Nobody else needs the keys of a scanner, neither going down nor up. */
    swallow(event) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.swallowed.add(event.code);
    }

    /** Scanners without a final key: a pause ends the code. One timer serves all keys. */
    listenForPause() {
        if (!this.typing.buffer) {
            return this.forgetPause();
        }
        this.deadline = performance.now() + pauseOf(this.typing);
        this.timer ||= browser.setTimeout(() => this.onTimer(), pauseOf(this.typing));
    }

    forgetPause() {
        browser.clearTimeout(this.timer);
        this.timer = null;
    }

    /** After a stall of the page its timer may come before the keys that wait: these go first. */
    onTimer(isSure = false) {
        const rest = this.deadline - performance.now();
        const again = () => this.onTimer(rest <= 1);
        const isOver = isSure && rest <= 1;
        this.timer = isOver ? null : browser.setTimeout(again, Math.max(rest, GRACE));
        if (isOver) {
            this.onPause(this.entry);
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
        this.forgetPause();
        const guard = performance.now() + ENTER_GUARD;
        this.typing = { ...startTyping(this.typing.enter), guard };
        this.onCode(code);
    }
}
