import { describe, expect, test } from "@odoo/hoot";
import { edit, click, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Letter extends models.Model {
    _name = "letter";
    text = fields.Text();
    size = fields.Integer();
    _records = [{ id: 1, text: false, size: 0 }];
    _onChanges = {
        text: (record) => {
            expect.step(record.text);
            record.size = record.text.length;
        },
    };
}
defineModels([Letter]);

const mountLetter = () =>
    mountView({
        type: "form",
        resModel: "letter",
        resId: 1,
        arch: `<form><field name="text" widget="sales_paste_text"/><field name="size"/></form>`,
    });

test("a pasted text is read at once", async () => {
    await mountLetter();
    const area = queryOne(".o_field_widget[name=text] textarea");
    area.value = "INN 7707083893";
    area.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
    await animationFrame();
    expect.verifySteps(["INN 7707083893"]);
    expect(".o_field_widget[name=size] input").toHaveValue("14");
});

test("a typed text is read after a pause", async () => {
    await mountLetter();
    await click(".o_field_widget[name=text] textarea");
    await edit("KPP", { confirm: false });
    await animationFrame();
    expect.verifySteps([]);
    await advanceTime(600);
    await animationFrame();
    expect.verifySteps(["KPP"]);
});

test("what was read already is not read again", async () => {
    await mountLetter();
    const area = queryOne(".o_field_widget[name=text] textarea");
    for (let i = 0; i < 2; i++) {
        area.value = "BIC";
        area.dispatchEvent(
            new InputEvent("input", { inputType: "insertFromPaste", bubbles: true })
        );
        await animationFrame();
    }
    expect.verifySteps(["BIC"]);
});
