import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { edit } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    MockServer,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { useServiceProtectMethodHandling } from "@web/core/utils/hooks";
import { Record as RelationalRecord } from "@web/model/relational_model/record";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const MODEL = "marketing.call.campaign";
const FORM = `<form><widget name="sales_marketing_call_live"/>
    <field name="name"/><field name="called_count"/></form>`;
const LIST = `<list js_class="sales_marketing_call_live_list" editable="bottom">
    <field name="name"/><field name="called_count"/></list>`;

class Campaign extends models.Model {
    _name = MODEL;
    name = fields.Char();
    called_count = fields.Integer();
    _records = [
        { id: 1, name: "Autumn", called_count: 1 },
        { id: 2, name: "Spring", called_count: 5 },
    ];
    _views = { "form,false": FORM, "list,false": LIST };
}
defineModels([Campaign]);

/** So many clients of the campaign are called by now. */
const call = (id, count) => MockServer.env[MODEL].write([id], { called_count: count });

let listeners;
/** Results of these campaigns were written down by the callers. */
const tell = (...ids) => listeners.forEach((listener) => listener({ campaign_ids: ids }));

beforeEach(() => {
    listeners = new Set();
    mockService("bus_service", {
        addEventListener() {},
        removeEventListener() {},
        addChannel() {},
        deleteChannel() {},
        subscribe: (channel, listener) =>
            channel === "sales_marketing/calls" && listeners.add(listener),
        unsubscribe: (channel, listener) => listeners.delete(listener),
    });
});

test("the figures of an open campaign follow the calls, once for a burst", async () => {
    onRpc(MODEL, "web_read", () => expect.step("read"));
    await mountView({ resModel: MODEL, type: "form", resId: 1, arch: FORM });
    expect.verifySteps(["read"]);

    call(1, 2);
    tell(1);
    tell(1, 2);
    await advanceTime(1000);
    await animationFrame();

    expect.verifySteps(["read"]);
    expect(".o_field_widget[name=called_count] input").toHaveValue("2");
});

test("calls of another campaign do not disturb", async () => {
    onRpc(MODEL, "web_read", () => expect.step("read"));
    await mountView({ resModel: MODEL, type: "form", resId: 1, arch: FORM });

    tell(2);
    await advanceTime(1000);
    await animationFrame();

    expect.verifySteps(["read"]);
});

test("what is being typed is not thrown away", async () => {
    await mountView({ resModel: MODEL, type: "form", resId: 1, arch: FORM });
    await contains(".o_field_widget[name=name] input").click();
    await edit("Late autumn");

    call(1, 2);
    tell(1);
    await advanceTime(1000);
    await animationFrame();

    expect(".o_field_widget[name=name] input").toHaveValue("Late autumn");
    expect(".o_field_widget[name=called_count] input").toHaveValue("1");
});

test("the list follows the calls, but not the row that is being typed in", async () => {
    await mountView({ resModel: MODEL, type: "list", arch: LIST });

    call(2, 6);
    tell(2);
    await advanceTime(1000);
    await animationFrame();
    expect(".o_data_row:eq(1) [name=called_count]").toHaveText("6");

    await contains(".o_data_row:eq(0) [name=name]").click();
    call(2, 7);
    tell(2);
    await advanceTime(1000);
    await animationFrame();
    expect(".o_data_row:eq(1) [name=called_count]").toHaveText("6");
});

test("a campaign that is left while its figures are read shows no error", async () => {
    // what core does outside of tests
    patchWithCleanup(useServiceProtectMethodHandling, {
        fn: useServiceProtectMethodHandling.original,
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: MODEL,
        res_id: 1,
        views: [[false, "form"]],
    });
    const answer = new Deferred();
    let asked = 0;
    patchWithCleanup(RelationalRecord.prototype, {
        async isDirty() {
            if (++asked === 1) {
                await answer;
            }
            return super.isDirty();
        },
    });
    onRpc(MODEL, "web_search_read", () => expect.step("list"));

    tell(1);
    await advanceTime(1000);
    expect(asked).toBe(1);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: MODEL,
        views: [[false, "list"]],
    });
    answer.resolve();
    await advanceTime(1000);
    await animationFrame();

    expect.verifySteps(["list"]);
    expect(".o_list_view").toHaveCount(1);
    expect(".o_error_dialog").toHaveCount(0);
});
