import assert from "node:assert/strict";
import { test } from "node:test";

import {
    append,
    conflictsOf,
    countOf,
    discard,
    fold,
    insist,
    isSame,
    markTried,
    nextToSend,
    settle,
    statusOf,
} from "../../addons/sales_process/static/src/core/work_draft.js";

let counter = 0;

const makeWork = (more = {}) => ({
    id: 1,
    state: "planned",
    checks: [
        { id: 10, name: "Vacuum", answer: "", note: "" },
        { id: 11, name: "Water", answer: "", note: "" },
    ],
    measures: [{ id: 20, name: "Pressure", value: null, text: "", note: "", max: 5 }],
    defects: [{ id: 30, name: "Scratch", deadline: "", lot: "", key: "" }],
    photos: [],
    fields: [{ name: "remark", value: "" }],
    ...more,
});

const operation = (kind, more = {}) => ({
    uuid: `uuid-${++counter}`,
    work: 1,
    kind,
    at: "2030-01-01T00:00:00",
    ...more,
});
const answer = (value, seen = "", target = 10) =>
    operation("check", { target, field: "answer", value, seen });
const remark = (value, seen = "") => operation("field", { field: "remark", value, seen });
const appendAll = (...list) => list.reduce(append, []);
const values = (operations) => operations.map(({ value }) => value);

// ---- typing ---------------------------------------------------------------------------

test("the same field typed thirty times is one operation with the last value", () => {
    const typed = Array.from({ length: 30 }, (_, i) => remark("x".repeat(i + 1)));
    const operations = appendAll(...typed);
    assert.equal(operations.length, 1);
    assert.equal(operations[0].uuid, typed[0].uuid);
    assert.equal(operations[0].value.length, 30);
    assert.equal(operations[0].seen, "");
});

test("different fields keep their order", () => {
    const operations = appendAll(answer("yes"), remark("a"), answer("no", "", 11), remark("b"));
    assert.deepEqual(values(operations), ["yes", "b", "no"]);
});

test("typed and taken back is nothing", () => {
    assert.deepEqual(appendAll(answer("yes"), answer("", "yes")), []);
});

test("what was sent does not change any more", () => {
    const first = answer("yes");
    const sent = markTried([first], first.uuid);
    const operations = append(sent, answer("no", "yes"));
    assert.deepEqual(values(operations), ["yes", "no"]);
    assert.equal(operations[1].seen, "yes");
});

test("what is typed after a step comes after it", () => {
    for (const step of ["start", "done"]) {
        const operations = appendAll(answer("yes"), operation(step), answer("no", "yes"));
        assert.deepEqual(
            operations.map(({ kind }) => kind),
            ["check", step, "check"]
        );
    }
});

test("a step of another work is no border", () => {
    const other = { ...operation("done"), work: 2 };
    assert.equal(appendAll(answer("yes"), other, answer("no", "yes")).length, 2);
});

test("a step is asked for once", () => {
    assert.equal(appendAll(operation("start"), operation("start")).length, 1);
    assert.equal(appendAll(operation("start"), operation("done")).length, 2);
});

test("a defect that was not sent takes in what is changed in it", () => {
    const added = operation("defect_add", { value: { name: "Leak" } });
    const edit = operation("defect_edit", {
        target: added.uuid,
        field: "deadline",
        value: "2030-02-01",
    });
    const operations = appendAll(added, edit);
    assert.equal(operations.length, 1);
    assert.deepEqual(operations[0].value, { name: "Leak", deadline: "2030-02-01" });
});

test("what was added and removed before it was sent never was", () => {
    for (const [add, remove] of [
        ["defect_add", "defect_remove"],
        ["photo_add", "photo_remove"],
    ]) {
        const added = operation(add, { value: { name: "a" } });
        assert.deepEqual(appendAll(added, operation(remove, { target: added.uuid })), []);
    }
});

test("what was sent maybe is removed by an operation of its own", () => {
    const added = operation("defect_add", { value: { name: "a" } });
    const sent = markTried([added], added.uuid);
    const edit = operation("defect_edit", { target: added.uuid, field: "name", value: "b" });
    const operations = append(
        append(sent, edit),
        operation("defect_remove", { target: added.uuid })
    );
    assert.deepEqual(
        operations.map(({ kind }) => kind),
        ["defect_add", "defect_remove"]
    );
});

test("what is typed over a conflict stays in the question", () => {
    const first = answer("yes");
    const asked = settle([first], { uuid: first.uuid, status: "conflict", code: "changed" });
    const operations = append(asked, answer("n_a", "yes"));
    assert.equal(operations.length, 1);
    assert.equal(operations[0].value, "n_a");
    assert.equal(operations[0].conflict.code, "changed");
});

// ---- showing --------------------------------------------------------------------------

test("the screen shows the server's state with what is typed over it", () => {
    const work = makeWork();
    const added = operation("defect_add", { value: { name: "Leak", deadline: "2030-02-01" } });
    const shown = fold(work, [
        answer("no"),
        operation("measure", { target: 20, field: "value", value: 0 }),
        added,
        operation("defect_edit", { target: 30, field: "name", value: "Dent" }),
        operation("photo_add", { value: { name: "a.jpg", thumb: "data:" } }),
        remark("done so"),
        operation("start"),
        { ...answer("yes"), work: 2 },
    ]);
    assert.equal(shown.checks[0].answer, "no");
    assert.equal(shown.checks[0].pending, true);
    assert.equal(shown.checks[1].answer, "");
    assert.equal(shown.measures[0].value, 0);
    assert.deepEqual(
        shown.defects.map(({ name }) => name),
        ["Dent", "Leak"]
    );
    assert.equal(shown.photos[0].thumb, "data:");
    assert.equal(shown.fields[0].value, "done so");
    assert.equal(shown.state, "in_progress");
    assert.equal(work.checks[0].answer, "", "the state of the server is left alone");
});

test("what the server has taken, though its answer was lost, is shown once", () => {
    const added = operation("defect_add", { value: { name: "Leak" } });
    const work = makeWork({ defects: [{ id: 31, name: "Leak", key: added.uuid }] });
    const edit = operation("defect_edit", { target: added.uuid, field: "name", value: "Crack" });
    const shown = fold(work, [added, edit]);
    assert.deepEqual(
        shown.defects.map(({ id, name }) => [id, name]),
        [[31, "Crack"]]
    );
});

test("a step that was refused is not shown as made, a work that is over shows its own", () => {
    const conflict = { code: "missing" };
    assert.equal(fold(makeWork(), [{ ...operation("done"), conflict }]).state, "planned");
    const closed = { ...answer("yes"), conflict: { code: "closed" } };
    assert.equal(fold(makeWork(), [closed]).checks[0].answer, "");
    const changed = { ...answer("yes"), conflict: { code: "changed" } };
    assert.equal(fold(makeWork(), [changed]).checks[0].answer, "yes");
    assert.equal(fold(makeWork({ state: "signed" }), [operation("done")]).state, "signed");
});

// ---- sending --------------------------------------------------------------------------

test("the first one goes first", () => {
    const operations = appendAll(answer("yes"), remark("a"));
    assert.equal(nextToSend(operations), operations[0]);
    assert.equal(nextToSend([]), undefined);
});

test("a conflict holds the same value and the end of the work, nothing else", () => {
    const conflict = { ...answer("yes"), conflict: { code: "changed" } };
    const again = answer("no");
    const done = operation("done");
    const other = answer("yes", "", 11);
    assert.equal(nextToSend([conflict, again, done]), undefined);
    assert.equal(nextToSend([conflict, again, done, other]), other);
    const elsewhere = { ...operation("done"), work: 2 };
    assert.equal(nextToSend([conflict, elsewhere]), elsewhere);
});

test("a work that is over holds only itself", () => {
    const closed = { ...answer("yes"), conflict: { code: "closed" } };
    const other = { ...answer("yes"), work: 2 };
    assert.equal(nextToSend([closed, remark("a")]), undefined);
    assert.equal(nextToSend([closed, remark("a"), other]), other);
});

test("a work that rests after a failure holds only itself", () => {
    const other = { ...answer("yes"), work: 2 };
    assert.equal(nextToSend([answer("yes"), other], new Set([1])), other);
});

test("what belongs to a defect that waits for a decision waits as well", () => {
    const added = {
        ...operation("defect_add", { value: { name: "a" } }),
        conflict: { code: "refused" },
    };
    const edit = operation("defect_edit", { target: added.uuid, field: "name", value: "b" });
    assert.equal(nextToSend([added, edit]), undefined);
});

test("a busy work changes nothing in the queue", () => {
    const operations = [answer("yes")];
    for (const status of ["busy", "user"]) {
        assert.deepEqual(settle(operations, { uuid: operations[0].uuid, status }), operations);
    }
});

// ---- deciding -------------------------------------------------------------------------

test("giving way drops the value, insisting has seen the other one", () => {
    const mine = answer("yes");
    const asked = settle([mine, remark("a")], {
        uuid: mine.uuid,
        status: "conflict",
        code: "changed",
        theirs: "no",
    });
    assert.deepEqual(values(discard(asked, mine.uuid)), ["a"]);
    const again = insist(asked, mine.uuid, { uuid: "fresh", at: "now" });
    assert.equal(again[0].uuid, "fresh");
    assert.equal(again[0].seen, "no");
    assert.equal(again[0].value, "yes");
    assert.equal(again[0].conflict, undefined);
    assert.equal(nextToSend(again), again[0]);
    assert.deepEqual(discard(asked, "unknown"), asked);
});

test("insisting on a defect takes along what belongs to it, giving way drops it", () => {
    const added = operation("defect_add", { value: { name: "a" } });
    const edit = operation("defect_edit", { target: added.uuid, field: "name", value: "b" });
    const asked = settle(markTried([added, edit], added.uuid), {
        uuid: added.uuid,
        status: "conflict",
        code: "refused",
    });
    assert.equal(insist(asked, added.uuid, { uuid: "fresh" })[1].target, "fresh");
    assert.deepEqual(discard(asked, added.uuid), []);
});

test("a work that is over is one question, and giving way drops all of it", () => {
    const list = [answer("yes"), remark("a"), { ...answer("no"), work: 2 }];
    const closed = { status: "conflict", code: "closed" };
    const asked = settle(settle(list, { uuid: list[0].uuid, ...closed }), {
        uuid: list[1].uuid,
        ...closed,
    });
    assert.equal(conflictsOf(asked, 1).length, 1);
    assert.equal(countOf(asked, 1), 2);
    assert.deepEqual(
        discard(asked, list[0].uuid).map(({ work }) => work),
        [2]
    );
});

test("the line about the connection", () => {
    const base = { operations: [], online: true, problem: "", sending: false, kept: true };
    const one = [answer("yes")];
    const asked = [{ ...answer("yes"), conflict: { code: "changed" } }];
    for (const [more, status] of [
        [{}, "saved"],
        [{ kept: false }, "unkept"],
        [{ online: false }, "offline"],
        [{ operations: one }, "waiting"],
        [{ operations: one, online: false }, "offline"],
        [{ operations: one, sending: true }, "sending"],
        [{ operations: one, problem: "failed" }, "failed"],
        [{ operations: one, problem: "login" }, "login"],
        [{ problem: "stranger" }, "stranger"],
        [{ operations: asked }, "conflict"],
    ]) {
        assert.equal(statusOf({ ...base, ...more }), status);
    }
});

test("empty is empty, nought is a value", () => {
    assert.ok(isSame("", null));
    assert.ok(isSame(undefined, ""));
    assert.ok(!isSame(0, null));
    assert.ok(!isSame(0, ""));
});

// ---- by chance ------------------------------------------------------------------------

/** Numbers by chance that are the same in every run. */
function makeRandom(seed) {
    let state = seed;
    return (limit) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor((state / 2147483648) * limit);
    };
}

/** A server that applies each uuid once and gives what is added an id. */
class FakeServer {
    constructor() {
        this.work = makeWork();
        this.seen = new Set();
    }

    apply(one) {
        if (!this.seen.has(one.uuid)) {
            this.seen.add(one.uuid);
            this.work = strip(fold(this.work, [one]));
            const name = (item, i) => (item.id ? item : { ...item, id: 1000 + this.seen.size + i });
            this.work.defects = this.work.defects.map(name);
        }
        return { uuid: one.uuid, status: "done" };
    }
}

const strip = (work) =>
    JSON.parse(JSON.stringify(work, (k, v) => (k === "pending" ? undefined : v)));
const compare = (work) =>
    JSON.stringify(strip(work), (k, v) => (k === "id" || k === "key" ? undefined : v));

function typeByChance(random, shown) {
    const choose = (list) => list[random(list.length)];
    const kind = choose(["check", "measure", "field", "defect_add", "edit", "remove", "step"]);
    const part = choose(shown.defects);
    const target = part && (part.key || part.id);
    const made = {
        check: () => {
            const { id, answer: seen } = choose(shown.checks);
            return answer(choose(["yes", "no", "n_a", ""]), seen, id);
        },
        measure: () =>
            operation("measure", {
                target: 20,
                field: "value",
                value: choose([null, 0, 1.5, 7]),
                seen: shown.measures[0].value,
            }),
        field: () => remark("text".slice(0, random(5)), shown.fields[0].value),
        defect_add: () => operation("defect_add", { value: { name: `d${random(100)}` } }),
        edit: () =>
            part &&
            operation("defect_edit", {
                target,
                field: "name",
                value: `e${random(100)}`,
                seen: part.name,
            }),
        remove: () => part && operation("defect_remove", { target }),
        step: () => operation(choose(["start", "done"])),
    };
    return made[kind]();
}

test("however it is sent and lost, the server ends with what was typed", () => {
    for (let seed = 1; seed <= 400; seed++) {
        const random = makeRandom(seed);
        const server = new FakeServer();
        let known = server.work;
        let operations = [];
        let typed = makeWork(); // the truth: all that was typed, one after the other
        for (let turn = 0; turn < 40; turn++) {
            const event = random(10);
            if (event < 6) {
                const one = typeByChance(random, fold(known, operations));
                if (one) {
                    operations = append(operations, one);
                    typed = fold(typed, [one]);
                }
            } else {
                const one = nextToSend(operations);
                if (one) {
                    operations = markTried(operations, one.uuid);
                    if (event < 9) {
                        // it reaches the server; the answer maybe not
                        const result = server.apply(
                            operations.find(({ uuid }) => uuid === one.uuid)
                        );
                        if (event < 8) {
                            operations = settle(operations, result);
                            known = server.work;
                        } else if (random(2)) {
                            known = server.work; // loaded anew, the operation still waits
                        }
                    }
                }
            }
            assert.equal(compare(fold(known, operations)), compare(typed), `seed ${seed}`);
        }
        while (operations.length) {
            const one = nextToSend(operations);
            operations = settle(operations, server.apply(one));
        }
        assert.equal(compare(server.work), compare(typed), `seed ${seed}, all sent`);
    }
});
