import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllAttributes } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";

describe.current.tags("desktop");
defineMailModels();

class Client extends models.Model {
    _name = "client";
    phone = fields.Char();
    _records = [
        { id: 1, phone: "8 (3412) 90-15-15 доб. 231" },
        { id: 2, phone: "(495) 600-12-34, 8-903-123-45-67" },
        { id: 3, phone: "abc" },
        { id: 4, phone: false },
    ];
}
defineModels([Client]);

const ARCH = `<field name="phone" widget="phone" options="{'enable_sms': False}"/>`;

function asUser({ isCaller = true, canDial = false } = {}) {
    patchWithCleanup(session, {
        sales_process_calls_numbers: isCaller,
        sales_process_can_dial: canDial,
    });
    patchWithCleanup(browser, { open: (href, target) => expect.step([href, target]) });
}

const mountForm = (resId, readonly = false) =>
    mountView({ type: "form", resModel: "client", resId, readonly, arch: `<form>${ARCH}</form>` });

const mountList = () =>
    mountView({
        type: "list",
        resModel: "client",
        arch: `<list>${ARCH}</list>`,
        selectRecord: (id) => expect.step(`opened ${id}`),
    });

test("guests see the field as it was", async () => {
    asUser({ isCaller: false });
    await mountForm(2);
    expect(".o_sales_process_dial").toHaveCount(0);
    expect(".o_field_phone a").toHaveCount(1);
    expect(".o_field_phone a").toHaveAttribute("href", "tel:(495)600-12-34,8-903-123-45-67");
});

test("guests in a list: the row opens", async () => {
    asUser({ isCaller: false });
    await mountList();
    expect(".o_field_phone a").toHaveCount(3);
    expect(".o_sales_process_dial").toHaveCount(0);
});

test("an extension is part of the link", async () => {
    asUser();
    await mountForm(1, true);
    expect(".o_field_phone a.o_form_uri").toHaveAttribute("href", "tel:+73412901515;ext=231");
    expect(".o_sales_process_dial_number").toHaveCount(0);
});

test("each of two numbers has its link", async () => {
    asUser();
    await mountForm(2);
    expect(".o_phone_form_link").toHaveAttribute("href", "tel:+74956001234");
    expect(".o_sales_process_dial_number").toHaveCount(1);
    expect(".o_sales_process_dial_number").toHaveAttribute("href", "tel:+79031234567");
    expect(".o_sales_process_dial_number").toHaveText("…45-67");
});

test("a text without a number does not break", async () => {
    asUser({ canDial: true });
    await mountForm(3);
    expect(".o_sales_process_dial_number").toHaveCount(0);
    expect(".o_phone_form_link").toHaveAttribute("href", "tel:");
});

test("an empty field has no button", async () => {
    asUser({ canDial: true });
    await mountForm(4);
    expect(".o_sales_process_dial_number").toHaveCount(0);
    expect(".o_phone_form_link").toHaveCount(0);
});

test("one click calls through the exchange", async () => {
    asUser({ canDial: true });
    mockService("notification", { add: (text, { title }) => expect.step([text, title]) });
    const answer = new Deferred();
    onRpc("sales.webhook", "dial", ({ args }) => {
        expect.step(args);
        return answer;
    });
    await mountForm(1);
    await click(".o_phone_form_link");
    await click(".o_phone_form_link");
    await animationFrame();
    expect.verifySteps([["8 (3412) 90-15-15 доб. 231", "client", 1]]);
    answer.resolve({ is_dialled: true, name: "MikoPBX" });
    await animationFrame();
    expect.verifySteps([["Lift the receiver: calling +7 341 290-15-15, 231", "MikoPBX"]]);
});

test("in a list each number can be called and the row stays closed", async () => {
    asUser({ canDial: true });
    onRpc("sales.webhook", "dial", ({ args }) => {
        expect.step(args);
        return { is_dialled: false, tel: "tel:+79031234567" };
    });
    await mountList();
    expect(queryAllAttributes(".o_data_row:eq(1) .o_sales_process_dial_number", "href")).toEqual([
        "tel:+74956001234",
        "tel:+79031234567",
    ]);
    await contains(".o_data_row:eq(1) .o_sales_process_dial_number:eq(1)").click();
    expect.verifySteps([
        ["+79031234567", "client", 2],
        ["tel:+79031234567", "_self"],
    ]);
});

test("a refusal offers the telephone of the device", async () => {
    asUser({ canDial: true });
    mockService("notification", {
        add: (text, { buttons, type }) => {
            expect.step([text, type]);
            buttons[0].onClick();
        },
    });
    onRpc("sales.webhook", "dial", () => {
        throw makeServerError({ type: "UserError", message: "The exchange is silent" });
    });
    await mountForm(1);
    await contains(".o_phone_form_link").click();
    await animationFrame();
    expect.verifySteps([
        ["The exchange is silent", "warning"],
        ["tel:+73412901515;ext=231", "_self"],
    ]);
});
