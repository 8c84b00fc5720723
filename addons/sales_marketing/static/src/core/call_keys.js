/**
 * What a key does on the caller's screen.
 *
 * The place of the key counts, not the letter on it: with the Russian layout the key U
 * gives "г", and it is still the same key.
 *
 * @typedef {Object} KeyPress
 * @property {string} code place of the key, as KeyboardEvent.code
 * @property {boolean} modified Ctrl, Alt, Shift or Meta is held
 * @property {boolean} repeated the key is held down
 * @property {boolean} inField somebody types in a field
 * @property {boolean} isChoosing the choice of the time to call again is open
 *
 * @typedef {Object} KeyCommand
 * @property {"result"|"choice"|"dial"|"skip"|"undo"|"note"|"cancel"|"leave"} name
 * @property {number} [index] which of the results or choices, from 0
 */

export const RESULTS = ["interested", "not_interested", "callback", "no_answer", "wrong_number"];
export const CHOICES = ["hour", "tomorrow", "week", "pick"];
const LETTERS = { KeyD: "dial", KeyS: "skip", KeyU: "undo", KeyC: "note" };

/**
 * @param {KeyPress} press
 * @returns {KeyCommand|null} null when the key is none of ours
 */
export function readKey({ code, modified, repeated, inField, isChoosing }) {
    if (modified || repeated) {
        return null;
    }
    if (code === "Escape") {
        return inField ? { name: "leave" } : isChoosing ? { name: "cancel" } : null;
    }
    if (inField) {
        return null;
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
    if (digit) {
        const index = Number(digit[1]) - 1;
        const [name, list] = isChoosing ? ["choice", CHOICES] : ["result", RESULTS];
        return index < list.length ? { name, index } : null;
    }
    return code in LETTERS && !isChoosing ? { name: LETTERS[code] } : null;
}
