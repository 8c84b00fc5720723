import assert from "node:assert/strict";
import { test } from "node:test";

import { reduce } from "../../addons/warehouse_barcode/static/src/core/receipt_flow.js";
import { promptOf } from "../../addons/warehouse_barcode/static/src/core/prompt.js";
import { line, lot, open, play, product } from "./scanner_state.mjs";

const GTIN = "4006381333931";
const oil = product(1, {
    tracking: "lot",
    use_expiration: true,
    codes: [
        { code: GTIN, quantity: 1, name: "" },
        { code: "BOX-OIL", quantity: 12, name: "Box" },
    ],
});
const pump = product(2, { tracking: "serial" });
const seal = product(3);

const receipt = (values) =>
    open("receipt", {
        products: [oil, pump, seal],
        lines: [line(10, 1, 20), line(20, 2, 2), line(30, 3, 3)],
        ...values,
    });

test("one GS1 code brings product, series, expiry and quantity", () => {
    const { state, sent, tones } = play(
        reduce,
        receipt(),
        `01040063813339311727033137\u0032\x1d10L-7`
    );

    assert.equal(sent[0].type, "receipt_scan");
    assert.deepEqual(
        [sent[0].product_id, sent[0].quantity, sent[0].lot_name, sent[0].expiration_date],
        [1, 2, "L-7", "2027-03-31"]
    );
    assert.equal(sent[0].picking_id, 77);
    assert.equal(state.lines[0].done, 2);
    assert.deepEqual(tones, ["ok"]);
});

test("series and expiry are asked one after the other", () => {
    const first = play(reduce, receipt(), GTIN);
    assert.equal(first.state.step, "lot");
    assert.equal(promptOf(first.state).code, "scan_series");
    const second = play(reduce, first.state, "L-1");
    assert.equal(second.state.step, "expiry");
    const third = play(reduce, second.state, "nonsense", "31.03.2027");
    assert.equal(third.state.step, "scan");
    assert.equal(third.sent[0].expiration_date, "2027-03-31");
    assert.deepEqual(third.tones, ["no", "ok"]);
});

test("packaging barcode is a quantity", () => {
    const { sent } = play(reduce, receipt(), "BOX-OIL", "L-1", "2027-03-31");
    assert.equal(sent[0].quantity, 12);
});

test("a known series needs no date, and refuses another one", () => {
    const known = receipt({ lots: [lot(5, 1, "L-1", { expiration_date: "2027-03-31" })] });
    assert.equal(play(reduce, known, GTIN, "L-1").sent.length, 1);

    const other = play(reduce, known, `010400638133393117270430\x1d10L-1`);
    assert.equal(other.sent.length, 0);
    assert.equal(other.state.message.code, "expiry_mismatch");
    assert.equal(other.state.message.params.known, "2027-03-31");
});

test("a series has one date within the document", () => {
    const { state, sent } = play(
        reduce,
        receipt(),
        `010400638133393117270331\x1d10L-1`,
        `010400638133393117270430\x1d10L-1`
    );
    assert.equal(sent.length, 1);
    assert.equal(state.message.code, "expiry_mismatch");
});

test("expired goods are received with their own message", () => {
    const { state, sent } = play(reduce, receipt(), `010400638133393117200131\x1d10L-1`);
    assert.equal(sent.length, 1);
    assert.equal(state.message.code, "received_expired");
});

test("a serial number comes once", () => {
    const { state, sent } = play(reduce, receipt(), "CODE-2", "S-1", "CODE-2", "S-1");
    assert.equal(sent.length, 1);
    assert.equal(state.message.code, "serial_twice");
});

test("a serial number that is in stock does not come again", () => {
    const known = receipt({ lots: [lot(5, 2, "S-1")] });
    const { state, sent } = play(reduce, known, "CODE-2", "S-1");
    assert.equal(sent.length, 0);
    assert.equal(state.message.code, "serial_in_stock");
});

test("more than expected is asked and can be confirmed or dropped", () => {
    const full = play(reduce, receipt(), "CODE-3", "CODE-3", "CODE-3", "CODE-3");
    assert.equal(full.state.step, "over");
    assert.equal(full.sent.length, 3);

    const yes = play(reduce, full.state, { type: "yes" });
    assert.equal(yes.sent[0].allow_over, true);
    assert.equal(yes.state.lines[2].done, 4);

    const no = play(reduce, full.state, { type: "no" });
    assert.equal(no.sent.length, 0);
    assert.equal(no.state.step, "scan");
});

test("unknown, not expected and place codes are refused", () => {
    const some = receipt({ products: [oil, pump, seal, product(9)] });
    for (const [code, expected] of [
        ["WHAT", "unknown_barcode"],
        ["CODE-9", "wrong_product"],
        ["LOC-A", "nothing_in_hand"],
    ]) {
        const { state, tones } = play(reduce, some, code);
        assert.equal(state.message.code, expected);
        assert.deepEqual(tones, ["no"]);
    }
});

test("a product code is no series", () => {
    const { state } = play(reduce, receipt(), GTIN, "CODE-3");
    assert.equal(state.step, "lot");
    assert.equal(state.message.code, "series_not_product");
});

test("ambiguity is asked and can be answered by scanning", () => {
    const twins = receipt({
        lots: [
            lot(5, 1, "TWIN", { expiration_date: "2027-01-01" }),
            lot(6, 2, "TWIN", { in_stock: false }),
        ],
    });
    const asked = play(reduce, twins, "TWIN");
    assert.equal(asked.state.step, "choice");
    assert.equal(asked.state.question.options.length, 2);

    const tapped = play(reduce, asked.state, { type: "choose", option: 1 });
    assert.equal(tapped.sent[0].product_id, 2);
});

test("the same event twice is one scan", () => {
    const event = { type: "scan", code: "CODE-3", uuid: "same" };
    const { sent } = play(reduce, receipt(), event, event);
    assert.equal(sent.length, 1);
});

test("undo takes back the last, again and again", () => {
    const { state } = play(reduce, receipt(), "CODE-3", "CODE-3");
    const once = play(reduce, state, { type: "undo" });
    assert.equal(once.state.lines[2].done, 1);
    assert.equal(once.sent[0].target, state.history[1].uuid);
    const twice = play(reduce, once.state, "OCDUNDO", { type: "undo" });
    assert.equal(twice.state.lines[2].done, 0);
    assert.equal(twice.sent.length, 1);
    assert.equal(twice.state.message.code, "nothing_to_undo");
});

test("what was scanned before the reload can be undone", () => {
    const again = receipt({
        lines: [line(30, 3, 3, { done: 1 })],
        history: [{ uuid: "old", product_id: 3, quantity: 1, lot_name: "" }],
    });
    const { state, sent } = play(reduce, again, { type: "undo" });
    assert.equal(sent[0].target, "old");
    assert.equal(state.lines[0].done, 0);
});

test("validation asks for the rest, then waits for the server", () => {
    assert.equal(
        play(reduce, receipt(), { type: "validate" }).state.message.code,
        "nothing_scanned"
    );
    const { state } = play(reduce, receipt(), "CODE-3", "OBTVALI");
    assert.equal(state.step, "backorder");
    assert.equal(state.question.params.missing.length, 3);

    const { state: waiting, sent } = play(reduce, state, { type: "create" });
    assert.equal(waiting.step, "finishing");
    assert.equal(sent[0].backorder, "create");

    const answer = { ok: true, message_code: "validated", params: {}, lines: [] };
    const { state: done } = play(reduce, waiting, { type: "answer", answer, operation: sent[0] });
    assert.equal(done.step, "done");
});

test("a refusal of the server takes the scan back and stays a question", () => {
    const { state, sent } = play(reduce, receipt(), "CODE-3");
    const answer = { ok: false, message_code: "over_quantity", params: {}, lines: [] };
    const event = { type: "answer", answer, operation: sent[0] };
    const { state: after, conflicts } = play(reduce, state, event);
    assert.equal(after.lines[2].done, 0);
    assert.equal(after.history[0].status, "refused");
    assert.deepEqual(conflicts, ["over_quantity"]);

    const redo = { ...sent[0], uuid: "again", allow_over: true };
    const again = play(reduce, after, { type: "redo", operation: redo }).state;
    assert.equal(again.lines[2].done, 1);
});

test("lines told by the server are taken when nothing waits", () => {
    const { state, sent } = play(reduce, receipt(), "CODE-3");
    const answer = {
        ok: true,
        message_code: "received",
        params: {},
        lines: [line(30, 3, 3, { done: 2 })],
    };
    const event = { type: "answer", answer, operation: sent[0] };
    assert.equal(play(reduce, state, { ...event, waiting: 1 }).state.lines[2].done, 1);
    assert.equal(play(reduce, state, { ...event, waiting: 0 }).state.lines[2].done, 2);
});

test("a code typed under the Russian layout is understood", () => {
    const { sent } = play(reduce, receipt(), "СЩВУ-3");
    assert.equal(sent[0].product_id, 3);
});

test("reducing never changes the state it was given", () => {
    const state = receipt();
    const before = JSON.stringify(state);
    play(reduce, state, "CODE-3", GTIN, "L-1", "2027-03-31", { type: "undo" });
    assert.equal(JSON.stringify(state), before);
});

test("the next number is proposed and counted on", () => {
    const pump = product(9, { tracking: "serial", next_lot: "P-009" });
    const state = open("receipt", { products: [pump], lines: [line(90, 9, 3)] });
    const asked = play(reduce, state, "CODE-9").state;
    assert.equal(asked.question.params.next, "P-009");
    const taken = play(reduce, asked, "P-009").state;
    assert.equal(play(reduce, taken, "CODE-9").state.question.params.next, "P-010");
    const own = play(reduce, taken, "CODE-9", "OWN").state;
    assert.equal(play(reduce, own, "CODE-9").state.question.params.next, "P-010");
});

test("one more and one less of a receipt keep series and expiry", () => {
    const { state } = play(reduce, receipt(), GTIN, "S-1", "01.02.2028");
    const more = play(reduce, state, "OCDPLUS");
    const [sent] = more.sent;
    assert.deepEqual(
        [sent.type, sent.lot_name, sent.expiration_date],
        ["receipt_scan", "S-1", "2028-02-01"]
    );
    assert.equal(sent.quantity, 1);
    const box = play(reduce, receipt(), "BOX-OIL", "S-1", "01.02.2028");
    const less = play(reduce, box.state, "OCDMINUS");
    assert.deepEqual(
        less.sent.map(({ type, quantity, expiration_date }) => [type, quantity, expiration_date]),
        [
            ["undo", undefined, undefined],
            ["receipt_scan", 11, "2028-02-01"],
        ]
    );
    assert.equal(less.state.lines[0].done, 11);
    assert.deepEqual(less.tones, ["ok"]);
});

test("what was in hand before the page was loaded goes to the shelf", () => {
    const locations = [{ id: 2, name: "B-02", barcode: "LOC-B", is_target: true }];
    const some = receipt({ locations, in_hand: ["u1", "u2"] });
    const { sent, state } = play(reduce, some, "LOC-B");
    assert.deepEqual([sent[0].type, sent[0].targets], ["set_destination", ["u1", "u2"]]);
    assert.deepEqual(state.inHand, []);
});
