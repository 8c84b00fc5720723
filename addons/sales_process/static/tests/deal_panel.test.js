import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

describe.current.tags("desktop");
defineMailModels();

const PANEL = ".o_sales_panel";
const NEXT = ".o_sales_panel_next";

const makeItem = (text, done, link = false) => ({ text, done, link });

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

const decide = (values = {}) => ({
    ...makePanel().decision,
    can_decide: true,
    state: "called",
    label: "The salesperson calls the head",
    ...values,
});

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char({ required: true });
    need = fields.Char({ onChange: () => {} });
    phone = fields.Char();
    city = fields.Char();
    process_panel = fields.Json();
    _records = [{ id: 5, name: "Pump" }];
    _views = {
        form: `
            <form>
                <sheet>
                    <field name="process_panel" widget="sales_deal_panel" nolabel="1"/>
                    <group><field name="name"/><field name="need"/></group>
                    <notebook>
                        <page name="contact" string="Contact"><field name="phone"/></page>
                        <page name="place" string="Place"><field name="city"/></page>
                    </notebook>
                </sheet>
            </form>`,
    };
}
defineModels([Lead]);

/**
 * @param {Object | false} panel
 * @param {Object} [methods] what the methods of the deal answer
 * @returns {Promise<Array>} what was asked of the server, in order
 */
async function mountPanel(panel, methods = {}) {
    Lead._records[0].process_panel = panel;
    const asked = [];
    onRpc("crm.lead", "*", ({ method, args }) => {
        if (method === "web_save") {
            asked.push([method, args[1]]);
        } else if (method.startsWith("action_")) {
            asked.push([method, ...args]);
            return methods[method] ? methods[method]() : true;
        }
    });
    await mountView({ type: "form", resModel: "crm.lead", resId: 5 });
    return asked;
}

const tellPanel = (panel) => MockServer.env["crm.lead"].write([5], { process_panel: panel });

const clickText = (text) => contains(`${PANEL} button:contains(${text})`).click();

test("the time left, the next stage, what is missing and what is done", async () => {
    await mountPanel(
        makePanel({
            items: [
                makeItem("Write down the need", false),
                makeItem("Give the type", true),
                makeItem("Agree the offer", false),
            ],
        })
    );
    expect(`${PANEL} .badge`).toHaveText("3 d left");
    expect(`${PANEL} .badge`).toHaveAttribute("title", "3/10/26, 5:00 PM");
    expect(PANEL).toHaveText(/Next:\s*Offer/);
    expect(queryAllTexts(".o_sales_panel_missing li")).toEqual([
        "Write down the need",
        "Agree the offer",
    ]);
    expect(".o_sales_panel_done summary").toHaveText("Done: 1");
    expect(".o_sales_panel_done").not.toHaveAttribute("open");
    await contains(".o_sales_panel_done summary").click();
    expect(".o_sales_panel_done").toHaveAttribute("open");
    expect(".o_sales_panel_done li").toHaveText("Give the type");
    expect(PANEL).not.toHaveText(/Nothing is missing/);
    expect(NEXT).toHaveCount(0);
});

for (const [state, badge, edge] of [
    ["ok", "text-bg-success", null],
    ["soon", "text-bg-warning", "border-warning"],
    ["late", "text-bg-danger", "border-danger"],
]) {
    test(`the colour of the time: ${state}`, async () => {
        await mountPanel(makePanel({ time: { state, text: "time", exact: "then" } }));
        for (const name of ["text-bg-success", "text-bg-warning", "text-bg-danger"]) {
            expect(`${PANEL} .badge.${name}`).toHaveCount(name === badge ? 1 : 0);
        }
        for (const name of ["border-warning", "border-danger"]) {
            expect(`${PANEL}.${name}`).toHaveCount(name === edge ? 1 : 0);
        }
    });
}

test("a stage without a time limit has no clock", async () => {
    await mountPanel(makePanel({ time: false }));
    expect(PANEL).toHaveCount(1);
    expect(`${PANEL} .badge`).toHaveCount(0);
});

test("a missing field is brought into view, marked for a while, and gets the cursor", async () => {
    const link = { kind: "field", name: "need" };
    const asked = await mountPanel(
        makePanel({ items: [makeItem("Write down the need", false, link)] })
    );
    patchWithCleanup(HTMLElement.prototype, {
        scrollIntoView() {
            expect.step(this.getAttribute("name"));
        },
    });
    await contains(".o_sales_panel_missing a").click();
    expect(".o_field_widget[name=need] input").toBeFocused();
    expect(".o_field_widget[name=need]").toHaveClass("o_sales_panel_found");
    expect.verifySteps(["need"]);
    await advanceTime(2000);
    expect(".o_field_widget[name=need]").not.toHaveClass("o_sales_panel_found");
    expect(asked).toEqual([]);
});

test("a missing field on another page of the notebook: the page is opened", async () => {
    const link = { kind: "field", name: "city" };
    await mountPanel(makePanel({ items: [makeItem("Where is it", false, link)] }));
    expect(".o_field_widget[name=city]").toHaveCount(0);
    await contains(".o_sales_panel_missing a").click();
    await advanceTime(50);
    await advanceTime(50);
    await animationFrame();
    expect(".o_notebook .nav-link.active").toHaveText("Place");
    expect(".o_field_widget[name=city] input").toBeFocused();
});

test("a field that is nowhere is told, the open page stays", async () => {
    const link = { kind: "field", name: "amount" };
    await mountPanel(makePanel({ items: [makeItem("Amount", false, link)] }));
    await contains(".o_sales_panel_missing a").click();
    await advanceTime(50);
    await advanceTime(50);
    await animationFrame();
    expect(".o_notebook .nav-link.active").toHaveText("Contact");
    expect(".o_sales_panel_found").toHaveCount(0);
    expect(".o_notification").toHaveText(/does not show this field/);
});

test("of two forms on the screen, the field is looked for in the own one", async () => {
    const link = { kind: "field", name: "need" };
    await mountPanel(makePanel({ items: [makeItem("Write down the need", false, link)] }));
    getService("dialog").add(FormViewDialog, { resModel: "crm.lead", resId: 5 });
    await contains(".modal .o_sales_panel_missing a").click();
    expect(".modal .o_field_widget[name=need]").toHaveClass("o_sales_panel_found");
    expect(".o_sales_panel_found").toHaveCount(1);
});

test("what has no place is no link", async () => {
    await mountPanel(makePanel({ items: [makeItem("Talk to the client", false)] }));
    expect(".o_sales_panel_missing li").toHaveText("Talk to the client");
    expect(".o_sales_panel_missing a").toHaveCount(0);
});

test("a missing document: what was typed is saved, its form opens, the list is read anew", async () => {
    const link = { kind: "action", name: "action_agree" };
    const answer = { type: "ir.actions.act_window", res_model: "sales.agreement" };
    let close;
    mockService("action", {
        doAction: async (action, { onClose }) => {
            expect.step(action.res_model);
            close = onClose;
        },
    });
    const asked = await mountPanel(
        makePanel({ items: [makeItem("Agree the offer", false, link)] }),
        { action_agree: () => answer }
    );
    await contains("[name=need] input").edit("A chamber");
    await contains(".o_sales_panel_missing a").click();
    expect(asked).toEqual([
        ["web_save", { need: "A chamber" }],
        ["action_agree", [5]],
    ]);
    expect.verifySteps(["sales.agreement"]);
    expect(".o_sales_panel_missing li").toHaveCount(1);
    tellPanel(makePanel());
    await close();
    await animationFrame();
    expect(".o_sales_panel_missing").toHaveCount(0);
    expect(PANEL).toHaveText(/Nothing is missing/);
});

test("the deal moves on from the stage that was seen, what was typed is saved first", async () => {
    const asked = await mountPanel(makePanel(), {
        action_next_stage: () => {
            tellPanel(
                makePanel({ stage: { id: 12, name: "Offer" }, next: { id: 13, name: "Deal" } })
            );
            return true;
        },
    });
    expect(PANEL).toHaveText(/Nothing is missing/);
    await contains("[name=need] input").edit("A chamber");
    await contains(NEXT).click();
    await animationFrame();
    expect(asked).toEqual([
        ["web_save", { need: "A chamber" }],
        ["action_next_stage", [5], 11],
    ]);
    expect(PANEL).toHaveText(/Next:\s*Deal/);
    await contains(NEXT).click();
    expect(asked.at(-1)).toEqual(["action_next_stage", [5], 12]);
});

test("two clicks move the deal once", async () => {
    const answer = new Deferred();
    const asked = await mountPanel(makePanel(), { action_next_stage: () => answer });
    const button = queryOne(NEXT);
    button.click();
    button.click();
    await animationFrame();
    expect(NEXT).not.toBeEnabled();
    expect(asked).toEqual([["action_next_stage", [5], 11]]);
    answer.resolve(true);
    await animationFrame();
    expect(NEXT).toBeEnabled();
});

test("a refusal is told in words; then one can go on", async () => {
    expect.errors(1);
    let isRefused = true;
    const asked = await mountPanel(makePanel(), {
        action_next_stage: () => {
            if (isRefused) {
                throw makeServerError({ type: "UserError", message: "The offer is missing" });
            }
            return true;
        },
    });
    await contains(NEXT).click();
    expect(".modal").toHaveText(/The offer is missing/);
    expect.verifyErrors(["The offer is missing"]);
    await contains(".modal footer button").click();
    isRefused = false;
    await contains(NEXT).click();
    expect(asked.length).toBe(2);
    expect(".modal").toHaveCount(0);
});

test("a form that cannot be saved moves nothing", async () => {
    const asked = await mountPanel(makePanel());
    await contains("[name=name] input").edit("");
    await contains(NEXT).click();
    expect(asked).toEqual([]);
    expect(".o_field_widget[name=name]").toHaveClass("o_field_invalid");
    expect(NEXT).toBeEnabled();
});

test("the list gets shorter while one types, before anything is saved", async () => {
    const missing = [makeItem("Write down the need", false)];
    onRpc("crm.lead", "onchange", ({ args }) => ({
        value: {
            process_panel: makePanel({
                items: args[1].need ? [makeItem("Write down the need", true)] : missing,
            }),
        },
    }));
    const asked = await mountPanel(makePanel({ items: missing }));
    expect(".o_sales_panel_missing li").toHaveCount(1);
    await contains("[name=need] input").edit("A chamber");
    expect(".o_sales_panel_missing").toHaveCount(0);
    expect(".o_sales_panel_done summary").toHaveText("Done: 1");
    expect(NEXT).toHaveCount(1);
    expect(asked).toEqual([]);
});

test("a lead is made a deal by the button of its form, not here", async () => {
    await mountPanel(makePanel({ type: "lead" }));
    expect(PANEL).toHaveText(/Nothing is missing/);
    expect(NEXT).toHaveCount(0);
    expect(".o_sales_panel_call").toHaveCount(1);
});

test("the last stage: nothing is next, no buttons", async () => {
    await mountPanel(makePanel({ next: false }));
    expect(PANEL).toHaveText(/This is the last stage/);
    expect(PANEL).not.toHaveText(/Next:|Nothing is missing/);
    expect(`${PANEL} button`).toHaveCount(0);
});

test("a deal that was moved back waits for its salesperson", async () => {
    await mountPanel(makePanel({ time: false, held: true }));
    expect(`${PANEL} .badge`).toHaveText("Moved back: waits for you");
});

test("the salesperson calls the head, the head lets through what lacks something", async () => {
    const items = [makeItem("Agree the offer", false)];
    const asked = await mountPanel(makePanel({ items }));
    expect(".o_sales_panel_override").toHaveCount(0);
    await contains(".o_sales_panel_call").click();
    tellPanel(makePanel({ items, decision: decide({ state: false }) }));
    await contains(".o_sales_panel_call").click();
    await animationFrame();
    expect(".o_sales_panel_call").toHaveCount(0);
    expect(".o_sales_panel_decision").toHaveCount(0);
    await contains(".o_sales_panel_override").click();
    expect(asked).toEqual([
        ["action_call_head", [5]],
        ["action_call_head", [5]],
        ["action_override", [5]],
    ]);
});

test("the head has nothing to let through when nothing is missing", async () => {
    await mountPanel(makePanel({ decision: decide({ state: false }) }));
    expect(NEXT).toHaveCount(1);
    expect(".o_sales_panel_override").toHaveCount(0);
});

const DECISIONS = [
    ["+1 day", "action_more_time", [1]],
    ["+3 days", "action_more_time", [3]],
    ["More time", "action_decide_until", []],
    ["Take over", "action_take_over", []],
    ["Give to another", "action_reassign", []],
    ["Answer", "action_answer", []],
    ["Let go", "action_let_go", []],
];

for (const [text, method, args] of DECISIONS) {
    test(`the head decides: ${text}`, async () => {
        const decision = decide({ reason: "The client is angry" });
        const asked = await mountPanel(makePanel({ decision }));
        expect(".o_sales_panel_decision").toHaveText(/The salesperson calls the head/);
        expect(".o_sales_panel_reason").toHaveText("The client is angry");
        expect(".o_sales_panel_decision button").toHaveCount(DECISIONS.length);
        await clickText(text);
        expect(asked).toEqual([[method, [5], ...args]]);
    });
}

test("a decided deal waits no more", async () => {
    await mountPanel(makePanel({ decision: decide({ reason: "Help" }) }), {
        action_more_time: () => tellPanel(makePanel({ decision: decide({ state: false }) })),
    });
    await clickText("+1 day");
    await animationFrame();
    expect(PANEL).toHaveCount(1);
    expect(".o_sales_panel_decision").toHaveCount(0);
});

test("who does not decide sees that the deal waits, without buttons", async () => {
    const decision = decide({ can_decide: false, reason: "The client is angry" });
    await mountPanel(makePanel({ decision }));
    expect(".o_sales_panel_decision").toHaveText(/The salesperson calls the head/);
    expect(".o_sales_panel_reason").toHaveText("The client is angry");
    expect(".o_sales_panel_decision button").toHaveCount(0);
});

test("late without a question: there is nothing to answer", async () => {
    const decision = decide({ state: "late", label: "Late: the head decides" });
    await mountPanel(makePanel({ decision }));
    expect(".o_sales_panel_decision").toHaveText(/Late: the head decides/);
    expect(".o_sales_panel_reason").toHaveCount(0);
    expect(".o_sales_panel_decision button:contains(Answer)").toHaveCount(0);
    expect(".o_sales_panel_decision button:contains(Let go)").toHaveCount(1);
});

test("a deal with a contract is not let go", async () => {
    await mountPanel(makePanel({ decision: decide({ is_won: true }) }));
    expect(".o_sales_panel_decision button:contains(Take over)").toHaveCount(1);
    expect(".o_sales_panel_decision button:contains(Let go)").toHaveCount(0);
});

test("a stage of another role: hand the deal over or keep it", async () => {
    const asked = await mountPanel(makePanel({ role: { user: "Anna", role: "The closer" } }));
    expect(".o_sales_panel_role").toHaveText(/This stage is led by: The closer\s+Anna/);
    await clickText("Hand over");
    await clickText("Keep the deal");
    expect(asked).toEqual([
        ["action_hand_over", [5]],
        ["action_keep_deal", [5]],
    ]);
});

test("who only reads the deal sees how it stands, without buttons", async () => {
    const role = { user: "Anna", role: "The closer" };
    const decision = decide({ can_decide: false });
    await mountPanel(makePanel({ can_act: false, role, decision }));
    expect(`${PANEL} .badge`).toHaveText("3 d left");
    expect(PANEL).toHaveText(/Next:\s*Offer\s+Nothing is missing/);
    expect(".o_sales_panel_role").toHaveText(/Anna/);
    expect(".o_sales_panel_decision").toHaveCount(1);
    expect(`${PANEL} button`).toHaveCount(0);
});

test("the instruction of the stage is folded, and is a text with its marks", async () => {
    await mountPanel(makePanel({ instruction: "<p>Ask for the <b>pressure</b></p>" }));
    expect(".o_sales_panel_instruction").not.toHaveAttribute("open");
    await contains(".o_sales_panel_instruction summary").click();
    expect(".o_sales_panel_instruction").toHaveAttribute("open");
    expect(".o_sales_panel_instruction p b").toHaveText("pressure");
});

test("a stage without an instruction, without a list, of the own role", async () => {
    await mountPanel(makePanel());
    for (const part of ["instruction", "done", "missing", "role", "decision"]) {
        expect(`.o_sales_panel_${part}`).toHaveCount(0);
    }
});

test("a deal without rules has no panel", async () => {
    await mountPanel(false);
    expect(".o_form_view [name=name]").toHaveCount(1);
    expect(PANEL).toHaveCount(0);
});

test("a lost deal has no panel", async () => {
    await mountPanel(makePanel({ active: false }));
    expect(PANEL).toHaveCount(0);
});
