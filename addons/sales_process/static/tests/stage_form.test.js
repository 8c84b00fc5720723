import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryOne } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Stage extends models.Model {
    _name = "crm.stage";
    name = fields.Char({ required: true });
    sla_hours = fields.Float();
    instruction = fields.Html();
    rule_ids = fields.One2many({ relation: "rule", relation_field: "stage_id" });
    _records = [{ id: 11, name: "Selection", sla_hours: 8, rule_ids: [1] }];
    _views = {
        form: `
            <form js_class="sales_stage_form">
                <header>
                    <button name="action_rehearse" type="object" string="Try on history"/>
                    <button name="action_other" type="object" string="Other"/>
                </header>
                <field name="name"/>
                <field name="sla_hours"/>
                <field name="instruction"/>
                <field name="rule_ids"><list editable="bottom"><field name="message"/></list></field>
            </form>`,
    };
}

class Rule extends models.Model {
    _name = "rule";
    message = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    _records = [{ id: 1, message: "Write down the need", stage_id: 11 }];
}

class Rehearsal extends models.Model {
    _name = "sales.process.rehearsal";
    title = fields.Char();
    _records = [{ id: 3, title: "What would have been" }];
    _views = { form: `<form><field name="title"/></form>` };
}
defineModels([Stage, Rule, Rehearsal]);

const RESULT = {
    type: "ir.actions.act_window",
    name: "Tried on the history",
    res_model: "sales.process.rehearsal",
    res_id: 3,
    views: [[false, "form"]],
    target: "new",
};
const TRY = "button[name=action_rehearse]";
const SLA = ".o_field_widget[name=sla_hours] input";

let answer;
beforeEach(() => {
    answer = () => RESULT;
});

/** @returns {Promise<Array>} what was asked of the server, in order */
async function mountStage(resId = 11) {
    const asked = [];
    onRpc("crm.stage", "*", ({ method, args }) => {
        if (method === "web_save") {
            asked.push([method, args[1]]);
        } else if (method === "action_rehearse") {
            asked.push([method, ...args]);
            return answer();
        } else if (method.startsWith("action_")) {
            asked.push([method, ...args]);
            return false;
        } else if (method === "web_read") {
            asked.push([method]);
        }
    });
    await mountView({ type: "form", resModel: "crm.stage", resId });
    asked.length = 0;
    return asked;
}

test("the changes are tried, not saved, and are still there afterwards", async () => {
    const asked = await mountStage();
    await contains(SLA).edit("24");
    await contains(TRY).click();
    expect(asked).toEqual([["action_rehearse", [11], { sla_hours: 24 }]]);
    await animationFrame();
    expect(".modal .o_field_widget[name=title] input").toHaveValue("What would have been");

    await contains(".modal .btn-close").click();
    expect(".modal").toHaveCount(0);
    expect(SLA).toHaveValue("24.00");
    expect(".o_form_button_save").toBeVisible();
    expect(asked.length).toBe(1);
    await clickSave();
    expect(asked.at(-1)).toEqual(["web_save", { sla_hours: 24 }]);
});

test("what is changed after a try goes into the next one", async () => {
    const asked = await mountStage();
    await contains(SLA).edit("24");
    await contains(TRY).click();
    await animationFrame();
    await contains(".modal .btn-close").click();
    await contains(".o_field_widget[name=name] input").edit("Choice");
    await contains(TRY).click();
    expect(asked).toEqual([
        ["action_rehearse", [11], { sla_hours: 24 }],
        ["action_rehearse", [11], { sla_hours: 24, name: "Choice" }],
    ]);
});

test("rules of the list go along, also the one that is being typed", async () => {
    const asked = await mountStage();
    await contains(".o_data_cell").click();
    await contains(".o_data_cell input").edit("Write the need", { confirm: false });
    await contains(TRY).click();
    const [method, ids, values] = asked[0];
    expect([method, ids]).toEqual(["action_rehearse", [11]]);
    expect(values).toEqual({ rule_ids: [[1, 1, { message: "Write the need" }]] });
    expect(asked.length).toBe(1);
});

test("without changes the stage is tried as it is", async () => {
    const asked = await mountStage();
    await contains(TRY).click();
    expect(asked).toEqual([["action_rehearse", [11], {}]]);
});

test("a stage that is not saved yet is tried as a new one and not made", async () => {
    const asked = await mountStage(false);
    await contains(".o_field_widget[name=name] input").edit("Acceptance");
    await contains(SLA).edit("16");
    await contains(TRY).click();
    const [method, ids, values] = asked[0];
    expect([method, ids]).toEqual(["action_rehearse", []]);
    expect([values.name, values.sla_hours]).toEqual(["Acceptance", 16]);
    expect(asked.length).toBe(1);
    expect(".o_field_widget[name=name] input").toHaveValue("Acceptance");
});

test("a form with a fault is not tried, the field is named", async () => {
    mockService("notification", {
        add: (text, { type }) => {
            expect.step(type);
            return () => {};
        },
    });
    const asked = await mountStage();
    await contains(".o_field_widget[name=name] input").edit("");
    await contains(TRY).click();
    expect(asked).toEqual([]);
    expect(".o_field_widget[name=name]").toHaveClass("o_field_invalid");
    expect.verifySteps(["danger"]);
    expect(TRY).toBeEnabled();
});

test("a refusal of the server is told, the changes stay", async () => {
    expect.errors(1);
    answer = () => {
        throw makeServerError({ type: "UserError", message: "No client is called NASA" });
    };
    const asked = await mountStage();
    await contains(SLA).edit("24");
    await contains(TRY).click();
    await animationFrame();
    expect(".modal").toHaveText(/No client is called NASA/);
    expect.verifyErrors(["No client is called NASA"]);
    await contains(".modal footer button").click();
    expect(SLA).toHaveValue("24.00");
    expect(TRY).toBeEnabled();
    expect(asked).toEqual([["action_rehearse", [11], { sla_hours: 24 }]]);
});

test("while the history is read the button cannot be pressed again", async () => {
    const result = new Deferred();
    answer = () => result;
    const asked = await mountStage();
    const button = queryOne(TRY);
    await contains(button).click();
    expect(button).not.toBeEnabled();
    button.click();
    await animationFrame();
    expect(asked.length).toBe(1);
    result.resolve(RESULT);
    await animationFrame();
    expect(".modal").toHaveCount(1);
    expect(button).toBeEnabled();
});

test("every other button saves the form first", async () => {
    const asked = await mountStage();
    await contains(SLA).edit("24");
    await contains("button[name=action_other]").click();
    expect(asked.slice(0, 2)).toEqual([
        ["web_save", { sla_hours: 24 }],
        ["action_other", [11]],
    ]);
});
