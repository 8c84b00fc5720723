import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CURRENT = ".o_statusbar_status .o_arrow_button_current";
const SAVE = ".o_form_status_indicator_buttons:not(.invisible)";

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    process_stage_ids = fields.Many2many({ relation: "crm.stage" });
    duration_tracking = fields.Json();
    is_rotting = fields.Boolean();
    rotting_days = fields.Integer();
    _records = [
        { id: 5, name: "Pump", stage_id: 1 },
        { id: 6, name: "Chamber", stage_id: 1, process_stage_ids: [2, 1] },
    ];
}

class Stage extends models.Model {
    _name = "crm.stage";
    name = fields.Char();
    _records = [
        { id: 1, name: "Selection" },
        { id: 2, name: "Production" },
    ];
}

defineModels([Lead, Stage]);

const mountForm = () =>
    mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 5,
        arch: `<form>
            <header>
                <field name="stage_id" widget="sales_deal_stages" options="{'clickable': '1'}"/>
            </header>
            <field name="name"/>
        </form>`,
    });

const refuse = () =>
    onRpc("web_save", ({ args }) => {
        expect.step(args[1].stage_id);
        throw makeServerError({ message: "Choose the type of equipment" });
    });

const moveOn = async () => {
    await contains(".o_statusbar_status button[data-value='2']:not(.d-none)").click();
    await animationFrame();
};

test("a move that is allowed is saved", async () => {
    onRpc("web_save", ({ args }) => {
        expect.step(args[1].stage_id);
    });
    await mountForm();

    await moveOn();

    expect.verifySteps([2]);
    expect(CURRENT).toHaveText("Production");
    expect(SAVE).toHaveCount(0);
});

test("a refused move leaves the deal in its stage", async () => {
    expect.errors(1);
    refuse();
    await mountForm();

    await moveOn();

    expect.verifySteps([2]);
    expect.verifyErrors(["Choose the type of equipment"]);
    expect(".modal").toHaveText(/Choose the type of equipment/);
    expect(CURRENT).toHaveText("Selection");
    expect(SAVE).toHaveCount(0);
});

test("what was typed before a refused move stays", async () => {
    expect.errors(1);
    refuse();
    await mountForm();
    await contains(".o_field_widget[name='name'] input").edit("Another pump");

    await moveOn();

    expect.verifySteps([2]);
    expect.verifyErrors(["Choose the type of equipment"]);
    expect(CURRENT).toHaveText("Selection");
    expect(queryOne(".o_field_widget[name='name'] input")).toHaveValue("Another pump");
    expect(SAVE).toHaveCount(1);
});

test("the stages stand in the order in which the deal goes through them", async () => {
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 6,
        arch: `<form>
            <header>
                <field name="process_stage_ids" invisible="1"/>
                <field name="stage_id" widget="sales_deal_stages"/>
            </header>
        </form>`,
    });

    const labels = queryAllTexts(".o_statusbar_status button:not(.d-none)");

    // the list is drawn from the last to the first
    expect(labels).toEqual(["Selection", "Production"]);
});
