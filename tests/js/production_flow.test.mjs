import assert from "node:assert/strict";
import { test } from "node:test";

import { refresh, replay } from "../../addons/warehouse_barcode/static/src/core/flow.js";
import {
    following,
    requiredLines,
    serialInHand,
} from "../../addons/warehouse_barcode/static/src/core/made.js";
import { reduce } from "../../addons/warehouse_barcode/static/src/core/production_flow.js";
import { promptOf, taskOf } from "../../addons/warehouse_barcode/static/src/core/prompt.js";
import { line, lot, open, play, product } from "./scanner_state.mjs";

const MOTOR = product(1, { tracking: "serial", is_age_controlled: false });
const OIL = product(2, { tracking: "lot", is_age_controlled: false });
const SCREW = product(3);
const PUMP = product(9, { tracking: "serial" });
const LOTS = [
    lot(11, 1, "M-1", { places: [{ location_id: 1, quantity: 1, free: 1 }] }),
    lot(12, 1, "M-2", { places: [{ location_id: 1, quantity: 1, free: 1 }] }),
    lot(21, 2, "OIL-1", { places: [{ location_id: 1, quantity: 9, free: 9 }] }),
];
const made = (values = {}) => ({
    id: 50,
    product_id: 9,
    is_main: true,
    demand: 2,
    done: 0,
    lots: [],
    next_lot: "P-007",
    needs_expiry: false,
    ...values,
});
const work = (id, values = {}) => ({
    id,
    name: `Work ${id}`,
    code: `MO/1/${id}`,
    workcenter: "Assembly",
    state: "ready",
    is_user_working: false,
    workers: [],
    duration: 0,
    expected: 30,
    ...values,
});

/** Two pumps, each of a motor, two measures of oil and four screws. */
const order = ({ pump = PUMP, finished = [made()], document, ...values } = {}) =>
    open("production", {
        products: [MOTOR, OIL, SCREW, pump],
        lines: [line(31, 1, 2), line(32, 2, 4), line(33, 3, 8)],
        lots: LOTS,
        document: {
            key: "production_id",
            consumption: "flexible",
            product_id: 9,
            ...document,
        },
        workorders: [work(71), work(72)],
        known_lots: { 9: ["P-001"] },
        finished,
        ...values,
    });
const plain = (values) =>
    order({ pump: product(9), finished: [made({ next_lot: "", ...values })] });
const series = (values) =>
    order({
        pump: product(9, { tracking: "lot" }),
        finished: [made({ demand: 10, ...values })],
        known_lots: {},
    });

const last = (state) => state.message?.code;
const ok = (code, more = {}) => ({
    ok: true,
    message_code: code,
    params: {},
    lines: [],
    ...more,
});
const no = (code, params = {}) => ({ ok: false, message_code: code, params, lines: [] });

test("whatever is scanned does what it means", () => {
    for (const [code, type, more] of [
        ["M-1", "delivery_scan", { lot_id: 11, production_id: 77 }],
        ["CODE-3", "delivery_scan", { product_id: 3, quantity: 1 }],
        ["P-007", "produce_scan", { product_id: 9, lot_name: "P-007", quantity: 1 }],
        ["MO/1/71", "workorder_start", { workorder_id: 71 }],
        ["Work 72", "workorder_start", { workorder_id: 72 }],
        ["ЬЩ.1.71", "workorder_start", { workorder_id: 71 }],
    ]) {
        const { sent } = play(reduce, order(), code);
        assert.equal(sent.length, 1, code);
        assert.equal(sent[0].type, type);
        for (const [key, value] of Object.entries(more)) {
            assert.equal(sent[0][key], value, `${code} ${key}`);
        }
    }
});

test("the code of the finished product asks for its number", () => {
    const { state } = play(reduce, order(), "CODE-9");
    assert.equal(state.step, "serial");
    assert.equal(promptOf(state).code, "scan_finished");
    const { sent } = play(reduce, state, "ANY-1");
    assert.deepEqual([sent[0].type, sent[0].lot_name], ["produce_scan", "ANY-1"]);
    assert.equal(last(play(reduce, state, "CODE-9").state), "series_not_product");
    const other = play(reduce, state, "M-1");
    assert.deepEqual(
        other.sent.map(({ type }) => type),
        ["delivery_scan"]
    );
    assert.equal(other.state.step, "scan");
});

test("a GS1 code of the finished product registers its number at once", () => {
    const codes = [{ code: "4006381333931", quantity: 1, name: "" }];
    const state = order({ pump: { ...PUMP, codes } });
    const { sent } = play(reduce, state, "]d2010400638133393121P-55");
    assert.deepEqual([sent[0].type, sent[0].lot_name], ["produce_scan", "P-55"]);
});

test("an unknown number is the finished product's when the components are there", () => {
    const before = play(reduce, order(), "NEW-1");
    assert.equal(before.state.step, "looking");
    const complete = play(reduce, order(), "M-1", "M-2", ...Array(4).fill("OIL-1"));
    assert.equal(promptOf(complete.state).code, "scan_finished");
    const { state } = play(reduce, complete.state, "NEW-1");
    assert.equal(state.step, "looking");
    const nobody = { type: "found", code: "NEW-1", candidates: [] };
    const taken = play(reduce, state, nobody);
    assert.equal(taken.sent[0].lot_name, "NEW-1");
    assert.equal(taken.state.finished[0].done, 1);
    const grease = { type: "product", id: 8, name: "Grease", quantity: 1 };
    const asked = play(reduce, state, { ...nobody, candidates: [grease] });
    assert.deepEqual([asked.state.step, asked.sent.length], ["add", 0]);
});

test("a number that was used is refused, one of this order comes in hand", () => {
    const used = play(reduce, order(), "P-001");
    assert.equal(last(used.state), "serial_exists");
    assert.equal(used.sent.length, 0);
    const twice = play(reduce, order(), "P-007", "P-007");
    assert.equal(twice.sent.length, 1);
    assert.equal(last(twice.state), "serial_in_hand");
    assert.equal(twice.state.finished[0].done, 1);
});

test("the next number goes on without the server", () => {
    const { state } = play(reduce, order(), "P-007");
    assert.equal(state.finished[0].next_lot, "P-008");
    assert.equal(play(reduce, state, { type: "undo" }).state.finished[0].next_lot, "P-007");
    for (const [name, expected] of [
        ["P-099", "P-100"],
        ["9", "10"],
        ["A9-X", "A10-X"],
        ["NO DIGITS", ""],
        ["20260000000000000009", "20260000000000000010"],
    ]) {
        assert.equal(following(name), expected);
    }
});

test("buttons register the next number, one more, all that is left", () => {
    const number = { type: "produce", product_id: 9, lot_name: "P-007" };
    assert.equal(play(reduce, order(), number).sent[0].lot_name, "P-007");
    const all = { type: "produce", product_id: 9, quantity: 2 };
    const { state, sent } = play(reduce, plain(), all);
    assert.deepEqual([sent[0].quantity, state.finished[0].done], [2, 2]);
});

test("more than ordered is asked", () => {
    const { state, sent } = play(reduce, plain(), "CODE-9", "CODE-9", "CODE-9");
    assert.deepEqual([state.step, sent.length], ["over", 2]);
    assert.equal(play(reduce, state, { type: "no" }).sent.length, 0);
    assert.equal(play(reduce, state, { type: "yes" }).sent[0].allow_over, true);
});

test("more of a component is asked, and refused in a strict order", () => {
    const motors = [line(31, 1, 1)];
    const asked = play(reduce, order({ lines: motors }), "M-1", "M-2");
    assert.equal(asked.state.step, "over");
    assert.equal(play(reduce, asked.state, { type: "yes" }).sent[0].type, "delivery_scan");
    const document = { consumption: "strict" };
    const strict = play(reduce, order({ lines: motors, document }), "M-1", "M-2");
    assert.deepEqual([strict.sent.length, last(strict.state)], [1, "over_strict"]);
});

test("an order makes one series; its expiry is asked once", () => {
    const dated = series({ needs_expiry: true });
    const { state } = play(reduce, dated, "CODE-9", "S-1");
    assert.equal(state.step, "expiry");
    assert.equal(last(play(reduce, state, "someday").state), "bad_date");
    const first = play(reduce, state, "31.03.2031");
    assert.equal(first.sent[0].expiration_date, "2031-03-31");
    const more = play(reduce, first.state, "CODE-9", "S-1");
    assert.equal(more.sent.length, 1);
    assert.equal(last(play(reduce, first.state, "CODE-9", "S-2").state), "one_series");
});

test("a product that is a component and is made too is asked", () => {
    const state = order({ lines: [line(31, 9, 1)], pump: product(9) });
    const asked = play(reduce, state, "CODE-9");
    assert.equal(asked.state.step, "choice");
    assert.deepEqual(
        asked.state.question.options.map(({ role }) => role),
        ["component", "made"]
    );
    const [component] = play(reduce, asked.state, { type: "choose", option: 0 }).sent;
    const [finished] = play(reduce, asked.state, { type: "choose", option: 1 }).sent;
    assert.deepEqual([component.type, finished.type], ["delivery_scan", "produce_scan"]);
});

test("a component beside the plan is looked for and asked", () => {
    const { state } = play(reduce, order(), "GREASE");
    assert.equal(state.step, "looking");
    const grease = { type: "product", id: 8, name: "Grease", quantity: 2 };
    const found = (candidates) => ({ type: "found", code: "GREASE", candidates });
    assert.equal(last(play(reduce, state, found([])).state), "unknown_barcode");
    const two = play(reduce, state, found([grease, { ...grease, id: 7 }]));
    assert.equal(last(two.state), "ambiguous_barcode");

    const asked = play(reduce, state, found([grease]));
    assert.deepEqual([asked.state.step, promptOf(asked.state).code], ["add", "not_planned"]);
    assert.equal(play(reduce, asked.state, { type: "no" }).sent.length, 0);
    const { sent, state: adding } = play(reduce, asked.state, { type: "yes" });
    assert.deepEqual([sent[0].product_id, sent[0].quantity, sent[0].allow_add], [8, 2, true]);
    const answer = { type: "answer", operation: sent[0], answer: ok("picked") };
    const result = reduce(adding, { uuid: "x", ...answer });
    assert.equal(result.state.step, "scan");
    assert.ok(result.effects.some(({ type }) => type === "reload"));
    const lost = play(reduce, adding, { type: "failed" });
    assert.equal(last(lost.state), "needs_connection");
    const refused = play(reduce, adding, { ...answer, answer: no("lot_needed") });
    assert.deepEqual([refused.state.step, last(refused.state)], ["scan", "lot_needed"]);
});

test("a strict order does not look further", () => {
    const state = order({ document: { consumption: "strict" } });
    assert.equal(last(play(reduce, state, "GREASE").state), "unknown_barcode");
});

test("a series that the device was not told is taken by the server", () => {
    const { state } = play(reduce, order(), "OIL-99");
    const candidates = [{ type: "lot", id: 99, name: "OIL-99", product_id: 2, product: "Oil" }];
    const { sent } = play(reduce, state, { type: "found", code: "OIL-99", candidates });
    assert.deepEqual([sent[0].lot_id, sent[0].allow_add], [99, undefined]);
});

test("a number that has a label already is registered", () => {
    const { state } = play(reduce, order(), "LABEL-1");
    const candidates = [{ type: "lot", id: 90, name: "LABEL-1", product_id: 9, product: "Pump" }];
    const { sent } = play(reduce, state, { type: "found", code: "LABEL-1", candidates });
    assert.deepEqual([sent[0].type, sent[0].lot_name], ["produce_scan", "LABEL-1"]);
});

test("components belong to the serial that was scanned before them", () => {
    const { sent, state } = play(reduce, order(), "P-007", "M-1", "P-008", "M-2");
    assert.deepEqual(
        sent.map(({ for_lot }) => for_lot),
        [undefined, "P-007", undefined, "P-008"]
    );
    assert.equal(serialInHand(state), "P-008");
    const undone = play(reduce, state, { type: "undo" }, { type: "undo" }).state;
    assert.equal(serialInHand(undone), "P-007");
});

test("who scans components first leaves them to all serials", () => {
    const { sent } = play(reduce, order(), "M-1", "P-007", "M-2");
    assert.deepEqual(
        sent.map(({ for_lot }) => for_lot),
        [undefined, undefined, undefined]
    );
    const chosen = play(reduce, order(), "M-1", "P-007", "P-007", "M-2");
    assert.equal(chosen.sent.at(-1).for_lot, "P-007");
});

test("work orders are started, stopped and finished once", () => {
    const code = "MO/1/71";
    const { state, sent } = play(reduce, order(), code, code);
    assert.deepEqual(
        sent.map(({ type }) => type),
        ["workorder_start", "workorder_stop"]
    );
    assert.equal(state.workorders[0].state, "progress");
    const done = play(reduce, state, { type: "work", workorder_id: 71, action: "done" });
    assert.equal(done.state.workorders[0].state, "done");
    const after = play(reduce, done.state, code);
    assert.deepEqual([after.sent.length, last(after.state)], [0, "workorder_closed"]);
});

test("a start is taken back, a stop is not", () => {
    const started = play(reduce, order(), "MO/1/71", { type: "undo" });
    assert.equal(started.state.workorders[0].is_user_working, false);
    assert.equal(started.state.workorders[0].state, "ready");
    assert.equal(started.sent[1].target, started.sent[0].uuid);
    const stopped = play(reduce, order(), "CODE-3", "MO/1/71", "MO/1/71");
    assert.equal(stopped.state.history.length, 2);
});

test("a refused work order is told anew by the server", () => {
    const { state, sent } = play(reduce, order(), "MO/1/71");
    const stop = { type: "workorder_stop", workorder_id: 71, uuid: "u" };
    for (const [operation, reloads] of [
        [sent[0], false],
        [stop, true],
    ]) {
        const answer = { type: "answer", operation, answer: no("refused"), waiting: 0 };
        const result = reduce(state, { uuid: "y", ...answer });
        assert.equal(
            result.effects.some(({ type }) => type === "reload"),
            reloads
        );
        assert.ok(result.effects.some(({ type }) => type === "conflict"));
    }
});

test("what has to be scanned: series, and what somebody has begun", () => {
    const state = order();
    const ids = (one) => requiredLines(one).map(({ id }) => id);
    assert.deepEqual(ids(state), [31, 32]);
    assert.deepEqual(ids(play(reduce, state, "CODE-3").state), [31, 32, 33]);
    assert.equal(taskOf(state).line.id, 31);
    assert.equal(promptOf(state).code, "scan_product_at");
    const hidden = order({ lots: [] });
    assert.equal(promptOf(hidden).code, "scan_component");
});

test("prompts name what is made", () => {
    const lines = [];
    for (const [state, code] of [
        [order({ lines }), "scan_finished"],
        [{ ...series(), lines }, "scan_finished_series"],
        [{ ...plain(), lines }, "scan_finished_product"],
        [{ ...plain({ done: 2 }), lines }, "validate_now"],
    ]) {
        assert.equal(promptOf(state).code, code);
    }
});

test("closing asks what is not scanned", () => {
    const validate = { type: "validate" };
    assert.equal(last(play(reduce, order(), validate).state), "finished_needed");
    const nothing = play(reduce, plain(), validate);
    assert.equal(nothing.state.step, "produce_all");
    assert.equal(play(reduce, nothing.state, { type: "yes" }).sent[0].produce_all, true);
    const less = play(reduce, plain({ done: 1 }), validate);
    assert.deepEqual(
        [less.state.step, less.state.question.params.missing[0].quantity],
        ["backorder", 1]
    );
    assert.equal(play(reduce, less.state, { type: "drop" }).sent[0].backorder, "cancel");
    const all = play(reduce, plain({ done: 2 }), validate);
    assert.deepEqual([all.state.step, all.sent[0].type], ["finishing", "validate"]);
});

test("questions of the server keep the answers that were given", () => {
    const { state, sent } = play(
        reduce,
        plain({ done: 1 }),
        { type: "validate" },
        { type: "create" }
    );
    const rows = [{ product: "Oil", done: 1, quantity: 2 }];
    const answer = { operation: sent[0], answer: no("ask_consumption", { rows }), waiting: 0 };
    const asked = play(reduce, state, { type: "answer", ...answer });
    assert.equal(asked.state.step, "consumption");
    assert.deepEqual(asked.state.question.params.rows, rows);
    const [again] = play(reduce, asked.state, { type: "yes" }).sent;
    assert.deepEqual([again.backorder, again.consumption], ["create", "confirm"]);
    assert.equal(play(reduce, asked.state, { type: "cancel" }).state.step, "scan");
    const strict = { ...answer, answer: no("consumption_strict", { rows }) };
    const refused = play(reduce, state, { type: "answer", ...strict });
    assert.deepEqual([refused.state.step, last(refused.state)], ["scan", "consumption_strict"]);
});

test("the server's word on what is made and how the work goes is taken", () => {
    const { state, sent } = play(reduce, order(), "P-007");
    const told = {
        finished: [made({ done: 2, lots: ["P-006", "P-007"] })],
        workorders: [work(71, { state: "done" })],
    };
    const event = { type: "answer", operation: sent[0], answer: ok("produced", told) };
    const after = play(reduce, state, { ...event, waiting: 0 }).state;
    assert.equal(after.finished[0].done, 2);
    assert.equal(after.workorders[0].state, "done");
    const later = play(reduce, state, { ...event, waiting: 1 }).state;
    assert.equal(later.finished[0].done, 1);
});

test("a refused number is taken back and stays a question", () => {
    const { state, sent } = play(reduce, order(), "P-007");
    const answer = { type: "answer", operation: sent[0], answer: no("serial_exists") };
    const after = play(reduce, state, answer);
    assert.deepEqual(after.conflicts, ["serial_exists"]);
    assert.deepEqual([after.state.finished[0].done, after.state.finished[0].lots], [0, []]);
});

test("after a reload without connection the device counts what it had scanned", () => {
    const codes = ["MO/1/71", "P-007", "M-1", "CODE-3", { type: "undo" }, "MO/1/71"];
    const { state, sent } = play(reduce, order(), ...codes);
    const rows = sent.map((operation) => ({ operation }));
    const again = replay(order(), rows);
    for (const key of ["lines", "finished", "workorders", "taken"]) {
        assert.deepEqual(again[key], state[key], key);
    }
    assert.equal(serialInHand(again), "P-007");
    assert.equal(replay(again, rows.slice(0, 2)).finished[0].done, 1);
});

test("a document told anew keeps the number in hand", () => {
    const { state } = play(reduce, order(), "P-007", "P-007");
    const payload = {
        ...order(),
        document: state.document,
        products: [MOTOR, OIL, SCREW, PUMP],
        lots: LOTS,
        locations: [],
        packages: [],
        allowed_lots: [],
        history: [],
    };
    assert.equal(serialInHand(refresh(state, payload, [])), "P-007");
});

test("packing has no meaning here, and busy steps say so", () => {
    const { state } = play(reduce, order(), "M-1", "OBTPACK");
    assert.equal(last(state), "nothing_to_pack");
    const looking = play(reduce, order(), "GREASE").state;
    assert.equal(last(play(reduce, looking, "M-1").state), "wait_first");
});
