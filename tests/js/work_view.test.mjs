import assert from "node:assert/strict";
import { test } from "node:test";

import {
    findProblems,
    fitInto,
    formatNumber,
    groupWorks,
    judge,
    limitsText,
    mapLink,
    parseNumber,
    phoneLink,
    progressOf,
    stepsOf,
} from "../../addons/sales_process/static/src/core/work_view.js";

test("numbers as people type them", () => {
    for (const [text, value] of [
        ["12,5", 12.5],
        ["12.5", 12.5],
        [" 1 234,5 ", 1234.5],
        ["1\u00a0000", 1000],
        ["-0,3", -0.3],
        ["−5", -5],
        ["5,", 5],
        [",5", 0.5],
        ["1e-7", 1e-7],
        ["0", 0],
        ["", null],
        ["  ", null],
        ["-", undefined],
        ["abc", undefined],
        ["1,2,3", undefined],
        ["1.234,5", undefined],
        ["0x10", undefined],
        ["1e999", undefined],
        ["Infinity", undefined],
    ]) {
        assert.equal(parseNumber(text), value, text);
    }
});

test("numbers are shown without noise", () => {
    assert.equal(formatNumber(0.1 + 0.2, ","), "0,3");
    assert.equal(formatNumber(5), "5");
    assert.equal(formatNumber(null), "");
    assert.equal(formatNumber(0), "0");
});

test("limits are allowed values, noise of the machine is no fault", () => {
    for (const [measure, verdict] of [
        [{ value: null, text: "" }, "empty"],
        [{ value: null, text: "smooth" }, "good"],
        [{ value: 0, min: null, max: null }, "good"],
        [{ value: 0, min: 0, max: 5 }, "good"],
        [{ value: 5, min: 0, max: 5 }, "good"],
        [{ value: 0.1 + 0.2, max: 0.3 }, "good"],
        [{ value: 5.01, max: 5 }, "bad"],
        [{ value: -1, min: 0 }, "bad"],
    ]) {
        assert.equal(judge(measure), verdict, JSON.stringify(measure));
    }
});

test("limits in signs that every language reads", () => {
    assert.equal(limitsText({ min: 1, max: 2.5 }, ","), "1 … 2,5");
    assert.equal(limitsText({ min: 1, max: null }), "≥ 1");
    assert.equal(limitsText({ min: null, max: 0 }), "≤ 0");
    assert.equal(limitsText({ min: null, max: null, required_text: "smooth" }), "smooth");
});

const makeWork = (more = {}) => ({
    kind: "commissioning",
    checks: [],
    measures: [],
    defects: [],
    ...more,
});

test("what is missing, by the rules of the server", () => {
    const check = { name: "Vacuum", answer: "", note: "" };
    const no = { name: "Water", answer: "no", note: "" };
    const measure = { name: "P", is_required: true, value: null, text: "", note: "", max: 5 };
    const bad = { ...measure, value: 7 };
    const codes = (work) => findProblems(makeWork(work)).map(({ code }) => code);
    assert.deepEqual(codes({}), []);
    assert.deepEqual(codes({ checks: [check] }), ["check"]);
    assert.deepEqual(codes({ measures: [measure] }), ["measure"]);
    assert.deepEqual(codes({ measures: [{ ...measure, is_required: false }] }), []);
    assert.deepEqual(codes({ checks: [no], measures: [bad] }), ["explain", "explain"]);
    assert.deepEqual(codes({ checks: [{ ...no, note: "no tap" }] }), []);
    assert.deepEqual(codes({ checks: [no], defects: [{}] }), []);
    assert.deepEqual(codes({ checks: [no], measures: [bad], defects: [{}] }), [
        "explain",
        "explain",
    ]);
});

test("progress counts what is filled in", () => {
    const work = makeWork({
        checks: [{ answer: "yes" }, { answer: "" }],
        measures: [{ value: 0, min: null, max: null }],
    });
    assert.deepEqual(progressOf(work, "checks"), [1, 2]);
    assert.deepEqual(progressOf(work, "measures"), [1, 1]);
    assert.equal(progressOf(work, "photos"), null);
});

test("steps that have nothing to fill in are left out; a certification is not signed", () => {
    assert.deepEqual(stepsOf(makeWork()), [
        "place",
        "defects",
        "photos",
        "fields",
        "overview",
        "sign",
    ]);
    const full = makeWork({ kind: "certification", checks: [{}], measures: [{}] });
    assert.deepEqual(stepsOf(full), [
        "place",
        "checks",
        "measures",
        "defects",
        "photos",
        "fields",
        "overview",
    ]);
});

test("works by when they are due", () => {
    const dayStart = Date.parse("2030-05-10T00:00:00Z");
    const work = (id, date, more = {}) => ({ id, date, engineer: 5, state: "planned", ...more });
    const groups = groupWorks(
        [
            work(1, "2030-05-09 23:59:59"),
            work(2, "2030-05-10 00:00:00"),
            work(3, "2030-05-11 00:00:00"),
            work(4, "2030-05-17 00:00:00"),
            work(5, ""),
            work(6, "2030-05-10 09:00:00", { engineer: false }),
            work(7, "2030-05-01 09:00:00", { state: "in_progress" }),
            work(8, "2030-05-01 09:00:00", { state: "done" }),
            work(9, "2030-05-01 09:00:00", { state: "signed" }),
        ],
        dayStart
    );
    assert.deepEqual(
        groups.map(({ name, works }) => [name, works.map(({ id }) => id)]),
        [
            ["now", [7]],
            ["late", [1]],
            ["today", [2]],
            ["week", [3]],
            ["later", [4]],
            ["unplanned", [5]],
            ["sign", [8]],
            ["free", [6]],
            ["over", [9]],
        ]
    );
});

test("links of the phone", () => {
    assert.equal(phoneLink("+7 (495) 123-45-67"), "tel:+74951234567");
    assert.equal(phoneLink(""), "");
    assert.equal(mapLink({ address: "" }), "");
    assert.match(mapLink({ address: "Москва, 1" }), /text=%D0%9C/);
    assert.match(mapLink({ address: "x", latitude: 55.7, longitude: 37.6 }), /pt=37.6,55.7/);
});

test("pictures are made smaller, never larger", () => {
    assert.deepEqual(fitInto(4000, 3000, 1600), [1600, 1200]);
    assert.deepEqual(fitInto(3000, 4000, 1600), [1200, 1600]);
    assert.deepEqual(fitInto(800, 600, 1600), [800, 600]);
    assert.deepEqual(fitInto(16000, 1, 1600), [1600, 1]);
});
