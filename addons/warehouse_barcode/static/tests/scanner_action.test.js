import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, keyDown, keyUp, runAllTimers } from "@odoo/hoot-dom";
import { toRaw } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ScannerAction } from "@warehouse_barcode/scanner_action/scanner_action";
import { OperationQueue } from "@warehouse_barcode/services/operation_queue";
import { ScannerSession } from "@warehouse_barcode/services/scanner_session";

describe.current.tags("desktop");
defineMailModels();

const DOCUMENT = {
    kind: "document",
    document: {
        key: "picking_id",
        id: 7,
        name: "WH/OUT/7",
        flow: "delivery",
        partner: "Client",
        age_control: "block",
        can_allow_newer: false,
        backorder: "ask",
    },
    products: [
        {
            id: 1,
            name: "Oil",
            code: "",
            tracking: "lot",
            uom: "Units",
            is_storable: true,
            is_age_controlled: true,
            codes: [{ code: "4006381333931", quantity: 1, name: "" }],
        },
    ],
    lines: [{ id: 10, product_id: 1, demand: 3, done: 0, picked: [], reserved: [] }],
    lots: ["OLD", "NEW"].map((name, index) => ({
        id: index + 1,
        product_id: 1,
        name,
        expiration_date: "2027-03-01",
        is_expired: false,
        to_remove: false,
        age: `2026-0${index + 1}-01`,
        in_stock: true,
        places: [{ location_id: 5, quantity: 5, free: 5 }],
        reserved_for: [],
    })),
    locations: [{ id: 5, name: "A-02-3", barcode: "LOC-A" }],
    managers: [{ id: 3, name: "Chief" }],
    allowed_lots: [],
    history: [],
    today: "2026-11-22",
};
const START = {
    kind: "start",
    documents: [
        {
            key: "picking_id",
            id: 7,
            name: "WH/OUT/7",
            flow: "delivery",
            partner: "Client",
            origin: "",
            scheduled_date: "2026-11-22 10:00:00",
            is_mine: true,
            line_count: 1,
        },
    ],
};

function makeStore() {
    const rows = [];
    const conflicts = [];
    return {
        rows,
        conflicts,
        load: async () => rows.slice(),
        put: async (key, operation) => rows.push({ key, operation }),
        settle: async (settled) => {
            for (const row of settled) {
                rows.splice(
                    rows.findIndex(({ key }) => key === row.key),
                    1
                );
                if (row.isConflict) {
                    conflicts.push(row);
                }
            }
        },
        saveDocument: async () => {},
        loadDocument: async () => null,
        forgetDocument: async () => {},
        loadConflicts: async () => conflicts.slice(),
        removeConflict: async (key) =>
            conflicts.splice(
                conflicts.findIndex((row) => row.key === key),
                1
            ),
    };
}

async function mountScanner({
    documents = START,
    store = makeStore(),
    answer = { ok: true, message_code: "picked", params: {}, lines: [] },
    last = null,
    isOnline = () => true,
} = {}) {
    const calls = [];
    const tones = [];
    const call = async (method, [argument]) => {
        if (!isOnline()) {
            throw new ConnectionLostError("/x");
        }
        calls.push([method, argument]);
        if (method === "open") {
            return argument ? DOCUMENT : documents;
        }
        return argument.map(({ uuid }) => ({ uuid, ...answer }));
    };
    const scanner = new ScannerSession({
        call,
        makeQueue: (options) => new OperationQueue({ store, ...options }),
        store,
        play: (tone) => tones.push(tone),
        memory: { get: () => last, set: () => {} },
    });
    mockService("warehouse_barcode.scanner", { scanner });
    const props = { action: { params: {} }, actionId: 1, className: "" };
    await mountWithCleanup(ScannerAction, { props });
    const connection = holdConnection();
    return { connection, scanner, calls, tones, store };
}

/** The state of the websocket is what the test says. */
function holdConnection() {
    const connection = { state: "CONNECTED" };
    Object.defineProperty(toRaw(getService("bus_service")), "workerState", {
        get: () => connection.state,
        set() {},
    });
    return connection;
}

async function scan(code) {
    for (const char of code) {
        await keyDown(char);
        await keyUp(char);
    }
    await keyDown("Enter");
    await keyUp("Enter");
    await animationFrame();
}

test("the list of ready documents opens one", async () => {
    await mountScanner();
    expect(".o_warehouse_barcode_document").toHaveCount(1);
    await contains(".o_warehouse_barcode_document").click();
    expect(".o_warehouse_barcode_prompt_text").toHaveText("Go to shelf A-02-3 and scan");
    expect(".o_warehouse_barcode_lot").toHaveText(/OLD/);
});

test("an empty list says what will appear here", async () => {
    await mountScanner({ documents: { kind: "start", documents: [] } });
    expect(".o_warehouse_barcode_empty").toHaveCount(1);
});

test("a scan is taken, heard and sent", async () => {
    const { scanner, calls, tones } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    scanner.scan("OLD");
    await runAllTimers();
    await animationFrame();
    expect(".o_warehouse_barcode_done").toHaveText("1");
    expect(tones).toEqual(["ok"]);
    expect(calls.at(-1)[1][0].lot_id).toBe(1);
    expect(".o_warehouse_barcode_flash[data-tone=ok]").toHaveCount(1);
});

test("each answer colours the screen for a moment", async () => {
    const { scanner } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    const shown = ".o_warehouse_barcode_flash[data-shown]";
    for (const [code, tone] of [
        ["OLD", "ok"],
        ["OLD", "ok"],
        ["NEW", "no"],
    ]) {
        scanner.scan(code);
        await animationFrame();
        expect(`${shown}[data-tone=${tone}]`).toHaveCount(1);
        await advanceTime(300);
        expect(shown).toHaveCount(0);
    }
});

test("a newer series stops the screen with the older one named", async () => {
    const { scanner, tones } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    scanner.scan("NEW");
    await animationFrame();
    expect(tones).toEqual(["no"]);
    expect(".o_warehouse_barcode_older").toHaveText(/OLD/);
    expect(".o_warehouse_barcode_older").toHaveText(/A-02-3/);
    await contains(".o_warehouse_barcode_answer_manager").click();
    expect("select[name=manager]").toHaveValue("3");
    await contains(".o_warehouse_barcode_answer_cancel").click();
    expect(".o_warehouse_barcode_done").toHaveText("0");
});

test("undo by its button", async () => {
    const { scanner } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    scanner.scan("OLD");
    await animationFrame();
    await contains(".o_warehouse_barcode_undo").click();
    expect(".o_warehouse_barcode_done").toHaveText("0");
    expect(".o_warehouse_barcode_undo").not.toBeEnabled();
});

test("the final Enter of a scanner does not press the focused button", async () => {
    const { scanner, calls } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    await animationFrame();
    document.querySelector(".o_warehouse_barcode_validate").focus();
    await scan("OLD");
    expect(calls.flatMap(([, argument]) => argument).some((one) => one?.type === "validate")).toBe(
        false
    );
    expect(".o_warehouse_barcode_done").toHaveText("1");
});

test("unsent operations and a lost connection are shown", async () => {
    const { scanner } = await mountScanner();
    Object.assign(scanner.state.status, { unsent: 4, online: false });
    await animationFrame();
    expect(".o_warehouse_barcode_unsent").toHaveText("4");
    expect(".o_warehouse_barcode_status .text-bg-danger").toHaveText("Offline");
});

test("what the server could not accept stays until the user has answered", async () => {
    const answer = {
        ok: false,
        message_code: "over_quantity",
        params: { product: "Oil", demand: 3, done: 3, quantity: 1 },
        lines: [],
    };
    const { scanner, store, calls } = await mountScanner({ answer });
    await scanner.open({ key: "picking_id", id: 7 });
    scanner.scan("OLD");
    await runAllTimers();
    await animationFrame();
    expect(".o_warehouse_barcode_conflict").toHaveText(/Not counted: Oil, OLD × 1/);
    expect(".o_warehouse_barcode_done").toHaveText("0");

    answer.ok = true;
    await contains(".o_warehouse_barcode_conflict_again").click();
    await runAllTimers();
    await animationFrame();
    expect(".o_warehouse_barcode_conflict").toHaveCount(0);
    expect(store.conflicts).toEqual([]);
    expect(calls.at(-1)[1][0].allow_over).toBe(true);
    expect(".o_warehouse_barcode_done").toHaveText("1");
});

test("a refusal that comes when the document was left is told", async () => {
    const answer = { ok: false, message_code: "ask_backorder", params: {}, lines: [] };
    answer.params = { document: "WH/OUT/7", missing: [] };
    const { scanner, store } = await mountScanner({ answer });
    await scanner.queue.push({ uuid: "v", type: "validate", picking_id: 7 });
    await runAllTimers();
    await animationFrame();
    expect(".o_warehouse_barcode_conflict").toHaveText(/Not done: Validate WH\/OUT\/7/);
    await contains(".o_warehouse_barcode_conflict_ok").click();
    await animationFrame();
    expect(".o_warehouse_barcode_conflict").toHaveCount(0);
    expect(store.conflicts).toEqual([]);
});

test("only a change of the open document by another device is taken over", async () => {
    const { scanner, calls } = await mountScanner();
    const other = { key: "picking_id", id: 7, device: "other" };
    expect(scanner.isChanged(other)).toBe(false);
    await scanner.open({ key: "picking_id", id: 7 });
    const opened = calls.length;
    expect(scanner.isChanged({ ...other, device: scanner.device })).toBe(false);
    expect(scanner.isChanged({ ...other, id: 8 })).toBe(false);
    expect(scanner.isChanged({ ...other, key: "batch_id" })).toBe(false);
    expect(scanner.isChanged(other)).toBe(true);
    await scanner.takeOver();
    expect(calls.slice(opened)).toEqual([["open", { picking_id: 7 }]]);
});

test("where the server cannot tell of changes the document is asked for", async () => {
    const { scanner, calls, connection } = await mountScanner();
    await scanner.open({ key: "picking_id", id: 7 });
    const opened = calls.length;
    await advanceTime(16000);
    expect(calls.slice(opened)).toEqual([]);
    connection.state = "DISCONNECTED";
    await advanceTime(16000);
    expect(calls.slice(opened)).toEqual([["open", { picking_id: 7 }]]);
});

test("a training is not asked for: it would begin anew", async () => {
    const { scanner, calls, connection } = await mountScanner();
    const training = { ...DOCUMENT.document, key: "training", id: "delivery" };
    await scanner.show({ ...DOCUMENT, document: training });
    const opened = calls.length;
    connection.state = "DISCONNECTED";
    await advanceTime(16000);
    expect(calls.slice(opened)).toEqual([]);
});

test("without connection a known document goes on where it was left", async () => {
    const store = makeStore();
    store.loadDocument = async () => DOCUMENT;
    const scanned = { type: "delivery_scan", picking_id: 7, product_id: 1, quantity: 1 };
    store.rows.push({
        key: "1",
        operation: { ...scanned, uuid: "a", lot_id: 1, lot_name: "OLD" },
        status: "done",
    });
    store.rows.push({
        key: "2",
        operation: { ...scanned, uuid: "b", lot_id: 1, lot_name: "OLD" },
    });
    const last = { key: "picking_id", id: 7 };
    const { scanner } = await mountScanner({ store, last, isOnline: () => false });
    await animationFrame();
    expect(".o_warehouse_barcode_done").toHaveText("2");
    expect(".o_warehouse_barcode_unsent").toHaveText("1");
    scanner.scan("OLD");
    await animationFrame();
    await animationFrame();
    expect(".o_warehouse_barcode_prompt_text").toHaveText("All scanned. Validate");
    expect(".o_warehouse_barcode_unsent").toHaveText("2");
});
