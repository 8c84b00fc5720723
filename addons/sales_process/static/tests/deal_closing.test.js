import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const BUTTON = ".o_sales_panel_closing";
const STAGE = ".o_sales_closing_stage";

/** What the server tells of a deal from which nothing is missing. */
const makePanel = (values = {}) => ({
    can_act: true,
    active: true,
    type: "opportunity",
    stage: { id: 11, name: "Selection" },
    instruction: "",
    time: { state: "ok", text: "3 d left", exact: "3/10/26, 5:00 PM" },
    next: { id: 12, name: "Offer" },
    items: [],
    held: false,
    by_itself: false,
    decision: { can_decide: false, state: false, label: "", reason: "", is_won: false },
    role: false,
    ...values,
});

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char({ required: true });
    service_state = fields.Char();
    process_panel = fields.Json();
    _records = [{ id: 5, name: "Pump" }];
    _views = {
        form: `
            <form>
                <field name="process_panel" widget="sales_deal_panel" nolabel="1"/>
                <field name="name"/><field name="service_state"/>
            </form>`,
    };
}
defineModels([Lead]);

const WON = { can_decide: false, state: false, label: "", reason: "", is_won: true };
const STAGES = [
    {
        id: 14,
        stage: "Sale from stock",
        items: [
            { text: "Ship all goods", link: { kind: "action", name: "action_view_pickings" } },
            { text: "Be patient", link: false },
        ],
    },
    {
        id: 17,
        stage: "Service",
        items: [{ text: "Write the answer", link: { kind: "field", name: "service_state" } }],
    },
];

/** @returns {Promise<Array>} what was asked of the server, in order */
async function mountPanel(panel, stages = STAGES) {
    Lead._records[0].process_panel = panel;
    const asked = [];
    onRpc("crm.lead", "get_missing_to_close", ({ args }) => {
        asked.push(["get_missing_to_close", ...args]);
        return stages;
    });
    onRpc("crm.lead", "action_view_pickings", ({ args }) => {
        asked.push(["action_view_pickings", ...args]);
        return true;
    });
    onRpc("crm.lead", "web_save", ({ args }) => {
        asked.push(["web_save", args[1]]);
    });
    await mountView({ type: "form", resModel: "crm.lead", resId: 5 });
    return asked;
}

test("after the contract all that is missing is listed by stages", async () => {
    const asked = await mountPanel(makePanel({ decision: WON }));
    await contains(BUTTON).click();
    expect(asked).toEqual([["get_missing_to_close", [5]]]);
    expect(queryAllTexts(`${STAGE} .fw-bold`)).toEqual(["Sale from stock", "Service"]);
    expect(queryAllTexts(`${STAGE} li`)).toEqual([
        "Ship all goods",
        "Be patient",
        "Write the answer",
    ]);
    expect(`${STAGE} a`).toHaveCount(2);
    await contains(".modal-footer button:contains(Close)").click();
    expect(".modal").toHaveCount(0);
});

test("a thing leads to its document", async () => {
    const asked = await mountPanel(makePanel({ decision: WON }));
    await contains(BUTTON).click();
    await contains(`${STAGE} a:contains(Ship)`).click();
    expect(".modal").toHaveCount(0);
    expect(asked.at(-1)).toEqual(["action_view_pickings", [5]]);
});

test("a thing leads to its field", async () => {
    await mountPanel(makePanel({ decision: WON }));
    await contains(BUTTON).click();
    await contains(`${STAGE} a:contains(answer)`).click();
    expect(".modal").toHaveCount(0);
    expect("[name=service_state] input").toBeFocused();
});

test("what is typed is saved before it is looked at", async () => {
    const asked = await mountPanel(makePanel({ decision: WON }));
    await contains("[name=name] input").edit("Other pump");
    await contains(BUTTON).click();
    expect(asked.map(([method]) => method)).toEqual(["web_save", "get_missing_to_close"]);
});

test("nothing is missing", async () => {
    await mountPanel(makePanel({ decision: WON }), []);
    await contains(BUTTON).click();
    expect(".modal .text-success").toHaveText("Nothing is missing");
    expect(STAGE).toHaveCount(0);
});

for (const [when, values] of [
    ["before the contract", {}],
    ["in the last stage", { decision: WON, next: false }],
]) {
    test(`${when} there is no such button`, async () => {
        await mountPanel(makePanel(values));
        expect(".o_sales_panel").toHaveCount(1);
        expect(BUTTON).toHaveCount(0);
    });
}

test("who only reads the deal sees the list too", async () => {
    await mountPanel(makePanel({ decision: WON, can_act: false }));
    await contains(BUTTON).click();
    expect(STAGE).toHaveCount(2);
});
