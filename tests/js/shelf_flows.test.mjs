import assert from "node:assert/strict";
import { test } from "node:test";

import { reduce as reduceCount } from "../../addons/warehouse_barcode/static/src/core/count_flow.js";
import { replay } from "../../addons/warehouse_barcode/static/src/core/flow.js";
import { promptOf, taskOf } from "../../addons/warehouse_barcode/static/src/core/prompt.js";
import {
    reduce as reduceShelf,
    rowsOf,
} from "../../addons/warehouse_barcode/static/src/core/shelf_flow.js";
import { lot, open, play, product } from "./scanner_state.mjs";

const oil = product(1, { tracking: "lot" });
const seal = product(2);
const pump = product(3, { tracking: "serial" });
const goods = (id, product_id, lot_name, demand, values = {}) => ({
    id,
    product_id,
    lot_name,
    lot_id: id,
    demand,
    free: demand,
    done: 0,
    is_counted: false,
    picked: [],
    reserved: [],
    ...values,
});
const LOCATIONS = [
    { id: 1, name: "A-01", barcode: "LOC-A", is_source: true, is_target: false },
    { id: 2, name: "B-02", barcode: "LOC-B", is_source: false, is_target: true },
];
const shelf = (flow, key, document = {}) =>
    open(flow, {
        document: { id: 1, key, name: "A-01", backorder: "never", ...document },
        products: [oil, seal, pump],
        lines: [goods(11, 1, "OLD", 5), goods(12, 1, "NEW", 3), goods(13, 2, "", 10)],
        lots: [lot(11, 1, "OLD"), lot(12, 1, "NEW"), lot(31, 3, "S-1")],
        locations: LOCATIONS,
    });
const counting = (document) => shelf("count", "count_id", document);
const taking = () => shelf("shelf", "shelf_id");
const doneOf = ({ lines }, name, product_id = 1) =>
    lines.find((one) => one.lot_name === name && one.product_id === product_id)?.done;

// ---- Count --------------------------------------------------------------------------------

test("what is scanned on a shelf is added up by series", () => {
    const { state, sent } = play(reduceCount, counting(), "OLD", "OLD", "NEW", "CODE-2");
    assert.deepEqual([doneOf(state, "OLD"), doneOf(state, "NEW")], [2, 1]);
    assert.equal(doneOf(state, "", 2), 1);
    assert.deepEqual(
        sent.map(({ type, count_id, quantity }) => [type, count_id, quantity]),
        [1, 2, 3, 4].map(() => ["count_scan", 1, 1])
    );
    assert.equal(taskOf(state).product.id, 2);
    assert.equal(promptOf(state).code, "count_here");
});

test("goods that should not be there are counted too", () => {
    const { state } = play(reduceCount, counting(), "CODE-1", "FOUND");
    assert.equal(doneOf(state, "FOUND"), 1);
    assert.equal(play(reduceCount, state, { type: "undo" }).state.lines.at(-1).done, 0);
});

test("a serial number is counted once", () => {
    const { state } = play(reduceCount, counting(), "S-1");
    const twice = play(reduceCount, state, "S-1");
    assert.equal(twice.sent.length, 0);
    assert.equal(twice.state.message.code, "serial_twice");
});

test("quantities that nobody scans one by one are typed", () => {
    const { state, sent } = play(
        reduceCount,
        counting(),
        { type: "multiply", quantity: 24 },
        "CODE-2",
        "CODE-2"
    );
    assert.deepEqual(
        sent.map(({ quantity }) => quantity),
        [24, 1]
    );
    assert.equal(doneOf(state, "", 2), 25);
    for (const quantity of [0, -1, Number.NaN, 1e7]) {
        const bad = play(reduceCount, counting(), { type: "multiply", quantity });
        assert.equal(bad.state.message.code, "bad_quantity");
    }
});

test("one more and one less of the last scan", () => {
    const { state, sent } = play(reduceCount, counting(), "OCDQ10", "CODE-2", "OCDPLUS");
    assert.equal(doneOf(state, "", 2), 11);
    assert.equal(sent.length, 2);
    const less = play(
        reduceCount,
        play(reduceCount, counting(), "OCDQ10", "CODE-2").state,
        "OCDMINUS"
    );
    assert.equal(doneOf(less.state, "", 2), 9);
    assert.deepEqual(
        less.sent.map(({ type }) => type),
        ["undo", "count_scan"]
    );
    const nothing = play(reduceCount, counting(), "OCDMINUS");
    assert.equal(nothing.state.message.code, "nothing_to_repeat");
});

test("at the end what nobody has counted is asked", () => {
    const { state } = play(reduceCount, counting(), "OLD", { type: "validate" });
    assert.equal(state.step, "missing");
    assert.deepEqual(
        state.question.params.missing.map(({ lot, quantity }) => [lot, quantity]),
        [
            ["NEW", 3],
            ["", 10],
        ]
    );
    const zero = play(reduceCount, state, { type: "zero" });
    assert.deepEqual([zero.sent[0].type, zero.sent[0].missing], ["count_finish", "zero"]);
    assert.equal(zero.state.step, "finishing");
    const leave = play(reduceCount, state, { type: "leave_them" });
    assert.equal(leave.sent[0].missing, "leave");
    assert.equal(play(reduceCount, state, "NEW").state.step, "scan");
});

test("a blind count does not say how much should be there", () => {
    const { state } = play(reduceCount, counting({ is_blind: true }), "OLD", { type: "validate" });
    assert.deepEqual(
        state.question.params.missing.map(({ quantity }) => quantity),
        [null, null]
    );
});

test("the end of a count: done, or a question of the server", () => {
    const { state, sent } = play(
        reduceCount,
        counting(),
        "OLD",
        { type: "validate" },
        { type: "zero" }
    );
    const answerOf = (answer) => ({ type: "answer", operation: sent.at(-1), answer });
    const ok = { ok: true, message_code: "count_done", params: {}, lines: [] };
    assert.equal(play(reduceCount, state, answerOf(ok)).state.step, "done");

    const moved = { ok: false, message_code: "count_conflict", params: { conflicts: [] } };
    const asked = play(reduceCount, state, answerOf(moved)).state;
    assert.equal(asked.step, "conflict");
    const [again] = play(reduceCount, asked, { type: "difference" }).sent;
    assert.deepEqual([again.missing, again.conflict], ["zero", "difference"]);

    const refused = { ok: false, message_code: "refused", params: {} };
    assert.equal(play(reduceCount, state, answerOf(refused)).state.step, "scan");
});

test("the code of the shelf itself is welcome, that of another one is not", () => {
    assert.equal(play(reduceCount, counting(), "LOC-A").state.message.code, "at_shelf");
    const other = play(reduceCount, counting(), "LOC-B").state.message;
    assert.equal(other.code, "finish_count_first");
});

// ---- Goods of a shelf ---------------------------------------------------------------------

test("goods are taken into the hand and put on the shelf that is scanned", () => {
    const { state, sent } = play(reduceShelf, taking(), "OLD", "OLD", "CODE-2");
    assert.equal(sent.length, 0);
    assert.equal(promptOf(state).code, "put_somewhere");
    assert.deepEqual(
        rowsOf(state).map(({ lot_name, quantity }) => [lot_name, quantity]),
        [
            ["OLD", 2],
            ["", 1],
        ]
    );
    const down = play(reduceShelf, state, "LOC-B");
    const [operation] = down.sent;
    assert.deepEqual(
        [operation.type, operation.shelf_id, operation.location_dest_id],
        ["shelf_move", 1, 2]
    );
    assert.equal(operation.rows.length, 2);
    assert.equal(operation.targets.length, 3);
    assert.equal(down.state.inHand.length, 0);
    assert.equal(promptOf(down.state).code, "take_here");
    const left = down.state.lines.find(({ lot_name }) => lot_name === "OLD");
    assert.deepEqual([left.demand, left.free, left.done], [3, 3, 0]);
});

test("more than lies there, or is free, is not taken", () => {
    const { state } = play(reduceShelf, taking(), { type: "multiply", quantity: 4 }, "NEW");
    assert.equal(state.message.code, "not_enough");
    assert.equal(state.inHand.length, 0);
    const all = play(reduceShelf, taking(), { type: "multiply", quantity: 3 }, "NEW", "NEW");
    assert.equal(all.state.message.code, "taken_already");
});

test("a product with several series asks which", () => {
    const { state } = play(reduceShelf, taking(), "CODE-1");
    assert.equal(state.step, "lot");
    assert.equal(play(reduceShelf, state, "NEW").state.inHand.length, 1);
});

test("what is in hand is laid back without the server", () => {
    const { state } = play(reduceShelf, taking(), "OLD", "CODE-2");
    const { state: back, sent } = play(reduceShelf, state, { type: "undo" });
    assert.equal(sent.length, 0);
    assert.deepEqual(
        rowsOf(back).map(({ lot_name }) => lot_name),
        ["OLD"]
    );
});

test("what was put down is undone by the server", () => {
    const { state } = play(reduceShelf, taking(), "OLD", "LOC-B");
    const { sent } = play(reduceShelf, state, { type: "undo" });
    assert.equal(sent[0].type, "undo");
    assert.equal(sent[0].target, state.history.at(-1).uuid);
});

test("goods are written off with a reason", () => {
    assert.equal(play(reduceShelf, taking(), "OBTSCRAP").state.message.code, "nothing_in_hand");
    const { state } = play(reduceShelf, taking(), "OLD", "OBTSCRAP");
    assert.equal(state.step, "reason");
    assert.equal(
        play(reduceShelf, state, { type: "reason", reason: " " }).state.message.code,
        "reason_needed"
    );
    const [operation] = play(reduceShelf, state, { type: "reason", reason: "Leaks" }).sent;
    assert.deepEqual([operation.type, operation.reason], ["shelf_scrap", "Leaks"]);
});

test("after a reload the hand is as full as before", () => {
    const { state } = play(reduceShelf, taking(), "OLD", "OLD");
    const rows = state.history.map((entry) => ({ operation: entry, status: "kept" }));
    const again = replay(taking(), rows);
    assert.deepEqual(rowsOf(again), rowsOf(state));

    const { state: down, sent } = play(reduceShelf, state, "LOC-B");
    const told = replay(taking(), [...rows, { operation: sent[0] }]);
    assert.equal(told.inHand.length, 0);
    assert.deepEqual(told.lines, down.lines);
});

test("a shelf is not validated", () => {
    assert.equal(
        play(reduceShelf, taking(), { type: "validate" }).state.message.code,
        "scan_target"
    );
});

test("what the server brings back lies on the shelf again", () => {
    const { state } = play(reduceShelf, taking(), "OLD", "OLD", "LOC-B", { type: "undo" });
    const line = state.lines.find(({ lot_name }) => lot_name === "OLD");
    assert.deepEqual([line.demand, line.free, line.done], [5, 5, 0]);
    assert.equal(state.message.code, "undone_move");
});
