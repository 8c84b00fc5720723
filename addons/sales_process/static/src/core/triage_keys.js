/**
 * What a key does on the triage board.
 *
 * The place of the key counts, not the letter on it: with the Russian layout the key U
 * gives "г", and it is still the same key.
 *
 * @typedef {Object} KeyPress
 * @property {string} code place of the key, as KeyboardEvent.code
 * @property {boolean} modified Ctrl, Alt, Shift or Meta is held
 * @property {boolean} inField somebody types in a field, or a dialog is open
 *
 * @typedef {Object} KeyCommand
 * @property {"assign"|"undo"|"department"|"reject"|"focus"} name
 * @property {number} [index] for assign: which of the people, from 0
 */

const LETTERS = { KeyU: "undo", KeyD: "department", KeyX: "reject" };
const ARROWS = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"];
export const MAX_PEOPLE = 9;
export const SHOWN_PEOPLE = 5;

/**
 * @param {KeyPress} press
 * @returns {KeyCommand|null} null when the key is none of ours
 */
export function readKey({ code, modified, inField }) {
    if (modified || inField) {
        return null;
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
    if (digit) {
        return { name: "assign", index: Number(digit[1]) - 1 };
    }
    if (code in LETTERS) {
        return { name: LETTERS[code] };
    }
    return ARROWS.includes(code) ? { name: "focus" } : null;
}

/**
 * The people of a card: the first ones as buttons, the others behind "...".
 * Nine of them have a number.
 *
 * @template T
 * @param {T[]} people
 * @returns {{shown: (T & {digit: number})[], more: (T & {digit: number|null})[]}}
 */
export function splitPeople(people) {
    const numbered = people.map((person, index) => ({
        ...person,
        digit: index < MAX_PEOPLE ? index + 1 : null,
    }));
    return { shown: numbered.slice(0, SHOWN_PEOPLE), more: numbered.slice(SHOWN_PEOPLE) };
}

/**
 * @param {string} name "Иванова Мария Петровна"
 * @returns {string} "ИМ"
 */
export function initials(name) {
    const words = name.trim().split(/\s+/).filter(Boolean);
    return words
        .slice(0, 2)
        .map((word) => [...word][0].toUpperCase())
        .join("");
}

/**
 * Remembers what can be undone, the last step first.
 */
export class UndoStack {
    constructor(limit = 20) {
        this.limit = limit;
        this.steps = [];
    }

    /** @param {number[]} ids records of one step */
    push(ids) {
        this.steps = [...this.steps, ids].slice(-this.limit);
    }

    /** @returns {number[]|undefined} */
    pop() {
        return this.steps.pop();
    }

    /** Forget a step that was undone by its own button. */
    drop(ids) {
        this.steps = this.steps.filter((step) => step !== ids);
    }
}
