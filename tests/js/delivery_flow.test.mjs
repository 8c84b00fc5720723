import assert from "node:assert/strict";
import { test } from "node:test";

import { reduce } from "../../addons/warehouse_barcode/static/src/core/delivery_flow.js";
import { refresh, replay } from "../../addons/warehouse_barcode/static/src/core/flow.js";
import { promptOf, taskOf } from "../../addons/warehouse_barcode/static/src/core/prompt.js";
import { line, lot, open, play, product } from "./scanner_state.mjs";

const oil = product(1, { tracking: "lot" });
const OLD = lot(11, 1, "OLD", { age: "2026-01-10", expiration_date: "2027-09-01" });
const NEW = lot(12, 1, "NEW", {
    age: "2026-06-10",
    places: [{ location_id: 2, quantity: 5, free: 5 }],
});

const delivery = ({ lots = [OLD, NEW], ...values } = {}) =>
    open("delivery", { products: [oil], lines: [line(10, 1, 6)], lots, ...values });

const ok = (code) => ({ ok: true, message_code: code, params: {}, lines: [] });

test("the screen says which series to take and where", () => {
    const task = taskOf(delivery());
    assert.equal(task.lot.name, "OLD");
    assert.equal(task.shelf, "A-01");
    assert.equal(promptOf(delivery()).code, "scan_product_at");
});

test("the oldest series is taken", () => {
    const { state, sent } = play(reduce, delivery(), "OLD");
    assert.deepEqual([sent[0].type, sent[0].lot_id], ["delivery_scan", 11]);
    assert.equal(state.lines[0].done, 1);
});

test("a product code asks for its series", () => {
    const { state } = play(reduce, delivery(), "CODE-1");
    assert.equal(state.step, "lot");
    assert.equal(play(reduce, state, "OLD").sent.length, 1);
    assert.equal(play(reduce, state, "NOBODY").state.message.code, "lot_not_here");
});

test("a newer series is stopped; the older one is the first choice", () => {
    const { state, sent, tones } = play(reduce, delivery(), "NEW");
    assert.equal(sent.length, 0);
    assert.equal(state.step, "newer");
    assert.deepEqual(tones, ["no"]);
    const { older_lot, older_location, older_expiration } = state.question.params;
    assert.deepEqual([older_lot, older_location, older_expiration], ["OLD", "A-01", "2027-09-01"]);
    assert.equal(play(reduce, state, { type: "older" }).state.step, "scan");
    assert.equal(play(reduce, state, "OLD").sent[0].lot_id, 11);
});

test("a manager signs; goods are taken only with his answer", () => {
    const { state } = play(reduce, delivery(), "NEW", { type: "manager" });
    assert.equal(state.step, "sign");
    const sign = { type: "sign", reason: "Damaged", manager_id: 5, pin: "271828" };
    assert.equal(play(reduce, state, { ...sign, reason: " " }).state.message.code, "reason_needed");
    assert.equal(play(reduce, state, { ...sign, pin: "" }).state.message.code, "manager_needed");

    const { state: waiting, sent } = play(reduce, state, sign);
    assert.equal(waiting.step, "signing");
    assert.equal(waiting.lines[0].done, 0);
    assert.equal(sent[0].type, "allow_newer");

    const wrong = { ok: false, message_code: "wrong_pin", params: {}, lines: [] };
    const refused = play(reduce, waiting, { type: "answer", answer: wrong, operation: sent[0] });
    assert.equal(refused.state.step, "sign");

    const event = { type: "answer", answer: ok("picked_newer"), operation: sent[0] };
    const { state: taken } = play(reduce, waiting, event);
    assert.equal(taken.lines[0].done, 1);
    assert.equal(play(reduce, taken, "NEW").sent[0].type, "delivery_scan");
    assert.equal(play(reduce, waiting, { type: "failed" }).state.message.code, "needs_connection");
});

test("where the type only warns a reason is enough, also offline", () => {
    const { state, sent } = play(
        reduce,
        delivery({ document: { age_control: "warn" } }),
        "NEW",
        { type: "manager" },
        { type: "sign", reason: "Box is open" }
    );
    assert.equal(sent[0].type, "allow_newer");
    assert.equal(state.lines[0].done, 1);
});

test("nobody watches, equal age, nothing older free, planned: all pass", () => {
    const equal = lot(12, 1, "NEW", { age: OLD.age });
    const held = lot(11, 1, "OLD", {
        age: OLD.age,
        places: [{ location_id: 1, quantity: 5, free: 0 }],
    });
    const planned = line(10, 1, 6, { reserved: [{ lot_id: 12, location_id: 2, quantity: 6 }] });
    const cases = {
        off: delivery({ document: { age_control: "off" } }),
        equal: delivery({ lots: [OLD, equal] }),
        held: delivery({ lots: [held, NEW] }),
        removed: delivery({ lots: [{ ...OLD, to_remove: true }, NEW] }),
        planned: delivery({ lines: [planned] }),
        "other strategy": delivery({ products: [{ ...oil, is_age_controlled: false }] }),
    };
    for (const [name, state] of Object.entries(cases)) {
        assert.equal(play(reduce, state, "NEW").sent.length, 1, name);
    }
});

test("the newer series is free when the older one is used up on the device", () => {
    const { sent } = play(reduce, delivery(), "OLD", "OLD", "OLD", "OLD", "OLD", "NEW");
    assert.deepEqual(
        sent.map(({ lot_id }) => lot_id),
        [11, 11, 11, 11, 11, 12]
    );
});

test("expired, empty, held and missing series are refused", () => {
    const empty = { places: [], in_stock: false };
    const none = { places: [{ location_id: 1, quantity: 5, free: 0 }] };
    const lots = [
        lot(1, 1, "EXPIRED", { is_expired: true }),
        lot(2, 1, "EMPTY", empty),
        lot(3, 1, "HELD", { ...none, reserved_for: ["WH/OUT/9"] }),
        lot(4, 1, "FEW", none),
    ];
    for (const [code, expected] of [
        ["EXPIRED", "lot_expired"],
        ["EMPTY", "lot_not_here"],
        ["HELD", "lot_reserved"],
        ["FEW", "not_enough"],
    ]) {
        const { state, sent } = play(reduce, delivery({ lots }), code);
        assert.equal(state.message.code, expected);
        assert.equal(sent.length, 0);
    }
});

test("a serial number is taken once", () => {
    const state = delivery({
        products: [product(1, { tracking: "serial" })],
        lots: [lot(1, 1, "S-1", { places: [{ location_id: 1, quantity: 1, free: 1 }] })],
    });
    const after = play(reduce, state, "S-1", "S-1");
    assert.equal(after.sent.length, 1);
    assert.equal(after.state.message.code, "serial_twice");
});

test("a scanned shelf goes with the next scans", () => {
    const { state, sent } = play(reduce, delivery(), "LOC-A", "OLD");
    assert.equal(state.shelf, 1);
    assert.equal(sent[0].location_id, 1);
});

test("undo makes the older series count again", () => {
    const lots = [{ ...OLD, places: [{ location_id: 1, quantity: 1, free: 1 }] }, NEW];
    const { state } = play(reduce, delivery({ lots }), "OLD", { type: "undo" }, "NEW");
    assert.equal(state.step, "newer");
});

test("a newer series found by the server is taken back and stays a question", () => {
    const { state, sent } = play(reduce, delivery(), "OLD");
    const answer = {
        ok: false,
        message_code: "newer_series",
        params: { older_lot: "X" },
        lines: [],
    };
    const event = { type: "answer", answer, operation: sent[0] };
    const { state: after, conflicts } = play(reduce, state, event);
    assert.equal(after.lines[0].done, 0);
    assert.deepEqual(conflicts, ["newer_series"]);
});

test("a series kept for another document is asked", () => {
    const held = lot(15, 1, "HELD", {
        age: "2026-01-10",
        places: [{ location_id: 1, quantity: 5, free: 0 }],
        reserved_for: ["OUT/9"],
    });
    const state = delivery({ lots: [OLD, held] });
    const asked = play(reduce, state, "HELD");
    assert.equal(asked.state.step, "reserved");
    assert.equal(asked.state.question.params.documents, "OUT/9");
    assert.equal(play(reduce, asked.state, { type: "no" }).sent.length, 0);
    assert.equal(play(reduce, asked.state, "OLD").sent[0].lot_id, 11);
    const [operation] = play(reduce, asked.state, { type: "yes" }).sent;
    assert.deepEqual([operation.lot_id, operation.take_reserved], [15, true]);
});

test("after a reload without connection the device counts what it had scanned", () => {
    const { state, sent } = play(reduce, delivery(), "OLD", "OLD", { type: "undo" }, "OLD");
    const rows = sent.map((operation, index) => ({
        operation,
        status: index ? "waiting" : "done",
    }));
    const again = replay(delivery(), rows);
    assert.equal(again.lines[0].done, 2);
    assert.deepEqual(again.taken, state.taken);
    assert.deepEqual(
        again.history.map(({ status }) => status),
        ["done", "undone", "waiting"]
    );
});

test("what the server has told already is not counted twice", () => {
    const { sent } = play(reduce, delivery(), "OLD");
    const told = delivery({
        lines: [{ ...line(10, 1, 6), done: 1 }],
        history: [{ uuid: sent[0].uuid, product_id: 1, quantity: 1, lot_id: 11, lot_name: "OLD" }],
    });
    const again = replay(told, [{ operation: sent[0], status: "done" }]);
    assert.equal(again.lines[0].done, 1);
});

test("a document told anew keeps the question that is open", () => {
    const { state } = play(reduce, delivery(), "NEW");
    const payload = { ...delivery(), document: state.document, products: [oil] };
    const fresh = refresh(state, { ...payload, ...told() }, []);
    assert.equal(fresh.step, "newer");
    assert.equal(fresh.question.params.older_lot, "OLD");
    assert.equal(fresh.lines[0].done, 4);
});

const told = () => ({
    lines: [{ ...line(10, 1, 6), done: 4 }],
    lots: [OLD, NEW],
    locations: [],
    packages: [],
    managers: [],
    allowed_lots: [],
    today: "2026-11-22",
});

test("a scan while the server is asked is refused aloud, not lost in silence", () => {
    const sign = { type: "sign", reason: "Damaged", manager_id: 5, pin: "271828" };
    const { state } = play(reduce, delivery(), "NEW", { type: "manager" }, sign);
    for (const event of ["OLD", { type: "undo" }, { type: "validate" }]) {
        const { state: after, sent, tones } = play(reduce, state, event);
        assert.equal(after.message.code, "wait_first");
        assert.equal(sent.length, 0);
        assert.deepEqual(tones, ["no"]);
    }
});

test("a signature whose answer was lost is sent again under the same uuid", () => {
    const sign = { type: "sign", reason: "Damaged", manager_id: 5, pin: "271828" };
    const first = play(reduce, delivery(), "NEW", { type: "manager" }, sign);
    const again = play(reduce, first.state, { type: "failed" }, sign);
    assert.equal(again.sent[0].uuid, first.sent[0].uuid);
});

// ---- Several transfers at once --------------------------------------------------------------

const batch = () =>
    open("delivery", {
        document: { key: "batch_id", name: "BATCH/1" },
        products: [product(2)],
        lines: [
            { ...line(20, 2, 2), document: "OUT/1" },
            { ...line(21, 2, 1), document: "OUT/2" },
        ],
    });

test("of a batch each piece is told its transfer", () => {
    const { state, sent } = play(reduce, batch(), "CODE-2", "CODE-2");
    assert.equal(sent[0].batch_id, 77);
    assert.equal(state.message.code, "picked_for");
    assert.equal(state.message.params.document, "OUT/1");
    const third = play(reduce, state, "CODE-2").state;
    assert.equal(third.message.params.document, "OUT/2");
    assert.equal(third.lines[1].done, 1);
});

test("a scanned box takes the goods of the last transfer only", () => {
    const sscc = "00346070000000000015";
    const { state, sent } = play(reduce, batch(), "CODE-2", "CODE-2", "CODE-2", sscc);
    const last = sent.at(-1);
    assert.deepEqual([last.type, last.package], ["put_in_pack", sscc.slice(2)]);
    assert.deepEqual(last.targets, [sent[2].uuid]);
    assert.equal(state.loose, 2);
    const all = play(reduce, state, { type: "pack" });
    assert.equal(all.sent[0].targets, undefined);
    assert.equal(all.state.loose, 0);
});

test("a scanned badge signs, and says whose it is", () => {
    const { state } = play(reduce, delivery(), "NEW", { type: "manager" }, "BADGE-77");
    assert.equal(state.step, "sign");
    assert.equal(state.question.badge, "BADGE-77");
    const sign = { type: "sign", reason: "Damaged", manager_id: false, pin: "BADGE-77" };
    assert.equal(play(reduce, state, sign).sent[0].pin, "BADGE-77");
});

test("the line at which nobody else works comes first", () => {
    const state = open("delivery", {
        products: [product(1), product(2)],
        lines: [{ ...line(10, 1, 2), workers: ["Anna"] }, line(11, 2, 1)],
    });
    assert.equal(taskOf(state).line.id, 11);
    assert.equal(taskOf(play(reduce, state, "CODE-1").state).line.id, 10);
});

test("one more is checked like a scan", () => {
    const short = lot(11, 1, "OLD", {
        age: "2026-01-10",
        places: [{ location_id: 1, quantity: 2, free: 2 }],
    });
    const few = delivery({ lots: [short] });
    const enough = play(reduce, few, "OLD", "OCDPLUS");
    assert.deepEqual(
        enough.sent.map(({ type, quantity, lot_id }) => [type, quantity, lot_id]),
        [
            ["delivery_scan", 1, 11],
            ["delivery_scan", 1, 11],
        ]
    );
    const third = play(reduce, enough.state, "OCDPLUS");
    assert.equal(third.sent.length, 0);
    assert.equal(third.state.message.code, "not_enough");
    assert.equal(third.state.lines[0].done, 2);

    const full = play(reduce, delivery({ lines: [line(10, 1, 1)] }), "OLD", "OCDPLUS");
    assert.equal(full.state.step, "over");
    assert.equal(full.sent.length, 1);
    assert.equal(play(reduce, full.state, { type: "yes" }).sent[0].allow_over, true);
});

test("one more beyond the plan is stopped where an older series is free", () => {
    const one = { ...OLD, places: [{ location_id: 1, quantity: 9, free: 9 }] };
    const { state } = play(reduce, delivery({ lots: [one, NEW] }), "NEW");
    assert.equal(state.step, "newer");
    const planned = line(10, 1, 6, { reserved: [{ lot_id: 12, location_id: 2, quantity: 1 }] });
    const first = play(reduce, delivery({ lots: [one, NEW], lines: [planned] }), "NEW");
    assert.equal(first.sent.length, 1);
    const second = play(reduce, first.state, "OCDPLUS");
    assert.equal(second.state.step, "newer");
    assert.equal(second.sent.length, 0);
});

test("while the server is asked nothing is repeated", () => {
    const { state } = play(reduce, delivery(), "OLD");
    const busy = { ...state, step: "finishing" };
    assert.equal(play(reduce, busy, "OCDPLUS").state.message.code, "wait_first");
    assert.equal(play(reduce, busy, "OCDMINUS").sent.length, 0);
});

test("goods taken with a signature are in hand and can be packed", () => {
    const { state, sent } = play(
        reduce,
        delivery(),
        "NEW",
        { type: "manager" },
        { type: "sign", reason: "Damaged", manager_id: 5, pin: "271828" }
    );
    const answer = { type: "answer", answer: ok("picked_newer"), operation: sent[0] };
    const taken = play(reduce, state, answer).state;
    assert.equal(taken.loose, 1);
    assert.deepEqual(taken.inHand, [sent[0].uuid]);
    assert.equal(play(reduce, taken, "OBTPACK").sent[0].type, "put_in_pack");
    const back = play(reduce, taken, "OBTUNDO");
    assert.equal(back.sent[0].target, sent[0].uuid);
    assert.deepEqual([back.state.loose, back.state.inHand.length], [0, 0]);
});

test("a series beyond those that the device was told is asked of the server by its name", () => {
    const many = delivery({ products: [{ ...oil, has_more_lots: true }] });
    const { state } = play(reduce, many, "FAR");
    assert.equal(state.step, "unknown");
    const candidates = [{ type: "lot", id: 99, name: "FAR", product_id: 1, product: "Oil" }];
    const asked = play(reduce, state, { type: "found", code: "FAR", candidates });
    assert.equal(asked.state.step, "asking");
    const far = lot(99, 1, "FAR", { age: "2026-01-10" });
    const payload = { lots: [far], locations: [] };
    const { sent } = play(reduce, asked.state, { type: "lot_found", payload });
    assert.deepEqual([sent[0].type, sent[0].lot_id], ["delivery_scan", 99]);
});

test("an unknown code is noted, also without connection and when the user went on", () => {
    const note = (events, candidates) => {
        const { state } = play(reduce, delivery(), ...events);
        return play(reduce, state, { type: "found", code: "WHAT", candidates });
    };
    for (const candidates of [[], null]) {
        const { state, sent } = note(["WHAT"], candidates);
        assert.deepEqual([sent[0].type, sent[0].code], ["unknown_code", "WHAT"]);
        assert.equal(state.question.canAttach, Boolean(candidates));
        const later = note(["WHAT", "OLD"], candidates);
        assert.equal(later.sent[0].type, "unknown_code");
        assert.equal(later.state.step, "scan");
    }
    assert.equal(note(["WHAT"], [{ type: "document", name: "X" }]).sent.length, 0);
});
