import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { LinesPanel } from "@warehouse_barcode/components/lines_panel/lines_panel";
import { MadePanel } from "@warehouse_barcode/components/made_panel/made_panel";
import { QuestionPanel } from "@warehouse_barcode/components/question_panel/question_panel";
import { WorkPanel } from "@warehouse_barcode/components/work_panel/work_panel";
import { init } from "@warehouse_barcode/core/flow";
import { ScannerSession } from "@warehouse_barcode/services/scanner_session";

describe.current.tags("desktop");
defineMailModels();

const product = (id, name, tracking) => ({ id, name, tracking, is_storable: true, codes: [] });
const made = (values = {}) => ({
    id: 50,
    product_id: 9,
    is_main: true,
    demand: 5,
    done: 1,
    lots: ["P-1"],
    next_lot: "P-2",
    needs_expiry: false,
    ...values,
});
const work = (values = {}) => ({
    id: 71,
    name: "Assemble",
    code: "MO/1/71",
    workcenter: "Line 1",
    state: "ready",
    is_user_working: false,
    workers: [],
    duration: 3.4,
    expected: 30,
    ...values,
});
const MOTOR_LINE = { id: 11, product_id: 2, demand: 1, done: 0, picked: [], reserved: [] };
const payload = ({ tracking = "serial", ...values } = {}) => ({
    kind: "document",
    document: {
        key: "production_id",
        id: 7,
        name: "MO/1",
        flow: "production",
        age_control: "off",
        consumption: "flexible",
        backorder: "ask",
    },
    products: [
        product(1, "Screw", "none"),
        product(2, "Motor", "serial"),
        product(9, "Pump", tracking),
    ],
    lines: [{ id: 10, product_id: 1, demand: 4, done: 0, picked: [], reserved: [] }],
    lots: [],
    locations: [],
    managers: [],
    allowed_lots: [],
    finished: [made()],
    workorders: [work()],
    today: "2026-11-22",
    ...values,
});

async function mount(Panel, machine, more = { isBusy: false }) {
    const events = [];
    const onEvent = (event) => events.push(event);
    await mountWithCleanup(Panel, { props: { machine, onEvent, ...more } });
    return events;
}

test("the next serial number is taken by a button", async () => {
    const events = await mount(MadePanel, init(payload()));
    expect(".o_warehouse_barcode_made_count").toHaveText("1 / 5");
    expect(".o_warehouse_barcode_take_number").toHaveText("Take number P-2");
    await contains(".o_warehouse_barcode_take_number").click();
    expect(events).toEqual([{ type: "produce", product_id: 9, lot_name: "P-2" }]);
});

test("plain goods and a begun series are counted by buttons", async () => {
    for (const [tracking, lots, lot_name] of [
        ["none", [], ""],
        ["lot", ["S-1"], "S-1"],
    ]) {
        const state = init(payload({ tracking, finished: [made({ lots, next_lot: "S-2" })] }));
        const events = await mount(MadePanel, state);
        await contains(".o_warehouse_barcode_make_one:last").click();
        await contains(".o_warehouse_barcode_make_all:last").click();
        const event = { type: "produce", product_id: 9, lot_name };
        expect(events).toEqual([
            { ...event, quantity: 1 },
            { ...event, quantity: 4 },
        ]);
    }
});

test("nothing more is offered when all is made", async () => {
    await mount(MadePanel, init(payload({ finished: [made({ done: 5 })] })));
    expect("button").toHaveCount(0);
});

test("work orders have big buttons for what can be done", async () => {
    const workorders = [
        work(),
        work({ id: 72, is_user_working: true, state: "progress" }),
        work({ id: 73, state: "done" }),
    ];
    const events = await mount(WorkPanel, init(payload({ workorders })));
    expect(".o_warehouse_barcode_work:first").toHaveText(/Line 1 · not started · 3 of 30 min/);
    await contains(".o_warehouse_barcode_work_start").click();
    await contains(".o_warehouse_barcode_work_stop").click();
    await contains(".o_warehouse_barcode_work_done:last").click();
    expect(events.map(({ workorder_id, action }) => [workorder_id, action])).toEqual([
        [71, "start"],
        [72, "stop"],
        [72, "done"],
    ]);
    expect(".o_warehouse_barcode_work_done").toHaveCount(2);
});

test("a component without series is said to go as planned", async () => {
    const more = { onClose: () => {}, onLeave: () => {}, onPrint: () => {} };
    const machine = init(payload());
    await mountWithCleanup(LinesPanel, { props: { machine, ...more } });
    expect("li").toHaveCount(2);
    expect("li:last").toHaveText(/Screw\s*as planned, unless it is scanned\s*0 \/ 4/);
});

test("questions show the differences, and a choice tells components from goods", async () => {
    const rows = [{ product: "Oil", done: 1, quantity: 2 }];
    const machine = init(payload());
    const option = { type: "product", product_id: 9 };
    const options = [
        { ...option, role: "component" },
        { ...option, role: "made" },
        { type: "workorder", workorder_id: 71 },
    ];
    for (const [step, question, text] of [
        ["consumption", { params: { rows } }, /Oil: 1\s*planned 2/],
        ["choice", { params: {}, options }, /Pump is a component\s*Pump is made\s*Assemble/],
    ]) {
        const props = { machine: { ...machine, step, question }, onAnswer: () => {} };
        await mountWithCleanup(QuestionPanel, { props });
        expect(`.o_warehouse_barcode_step_${step}`).toHaveText(text);
    }
});

function makeSession(call) {
    const store = {
        load: async () => [],
        saveDocument: async () => {},
        loadDocument: async () => null,
        loadConflicts: async () => [],
    };
    const queue = {
        flush: async () => true,
        takeUp: async () => {},
        push: async () => {},
        countOf: () => 0,
        setStatus: () => {},
        retryLater: () => {},
    };
    return new ScannerSession({
        call,
        makeQueue: () => queue,
        store,
        play: () => {},
        memory: { get: () => null, set: () => {} },
    });
}

test("a component beside the plan is looked for, added and told anew", async () => {
    const calls = [];
    const session = makeSession(async (method, [argument]) => {
        calls.push([method, argument]);
        if (method === "search_code") {
            const candidates = [{ type: "product", id: 8, name: "Grease", quantity: 1 }];
            return { code: argument, gs1: {}, candidates };
        }
        if (method === "apply") {
            const answer = { ok: true, message_code: "picked", params: {}, lines: [] };
            return argument.map(({ uuid }) => ({ uuid, ...answer }));
        }
        return payload({ lines: [MOTOR_LINE] });
    });
    await session.open({ key: "production_id", id: 7 });
    session.scan("GREASE");
    await animationFrame();
    expect(session.state.machine.step).toBe("add");
    await session.dispatch({ type: "yes" });
    await animationFrame();
    expect(calls.map(([method]) => method)).toEqual(["open", "search_code", "apply", "open"]);
    expect(calls[2][1][0].allow_add).toBe(true);
    expect(session.state.machine.step).toBe("scan");
});

test("without connection an unknown code is unknown", async () => {
    const session = makeSession(async (method) => {
        if (method === "search_code") {
            throw new ConnectionLostError("/x");
        }
        return payload({ lines: [MOTOR_LINE] });
    });
    await session.open({ key: "production_id", id: 7 });
    session.scan("GREASE");
    await animationFrame();
    expect(session.state.machine.message.code).toBe("unknown_barcode");
    expect(session.state.machine.step).toBe("scan");
});
