import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
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

class Line extends models.Model {
    _name = "line";
    kind = fields.Char();
    options = fields.Text();
    answer = fields.Text();
    _records = [
        { id: 1, kind: "choice", options: "KF\nISO-K", answer: "KF" },
        { id: 2, kind: "boolean", options: false, answer: false },
        { id: 3, kind: "text", options: false, answer: "Air" },
        { id: 4, kind: "choice", options: "KF\nISO-K", answer: "CF" },
    ];
}
defineModels([Line]);

const mountForm = (resId, readonly = false) =>
    mountView({
        type: "form",
        resModel: "line",
        resId,
        readonly,
        arch: `<form>
            <field name="kind" invisible="1"/><field name="options" invisible="1"/>
            <field name="answer" widget="sales_questionnaire_answer"/>
        </form>`,
    });

const SELECT = ".o_field_widget[name='answer'] select";

test("one of a list is chosen", async () => {
    onRpc("line", "web_save", ({ args }) => expect.step(args[1].answer));
    await mountForm(1);
    expect(queryAllTexts(`${SELECT} option`)).toEqual(["", "KF", "ISO-K"]);
    expect(SELECT).toHaveValue("KF");

    await contains(SELECT).select("ISO-K");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["ISO-K"]);
});

test("yes or no is chosen", async () => {
    await mountForm(2);
    expect(queryAllTexts(`${SELECT} option`)).toEqual(["", "Yes", "No"]);
    expect(SELECT).toHaveValue("");
});

test("the rest is typed", async () => {
    await mountForm(3);
    expect(".o_field_widget[name='answer'] textarea").toHaveValue("Air");
});

test("an answer that is not in the list stays", async () => {
    await mountForm(4);
    expect(queryAllTexts(`${SELECT} option`)).toEqual(["", "KF", "ISO-K", "CF"]);
    expect(SELECT).toHaveValue("CF");
});

test("who only reads sees words", async () => {
    await mountForm(1, true);
    await animationFrame();
    expect(SELECT).toHaveCount(0);
    expect(".o_field_widget[name='answer']").toHaveText("KF");
});
