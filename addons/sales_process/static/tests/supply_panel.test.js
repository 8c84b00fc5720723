import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const ROW = ".o_sales_supply_row";

const makePart = (key, label, quantity, width) => ({ key, label, quantity, width });

/** A line of an order as the server tells of it. */
const makeRow = (values = {}) => ({
    id: 1,
    name: "Pump",
    ordered: "4 Units",
    percent: 25,
    parts: [
        makePart("reserved", "reserved", "1", 25),
        makePart("making", "in production", "3", 75),
    ],
    date: "03/10/2026",
    promised: "",
    late: false,
    problem: "",
    documents: [],
    ...values,
});

const makeOrder = (values = {}) => ({
    id: 7,
    name: "S00007",
    state: "Partly ready",
    percent: 40.4,
    date: "03/10/2026",
    promised: "",
    slip_days: 0,
    can_promise: false,
    rows: [makeRow()],
    ...values,
});

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    supply_panel = fields.Json();
    _records = [{ id: 5, name: "Deal" }];
}

class Order extends models.Model {
    _name = "sale.order";
    name = fields.Char();
    production_timeline = fields.Json();
    _records = [{ id: 7, name: "S00007" }];
}
defineModels([Lead, Order]);

async function mountPanel(orders) {
    Lead._records[0].supply_panel = orders && { orders };
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 5,
        arch: `<form><field name="name"/><field name="supply_panel" widget="sales_supply_panel"/></form>`,
    });
}

test("each part of a line has its colour, its word and its share", async () => {
    await mountPanel([makeOrder()]);

    expect(`${ROW} .progress-bar`).toHaveCount(2);
    expect(queryOne(`${ROW} .progress-bar.bg-primary`).style.width).toBe("25%");
    expect(queryOne(`${ROW} .progress-bar.bg-warning`).style.width).toBe("75%");
    expect(`${ROW} .o_sales_supply_bar`).toHaveAttribute(
        "aria-label",
        "reserved: 1, in production: 3"
    );
    expect(ROW).toHaveText(/in production:\s*3/);
    expect(`${ROW} .o_sales_supply_percent`).toHaveText("25 %");
});

test("the order has its readiness, its date and its promise", async () => {
    await mountPanel([
        makeOrder({ promised: "promised for 03/01/2026, 9 days late", slip_days: 9 }),
    ]);

    expect(".o_sales_supply_order").toHaveText(/40 %/);
    expect(".o_sales_supply_order .text-danger").toHaveText("promised for 03/01/2026, 9 days late");
});

test("a problem is said in words", async () => {
    await mountPanel([
        makeOrder({ rows: [makeRow({ problem: "2 Units: not on stock", late: true })] }),
    ]);

    expect(`${ROW} .text-danger`).toHaveText("2 Units: not on stock");
    expect(ROW).toHaveClass("o_sales_supply_late");
});

test("documents open only for those who may read them", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(`${action.res_model} ${action.res_id}`);
        },
    });
    const document = { kind: "Order", state: "Confirmed", detail: "", percent: 0, date: "" };
    await mountPanel([
        makeOrder({
            rows: [
                makeRow({
                    documents: [
                        {
                            ...document,
                            model: "mrp.production",
                            id: 3,
                            name: "WH/MO/3",
                            can_open: true,
                        },
                        {
                            ...document,
                            model: "purchase.order",
                            id: 4,
                            name: "P00004",
                            can_open: false,
                        },
                    ],
                }),
            ],
        }),
    ]);
    expect(".o_sales_supply_documents").toHaveCount(0);

    await contains(".o_sales_supply_name").click();

    expect(queryAllTexts(".o_sales_supply_documents a")).toEqual(["WH/MO/3"]);
    expect(".o_sales_supply_documents").toHaveText(/P00004/);
    await contains(".o_sales_supply_documents a").click();
    expect.verifySteps(["mrp.production 3"]);
    await contains(".o_sales_supply_name").click();
    expect(".o_sales_supply_documents").toHaveCount(0);
});

test("a line without documents says so", async () => {
    await mountPanel([makeOrder()]);

    await contains(".o_sales_supply_name").click();

    expect(".o_sales_supply_documents").toHaveText("No documents yet");
});

test("dates are told by those who may, after the deal is saved", async () => {
    onRpc("sale.order", "action_tell_dates", ({ args }) => {
        expect.step(`asked ${args[0]}`);
        return { type: "ir.actions.act_window_close" };
    });
    onRpc("crm.lead", "web_save", () => {
        expect.step("saved");
    });
    await mountPanel([makeOrder({ can_promise: true })]);
    await contains(".o_field_widget[name='name'] input").edit("Deal of pumps");

    await contains(".o_sales_supply_tell").click();
    await animationFrame();

    expect.verifySteps(["saved", "asked 7"]);
});

test("nobody else has the button, and without promises there is no history", async () => {
    await mountPanel([makeOrder()]);

    expect(".o_sales_supply_tell").toHaveCount(0);
    expect(".o_sales_supply_order button.btn-link:contains('History')").toHaveCount(0);
});

test("before the order is confirmed the page says what will be here", async () => {
    await mountPanel(false);

    expect(".o_sales_supply_empty").toHaveCount(1);
    expect(ROW).toHaveCount(0);
});

// ---- the timeline ------------------------------------------------------------------

async function mountTimeline(values) {
    mockDate("2026-03-10 12:00:00");
    Order._records[0].production_timeline = values;
    await mountView({
        type: "list",
        resModel: "sale.order",
        arch: `
            <list js_class="sales_production_list">
                <field name="name"/>
                <field name="production_timeline" string="Timeline" widget="sales_timeline"/>
            </list>`,
    });
}

const timeline = (values = {}) => ({
    start: "2026-03-10",
    end: "2026-04-07",
    promised: "2026-03-24",
    percent: 30,
    state: "late",
    title: "14 days late",
    ...values,
});

test("a bar from the order to its end, the promise and today", async () => {
    await mountTimeline(timeline());

    const bar = queryOne(".o_sales_timeline_bar");
    expect(bar).toHaveClass("bg-danger");
    expect([bar.style.left, bar.style.width]).toEqual(["20%", "20%"]);
    expect(queryOne(".o_sales_timeline_done").style.width).toBe("30%");
    expect(queryOne(".o_sales_timeline_today").style.left).toBe("20%");
    expect(queryOne(".o_sales_timeline_promise").style.left).toBe("30%");
    expect(".o_sales_timeline").toHaveAttribute("aria-label", "14 days late");
});

test("an order of which nobody knows the end reaches to its promise", async () => {
    await mountTimeline(timeline({ end: false, state: "unknown" }));

    expect(".o_sales_timeline_bar").toHaveClass("o_sales_timeline_unknown");
    expect(queryOne(".o_sales_timeline_bar").style.width).toBe("10%");
});

test("the head of the column has the months", async () => {
    await mountTimeline(timeline());

    expect(queryAllTexts(".o_sales_timeline_head span")).toEqual([
        "Feb 26",
        "Mar 26",
        "Apr 26",
        "May 26",
        "Jun 26",
    ]);
});

test("without a promise there is no flag", async () => {
    await mountTimeline(timeline({ promised: false, state: "ok" }));

    expect(".o_sales_timeline_promise").toHaveCount(0);
    expect(".o_sales_timeline_bar").toHaveClass("bg-success");
});
