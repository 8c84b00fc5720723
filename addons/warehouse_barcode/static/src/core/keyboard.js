// From key events to codes. The physical key (KeyboardEvent.code) decides, so a Russian
// layout gives the same code as the US layout that wedge scanners type on.

export const GS = "\x1d";
/** After this a stray key of a person is no beginning of a code. Milliseconds. */
export const MAX_GAP = 300;
const STRAY = 2;
/** How long a pause ends a code: short until the scanner is known to send a final key. */
const PAUSE = 300;
const PAUSE_BEFORE_ENTER = 1000;
/** A late final Enter of a scanner is still swallowed within this time. Milliseconds. */
export const ENTER_GUARD = 600;

/** On the average a person needs longer for a key than a scanner. Milliseconds. */
export const TYPING_GAP = 50;
/** After this nothing more of a text comes that an input method sends in parts. Milliseconds. */
export const TEXT_PAUSE = 150;
const SHORTEST = 3;

const SHIFTED = {
    Backquote: "`~",
    Minus: "-_",
    Equal: "=+",
    BracketLeft: "[{",
    BracketRight: "]}",
    Backslash: "\\|",
    IntlBackslash: "\\|",
    Semicolon: ";:",
    Quote: "'\"",
    Comma: ",<",
    Period: ".>",
    Slash: "/?",
    Space: "  ",
    NumpadAdd: "++",
    NumpadSubtract: "--",
    NumpadMultiply: "**",
    NumpadDivide: "//",
    NumpadDecimal: "..",
};
const DIGITS_SHIFTED = ")!@#$%^&*(";
const RU_ROW = "ёйцукенгшщзхъфывапролджэячсмитьбю.";
const US_ROW = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./";
const RU_SHIFTED = 'ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?/';
const US_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?@#$^&|';
const RU_TO_US = new Map(
    [...RU_ROW, ...RU_SHIFTED].map((char, index) => [char, (US_ROW + US_SHIFTED)[index]])
);

export const hasCyrillic = (text) => /[А-Яа-яЁё]/.test(text);

/** What a US-layout scanner meant when the text was typed under the Russian layout. */
export function fromRussianLayout(text) {
    return [...text].map((char) => RU_TO_US.get(char) ?? char).join("");
}

/** Clean text that came whole: camera, paste, input method of an Android terminal. */
export function cleanText(text) {
    return text.replaceAll("\u241d", GS).replace(/[\r\n\t]+$/, "");
}

/**
 * @typedef {Object} Typing
 * @property {string} buffer what has been typed so far
 * @property {string|null} alt digits typed while Alt is held
 * @property {number} first time of the first key
 * @property {number} last time of the last key
 * @property {number} guard until when a final Enter is swallowed
 * @property {boolean} enter whether this scanner has ended a code with a key before
 */

/** @returns {Typing} */
export const startTyping = (enter = false) => ({
    buffer: "",
    alt: null,
    first: 0,
    last: 0,
    guard: 0,
    enter,
});

/** Whether a scanner has typed what is in the buffer: in a field a person may type as well. */
export const isOfScanner = ({ buffer, first, last }) =>
    isArrived({ length: buffer.length, parts: buffer.length, first, last });

/** A busy page may stop for a while in the middle of a code: then it must not be cut. */
export const pauseOf = (typing) => (typing.enter ? PAUSE_BEFORE_ENTER : PAUSE);

/**
 * @param {Typing} typing
 * @param {{type: "keydown"|"keyup", code: string, key?: string, shiftKey?: boolean,
 *   ctrlKey?: boolean, altKey?: boolean, time: number}} event
 * @returns {{typing: Typing, scanned?: string, handled: boolean}} handled = the page must not
 *   see the key
 */
export function press(typing, event) {
    if (event.type === "keyup") {
        return isAlt(event) ? endAlt(typing, event) : { typing, handled: false };
    }
    if (isAlt(event)) {
        return { typing: { ...typing, alt: "" }, handled: false };
    }
    if (["Enter", "NumpadEnter", "Tab"].includes(event.code || event.key)) {
        return endCode(typing, event);
    }
    if (typing.alt !== null && /^Numpad\d$/.test(event.code)) {
        return { typing: { ...typing, alt: typing.alt + event.code.at(-1) }, handled: true };
    }
    const char = charOf(event);
    return char ? append(typing, char, event.time) : { typing, handled: false };
}

/**
 * Text that comes into a field without keys: of the input method of a terminal, whole or in parts.
 * @typedef {{length: number, parts: number, first: number, last: number}} Arrival length of the
 *   text, times of its first and its last part
 */
export function arrive(arrival, length, time) {
    const { first = time, parts = 0 } = arrival || {};
    return { length, parts: parts + 1, first, last: time };
}

/** A code that came whole, or in parts as fast as no person types them. */
export const isArrived = ({ length, parts, first, last }) =>
    length >= SHORTEST && (parts === 1 || (last - first) / (parts - 1) < TYPING_GAP);

/** The scanner sends no final key: what is in the buffer is the code. */
export function pause(typing, time) {
    const scanned = typing.buffer.length > 2 ? typing.buffer : undefined;
    const guard = scanned ? time + ENTER_GUARD : typing.guard;
    return { typing: { ...startTyping(typing.enter), guard }, scanned };
}

function isAlt(event) {
    return ["AltLeft", "AltRight"].includes(event.code) || event.key === "Alt";
}

function endAlt(typing, event) {
    const number = Number(typing.alt || 0);
    const closed = { ...typing, alt: null };
    return number
        ? append(closed, String.fromCharCode(number), event.time)
        : { typing: closed, handled: false };
}

function endCode(typing, event) {
    const scanned = typing.buffer || undefined;
    const late = event.time < typing.guard;
    const enter = typing.enter || Boolean(scanned) || late;
    return { typing: startTyping(enter), scanned, handled: Boolean(scanned) || late };
}

function append(typing, char, time) {
    const fresh = typing.buffer.length <= STRAY && time - typing.last > MAX_GAP;
    const before = fresh ? "" : typing.buffer;
    const first = before ? typing.first : time;
    return { typing: { ...typing, buffer: before + char, first, last: time }, handled: true };
}

function charOf(event) {
    if (event.code === "F8" || (event.ctrlKey && event.code === "BracketRight")) {
        return GS;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) {
        return "";
    }
    return charOfCode(event) || charOfKey(event.key || "");
}

/** Both characters of a physical key on the US layout, plain and shifted. */
function pairOf(code) {
    if (/^Key[A-Z]$/.test(code)) {
        return code[3].toLowerCase() + code[3];
    }
    if (/^Digit\d$/.test(code)) {
        return code[5] + DIGITS_SHIFTED[Number(code[5])];
    }
    return /^Numpad\d$/.test(code) ? code[6].repeat(2) : SHIFTED[code];
}

/**
 * When the system shows one of the two characters, that is the one (virtual keyboards do not say
 * that Shift is held); else, and under Caps Lock, Shift decides.
 */
function charOfCode({ code = "", key = "", shiftKey, capsLock }) {
    const pair = pairOf(code);
    if (!pair) {
        return "";
    }
    const shown = key.length === 1 && !capsLock && pair.includes(key);
    return shown ? key : pair[shiftKey ? 1 : 0];
}

/** Devices that send no physical key: the character itself, if it is one. */
function charOfKey(key) {
    if ([...key].length !== 1) {
        return "";
    }
    return key === "\u241d" ? GS : key;
}
