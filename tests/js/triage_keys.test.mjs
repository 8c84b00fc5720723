import assert from "node:assert/strict";
import { test } from "node:test";

import { isWorthLooking } from "../../addons/sales_process/static/src/core/phone_digits.js";
import {
    initials,
    readKey,
    splitPeople,
    UndoStack,
} from "../../addons/sales_process/static/src/core/triage_keys.js";

const press = (code, more = {}) => readKey({ code, modified: false, inField: false, ...more });

test("digits of both key pads assign", () => {
    assert.deepEqual(press("Digit1"), { name: "assign", index: 0 });
    assert.deepEqual(press("Numpad9"), { name: "assign", index: 8 });
    assert.equal(press("Digit0"), null);
});

test("letters are places of keys, whatever the layout", () => {
    assert.deepEqual(press("KeyU"), { name: "undo" });
    assert.deepEqual(press("KeyD"), { name: "department" });
    assert.deepEqual(press("KeyX"), { name: "reject" });
    assert.equal(press("KeyA"), null);
});

test("arrows look for a card", () => {
    for (const code of ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]) {
        assert.deepEqual(press(code), { name: "focus" });
    }
});

test("nothing works in a field or with a modifier", () => {
    for (const code of ["Digit1", "KeyU", "KeyD", "KeyX", "ArrowDown"]) {
        assert.equal(press(code, { inField: true }), null);
        assert.equal(press(code, { modified: true }), null);
    }
});

test("five people are shown, nine have a number, nobody is lost", () => {
    const people = Array.from({ length: 12 }, (_item, index) => ({ id: index + 1 }));
    const { shown, more } = splitPeople(people);
    assert.deepEqual(
        shown.map((person) => person.digit),
        [1, 2, 3, 4, 5]
    );
    assert.deepEqual(
        more.map((person) => person.digit),
        [6, 7, 8, 9, null, null, null]
    );
    assert.equal(shown.length + more.length, 12);
    assert.deepEqual(splitPeople([]), { shown: [], more: [] });
});

test("initials", () => {
    assert.equal(initials("Иванова Мария Петровна"), "ИМ");
    assert.equal(initials(" head "), "H");
    assert.equal(initials(""), "");
});

test("the last step is undone first, one undone by its button is forgotten", () => {
    const stack = new UndoStack(2);
    const [first, second, third] = [[1], [2], [3]];
    stack.push(first);
    stack.push(second);
    stack.push(third);
    stack.drop(third);
    assert.equal(stack.pop(), second);
    assert.equal(stack.pop(), undefined, "the oldest step is beyond the limit");
});

test("a number is looked up when it is whole", () => {
    for (const text of ["8 (999) 000-11-22", "+7 999 000 11 22", "9990001122", "4951234567"]) {
        assert.equal(isWorthLooking(text), true, text);
    }
    for (const text of ["", null, "8 999 000-11-2", "+7 999", "123-45-67"]) {
        assert.equal(isWorthLooking(text), false, String(text));
    }
});
