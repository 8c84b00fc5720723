import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
    arrive,
    cleanText,
    fromRussianLayout,
    isArrived,
    isOfScanner,
    pause,
    pauseOf,
    press,
    startTyping,
} from "../../addons/warehouse_barcode/static/src/core/keyboard.js";
import { commandOf } from "../../addons/warehouse_barcode/static/src/core/commands.js";
import { parseDate } from "../../addons/warehouse_barcode/static/src/core/dates.js";

const vectors = JSON.parse(readFileSync(new URL("../fixtures/gs1_vectors.json", import.meta.url)));
const PLAIN = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ ";
const SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>? ';
const CODES = [
    "Backquote",
    ...[..."1234567890"].map((digit) => `Digit${digit}`),
    "Minus",
    "Equal",
    ...[..."QWERTYUIOP"].map((letter) => `Key${letter}`),
    "BracketLeft",
    "BracketRight",
    "Backslash",
    ...[..."ASDFGHJKL"].map((letter) => `Key${letter}`),
    "Semicolon",
    "Quote",
    ...[..."ZXCVBNM"].map((letter) => `Key${letter}`),
    "Comma",
    "Period",
    "Slash",
    "Space",
];

/** Keys of a US-layout scanner for a text; what the system shows does not matter. */
function keysOf(text) {
    return [...text].map((char) => {
        const shiftKey = !PLAIN.includes(char);
        const index = (shiftKey ? SHIFTED : PLAIN).indexOf(char);
        return { type: "keydown", code: CODES[index], key: "ф", shiftKey };
    });
}

function typeAll(events, typing = startTyping(), start = 1000) {
    const scans = [];
    const handled = [];
    events.forEach((event, index) => {
        const result = press(typing, { type: "keydown", time: start + index * 5, ...event });
        typing = result.typing;
        handled.push(result.handled);
        if (result.scanned) {
            scans.push(result.scanned);
        }
    });
    return { typing, scans, handled };
}

const ENTER = { code: "Enter" };
const EVENTS = {
    "Alt down": { code: "AltLeft", key: "Alt", altKey: true },
    "Alt up": { type: "keyup", code: "AltLeft", key: "Alt" },
    F8: { code: "F8", key: "F8" },
};
const fnc1Event = (name) =>
    EVENTS[name] || { code: name, altKey: true, ctrlKey: /ctrl|control/i.test(name) };

for (const vector of vectors.keyboard_layout) {
    test(`layout ${vector.id}: by physical keys and by inverse mapping`, () => {
        assert.deepEqual(typeAll([...keysOf(vector.us), ENTER]).scans, [vector.expected]);
        assert.deepEqual(typeAll([...keysOf(vector.us), { code: "Tab" }]).scans, [vector.expected]);
        assert.equal(pause(typeAll(keysOf(vector.us)).typing, 2000).scanned, vector.expected);
        assert.equal(fromRussianLayout(vector.typed_under_russian_layout), vector.expected);
    });
}

for (const vector of vectors.fnc1_key_events) {
    test(`FNC1 ${vector.id}`, () => {
        const keys = [...keysOf("10A"), ...vector.events.map(fnc1Event), ...keysOf("21B"), ENTER];
        assert.deepEqual(typeAll(keys).scans, [`10A${vector.expected}21B`]);
    });
}

test("other forms of FNC1", () => {
    for (const key of [
        { code: "BracketRight", key: "]", ctrlKey: true },
        { code: "", key: "\u241d" },
        { code: "F8", key: "F8" },
    ]) {
        assert.deepEqual(typeAll([...keysOf("10A"), key, ...keysOf("21B"), ENTER]).scans, [
            "10A\x1d21B",
        ]);
    }
});

test("every key of the US layout, plain and shifted", () => {
    const text = PLAIN + SHIFTED;
    assert.deepEqual(typeAll([...keysOf(text), ENTER]).scans, [text]);
});

test("devices without physical key codes", () => {
    const keys = [..."AbЖ1"].map((key) => ({ code: "", key }));
    assert.deepEqual(typeAll([...keys, ENTER]).scans, ["AbЖ1"]);
});

test("the final Enter never reaches a button; an Enter of its own does", () => {
    assert.equal(typeAll([...keysOf("ABC"), ENTER]).handled.at(-1), true);
    assert.deepEqual(typeAll([ENTER]).handled, [false]);
});

test("a scanner without a final key, and its late Enter", () => {
    const { typing } = typeAll(keysOf("ABC"));
    const paused = pause(typing, 2000);
    assert.equal(paused.scanned, "ABC");
    assert.equal(press(paused.typing, { type: "keydown", time: 2300, ...ENTER }).handled, true);
    assert.equal(press(paused.typing, { type: "keydown", time: 3000, ...ENTER }).handled, false);
});

test("single keys of a person are no scan", () => {
    const { typing } = typeAll(keysOf("a"));
    assert.equal(pause(typing, 2000).scanned, undefined);
    const later = press(typing, { type: "keydown", time: 5000, code: "KeyB", key: "b" });
    assert.equal(later.typing.buffer, "b");
});

test("shortcuts and keys that only change others pass by", () => {
    const keys = [
        { code: "KeyC", key: "c", ctrlKey: true },
        { code: "ShiftLeft", key: "Shift" },
        { code: "ArrowDown", key: "ArrowDown" },
    ];
    assert.deepEqual(typeAll(keys).handled, [false, false, false]);
});

test("commands, also typed under the Russian layout", () => {
    assert.equal(commandOf("OBTVALI").type, "validate");
    assert.equal(commandOf("OBTvalidate").type, "validate");
    assert.equal(commandOf("ЩИЕМФДШ").type, "validate");
    assert.equal(commandOf("OCDUNDO").type, "undo");
    assert.equal(commandOf("WHSTOCK"), undefined);
});

test("dates as people type them", () => {
    for (const [text, expected] of [
        ["31.03.2027", "2027-03-31"],
        ["1.3.27", "2027-03-01"],
        ["310327", "2027-03-31"],
        ["31032027", "2027-03-31"],
        ["02.2028", "2028-02-29"],
        ["2027-03-31", "2027-03-31"],
        ["31.02.2027", null],
        ["13.2027", null],
        ["tomorrow", null],
    ]) {
        assert.equal(parseDate(text), expected, text);
    }
});

test("a code is not cut when the page or the scanner stops for a moment", () => {
    const first = typeAll(keysOf("2000"), startTyping(), 1000);
    const second = typeAll([...keysOf("039"), ENTER], first.typing, 1400);
    assert.deepEqual(second.scans, ["2000039"]);
});

test("a scanner that sends a final key is waited for longer", () => {
    const { typing } = typeAll([...keysOf("ABC"), ENTER]);
    assert.ok(pauseOf(typing) > pauseOf(startTyping()));
    assert.equal(pauseOf(pause(typing, 1).typing), pauseOf(typing));
});

test("text of an input method is a code when it comes whole or fast", () => {
    const of = (...parts) =>
        parts.reduce((arrival, [length, time]) => arrive(arrival, length, time), null);
    assert.ok(isArrived(of([13, 1000])), "whole");
    assert.ok(isArrived(of([4, 1000], [8, 1020], [13, 1050])), "in parts");
    assert.ok(isArrived(of([1, 1000], [2, 1010], [3, 1020])), "by characters");
    assert.ok(!isArrived(of([2, 1000])), "too short");
    assert.ok(!isArrived(of([1, 1000], [2, 1150], [3, 1300], [8, 1450])), "a person");
});

test("in a field keys are of a scanner when they are faster than a person", () => {
    assert.ok(isOfScanner(typeAll(keysOf("4006")).typing));
    assert.ok(!isOfScanner(typeAll(keysOf("40")).typing), "too short");
    let typing = startTyping();
    for (const [index, key] of keysOf("4006").entries()) {
        typing = press(typing, { ...key, time: 1000 + index * 120 }).typing;
    }
    assert.ok(!isOfScanner(typing), "a person");
});

test("a key that says nothing is left to the field in which its text arrives", () => {
    for (const key of ["Unidentified", "Process", "Dead"]) {
        const event = { type: "keydown", code: "", key, time: 1 };
        assert.deepEqual(press(startTyping(), event), { typing: startTyping(), handled: false });
    }
});

test("keypad digits without Num Lock, letters under Caps Lock, dead keys", () => {
    const keypad = ["Numpad1", "Numpad0"].map((code) => ({ code, key: "Insert" }));
    const dead = { code: "Quote", key: "Dead", shiftKey: true };
    const caps = [
        { code: "KeyA", key: "a", shiftKey: true, capsLock: true },
        { code: "KeyA", key: "A", shiftKey: false, capsLock: true },
    ];
    assert.deepEqual(typeAll([...keypad, dead, ...caps, ENTER]).scans, ['10"Aa']);
});

test("all signs of FNC1 that come with a text", () => {
    assert.equal(cleanText("10A\u241d21B\r\n"), "10A\x1d21B");
    assert.equal(cleanText("10A\x1d21B\t"), "10A\x1d21B");
});
