import { advanceTime, describe, expect, test } from "@odoo/hoot";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { OperationQueue } from "@warehouse_barcode/services/operation_queue";

describe.current.tags("headless");

function makeStore(rows = []) {
    const kept = new Map(rows.map((row) => [row.key, row]));
    const conflicts = [];
    return {
        kept,
        conflicts,
        load: async () => [...kept.values()],
        put: async (key, operation) => kept.set(key, { key, operation }),
        settle: async (settled) =>
            settled.forEach(({ key, answer, isConflict }) => {
                kept.delete(key);
                if (isConflict) {
                    conflicts.push(answer.message_code);
                }
            }),
    };
}

const CONNECTED = { online: true, failure: "", session: true };

function makeQueue({ store = makeStore(), server = () => {}, tabs, isOnScreen, later } = {}) {
    const sent = [];
    const answers = [];
    const statuses = [];
    const queue = new OperationQueue({
        store,
        tabs,
        isOnScreen,
        later,
        call: async (operations) => {
            sent.push(operations.map(({ uuid }) => uuid));
            const answers = await server(operations);
            return answers || operations.map(({ uuid }) => ({ uuid, ok: true }));
        },
        onAnswer: (operation, answer) => answers.push(answer.uuid),
        onStatus: (status) => statuses.push(status),
    });
    return { queue, sent, answers, statuses, store };
}

test("operations are sent in order and leave the device when answered", async () => {
    const { queue, answers, statuses, store } = makeQueue();
    await queue.push({ uuid: "a" });
    await queue.push({ uuid: "b" });
    await queue.flush();
    expect(answers).toEqual(["a", "b"]);
    expect(store.kept.size).toBe(0);
    expect(statuses.at(-1)).toEqual({ unsent: 0, ...CONNECTED });
});

test("an operation is kept first, then told on the screen, then sent", async () => {
    const store = makeStore();
    let tellKept;
    const put = store.put;
    store.put = (...args) =>
        new Promise((resolve) => (tellKept = resolve)).then(() => put(...args));
    const works = [];
    const { queue, sent, statuses } = makeQueue({ store, later: (work) => works.push(work) });
    const pushed = queue.push({ uuid: "a" });
    expect(statuses).toEqual([]);

    tellKept();
    await pushed;
    expect(statuses).toEqual([{ unsent: 1, ...CONNECTED }]);
    expect(sent).toEqual([]);

    works.forEach((work) => work());
    await queue.flush();
    expect(sent).toEqual([["a"]]);
});

test("what cannot be sent stays on the device and is sent again", async () => {
    let online = false;
    const server = () => {
        if (!online) {
            throw new ConnectionLostError("/x");
        }
    };
    const { queue, answers, statuses, store } = makeQueue({ server });
    await queue.push({ uuid: "a" });
    expect(await queue.flush()).toBe(false);
    expect(store.kept.size).toBe(1);
    expect(statuses.at(-1)).toEqual({ unsent: 1, ...CONNECTED, online: false });

    online = true;
    await advanceTime(5000);
    await queue.flush();
    expect(answers).toEqual(["a"]);
    expect(store.kept.size).toBe(0);
});

test("an answer that was lost is asked for again under the same uuid", async () => {
    let lost = true;
    const server = () => {
        if (lost) {
            lost = false;
            throw new ConnectionLostError("/x");
        }
    };
    const { queue, sent, answers } = makeQueue({ server });
    await queue.push({ uuid: "a" });
    await queue.flush();
    await queue.flush();
    expect(sent).toEqual([["a"], ["a"]]);
    expect(answers).toEqual(["a"]);
});

test("operations of an earlier page are sent first", async () => {
    const store = makeStore([
        { key: "1", operation: { uuid: "old-1" } },
        { key: "2", operation: { uuid: "old-2" } },
    ]);
    const { queue, answers } = makeQueue({ store });
    await queue.start();
    await queue.push({ uuid: "new" });
    await queue.flush();
    expect(answers).toEqual(["old-1", "old-2", "new"]);
});

test("one operation that the server cannot digest does not hide behind others", async () => {
    const server = (operations) => {
        if (operations.some(({ uuid }) => uuid === "bad")) {
            throw new Error("Oops");
        }
    };
    const store = makeStore(
        ["a", "bad", "c"].map((uuid, index) => ({ key: String(index), operation: { uuid } }))
    );
    const { queue, answers, statuses } = makeQueue({ store, server });
    await queue.start();
    expect(answers).toEqual(["a"]);
    expect(statuses.at(-1)).toEqual({ unsent: 2, ...CONNECTED, failure: "Oops" });
});

test("what the server refuses is a conflict, unless it was an undo", async () => {
    const answers = (code) => (operations) =>
        operations.map(({ uuid }) => ({ uuid, ok: false, message_code: code, params: {} }));
    const { queue, store } = makeQueue({ server: answers("not_enough") });
    await queue.push({ uuid: "a", type: "delivery_scan" });
    await queue.push({ uuid: "b", type: "undo" });
    await queue.flush();
    expect(store.conflicts).toEqual(["not_enough"]);
    expect(store.kept.size).toBe(0);
});

test("what a document on the screen asks is a conflict only where it is not shown", async () => {
    const server = (operations) =>
        operations.map(({ uuid, type }) => ({ uuid, ok: false, message_code: type, params: {} }));
    const types = ["undo", "validate", "count_finish", "unknown_code", "count_scan"];
    for (const [isOnScreen, expected] of [
        [true, ["count_scan"]],
        [false, ["undo", "validate", "count_finish", "count_scan"]],
    ]) {
        const { queue, store } = makeQueue({ server, isOnScreen: () => isOnScreen });
        for (const type of types) {
            await queue.push({ uuid: type, type });
        }
        await queue.flush();
        expect(store.conflicts).toEqual(expected);
    }
});

test("a session that has expired keeps the operations and says so", async () => {
    let expired = true;
    const server = () => {
        if (expired) {
            const error = new RPCError();
            throw Object.assign(error, { code: 100, message: "Session expired" });
        }
    };
    const { queue, statuses, store } = makeQueue({ server });
    await queue.push({ uuid: "a" });
    expect(await queue.flush()).toBe(false);
    expect(store.kept.size).toBe(1);
    expect(statuses.at(-1)).toEqual({ unsent: 1, ...CONNECTED, session: false });

    expired = false;
    expect(await queue.flush()).toBe(true);
    expect(statuses.at(-1)).toEqual({ unsent: 0, ...CONNECTED });
});

test("what another tab has sent is not sent again", async () => {
    const listeners = [];
    const tabs = {
        alone: (work) => work(),
        tell: () => {},
        listen: (callback) => listeners.push(callback),
    };
    let online = false;
    const server = () => {
        if (!online) {
            throw new ConnectionLostError("/x");
        }
    };
    const { queue, sent, answers, store } = makeQueue({ server, tabs });
    await queue.push({ uuid: "a" });
    await queue.flush();
    const [row] = [...store.kept.values()];
    listeners.forEach((callback) =>
        callback({ type: "settled", settled: [{ ...row, answer: { uuid: "a", ok: true } }] })
    );
    online = true;
    sent.length = 0;
    expect(await queue.flush()).toBe(true);
    expect(sent).toEqual([]);
    expect(answers).toEqual(["a"]);
});
