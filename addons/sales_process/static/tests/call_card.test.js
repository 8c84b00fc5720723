import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, press, queryOne } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { Component, xml } from "@odoo/owl";

describe.current.tags("desktop");
defineMailModels();

/** What one is typing while the telephone rings; the cards are a main component. */
class Page extends Component {
    static template = xml`<input class="typed"/>`;
    static props = ["*"];
}

const CARD = ".o_sales_process_call_card";

const makeCard = (values = {}) => ({
    phase: "ring",
    id: 1,
    seconds: 0,
    number: "+79990001122",
    number_text: "+7 999 000-11-22",
    name: "Ivan",
    company: "Vacuum Ltd",
    is_full: true,
    kind: "client",
    candidates: [],
    can_open: true,
    deals: [{ id: 7, name: "Pump", stage: "Selection", amount: "1 200 ₽", can_open: true }],
    deal_count: 1,
    debt: "500 ₽",
    responsible: "Anna",
    is_mine: false,
    can_pass: true,
    team: "High vacuum",
    last: [{ date: "01.02.2026", text: "Incoming: Answered" }],
    ...values,
});

async function mountCards({ live = null, ...methods } = {}) {
    const asked = [];
    patchWithCleanup(session, { sales_process_has_extension: Boolean(live), db: "hoot" });
    onRpc("sales.call", "*", ({ method, args }) => {
        if (method === "get_my_live_cards") {
            return live || [];
        }
        asked.push([method, args[0][0]]);
        return methods[method] ? methods[method]() : false;
    });
    mockService("action", { doAction: async (action) => asked.push(["doAction", action]) });
    await makeMockEnv();
    await mountWithCleanup(Page);
    const { desk } = getService("sales_process.call_card");
    const tell = async (message) => {
        desk.receive(message);
        await animationFrame();
    };
    return { asked, desk, tell };
}

test("the card tells who calls, his deals, debt and responsible", async () => {
    const { tell } = await mountCards();
    expect(CARD).toHaveCount(0);
    await tell(makeCard());
    expect(`${CARD}.o_sales_process_call_rings`).toHaveCount(1);
    expect(".o_sales_process_call_title").toHaveText("Ivan");
    expect(CARD).toHaveText(/Vacuum Ltd · \+7 999 000-11-22/);
    expect(CARD).toHaveText(/Known client/);
    expect(CARD).toHaveText(/Anna/);
    expect(CARD).toHaveText(/High vacuum/);
    expect(".o_sales_process_call_debt").toHaveText("Debt: 500 ₽");
    expect(".o_sales_process_call_debt").toHaveClass("text-danger");
    expect(CARD).toHaveText(/Selection · 1 200 ₽/);
    expect(CARD).toHaveText(/01\.02\.2026/);
    expect("[aria-live=polite]").toHaveText("Incoming call: Ivan, Vacuum Ltd");
});

test("a stranger is called by his number", async () => {
    const { tell } = await mountCards();
    await tell(makeCard({ name: "", company: "", kind: "new", deals: [], deal_count: 0 }));
    expect(".o_sales_process_call_title").toHaveText("+7 999 000-11-22");
    expect(CARD).toHaveText(/New client/);
});

test("who has no rights sees the name and can only close", async () => {
    const { tell, desk } = await mountCards();
    const { phase, id, seconds, number, number_text, name, company } = makeCard();
    await tell({ phase, id, seconds, number, number_text, name, company, is_full: false });
    expect(".o_sales_process_call_title").toHaveText("Ivan");
    expect(`${CARD} button`).toHaveCount(1);
    expect(`${CARD} .badge`).toHaveCount(0);
    await contains(".o_sales_process_call_close").click();
    expect(CARD).toHaveCount(0);
    expect(desk.machine.gone).toEqual([1]);
});

test("the clock of the talk runs, the end leaves buttons to write down", async () => {
    mockDate("2026-02-03 10:00:00");
    const { tell } = await mountCards();
    await tell(makeCard({ phase: "answer", seconds: 65 }));
    expect(`${CARD} header`).toHaveText(/01:05/);
    await advanceTime(2000);
    await animationFrame();
    expect(`${CARD} header`).toHaveText(/01:07/);
    await tell({ phase: "end", id: 1, result: "answered" });
    expect(`${CARD} header`).not.toHaveText(/01:0/);
    expect(".o_sales_process_call_inquiry").toHaveClass("btn-primary");
    await advanceTime(121000);
    await animationFrame();
    expect(CARD).toHaveCount(0);
});

test("a missed call offers to call back", async () => {
    const { tell } = await mountCards();
    await tell(makeCard());
    await tell({ phase: "end", id: 1, result: "missed" });
    expect(CARD).toHaveClass("o_sales_process_call_missed");
    expect(CARD).toHaveText(/Missed call/);
    patchWithCleanup(browser, { open: (href) => expect.step(href) });
    await contains(`${CARD} footer .btn-primary`).click();
    expect.verifySteps(["tel:+79990001122"]);
});

test("a colleague has answered: his name, then nothing", async () => {
    const { tell } = await mountCards();
    await tell(makeCard());
    await tell({ phase: "end", id: 1, result: "answered", is_taken: true, taken_by: "Boris" });
    expect(CARD).toHaveText(/Boris has answered/);
    expect(`${CARD} footer`).toHaveCount(0);
    await advanceTime(5100);
    await animationFrame();
    expect(CARD).toHaveCount(0);
});

test("buttons open the client, the form and the deal", async () => {
    const { tell, asked } = await mountCards({
        action_open_client: () => ({ type: "x", id: "client" }),
        action_new_inquiry: () => ({ type: "x", id: "form" }),
    });
    await tell(makeCard());
    await contains(".o_sales_process_call_open").click();
    await contains(".o_sales_process_call_inquiry").click();
    await contains(".o_sales_process_call_deal").click();
    await animationFrame();
    expect(asked.map(([name, value]) => [name, value.id || value.res_id || value])).toEqual([
        ["action_open_client", 1],
        ["doAction", "client"],
        ["action_new_inquiry", 1],
        ["doAction", "form"],
        ["doAction", 7],
    ]);
});

test("the call is passed to the responsible once", async () => {
    mockService("notification", { add: (text) => expect.step(text) });
    const { tell, asked } = await mountCards({ action_pass_to_responsible: () => "Anna" });
    await tell(makeCard());
    expect(".o_sales_process_call_pass").toHaveText("Pass to Anna");
    await contains(".o_sales_process_call_pass").click();
    await animationFrame();
    expect(".o_sales_process_call_pass").toHaveText("Passed");
    expect(".o_sales_process_call_pass").not.toBeEnabled();
    expect(asked).toEqual([["action_pass_to_responsible", 1]]);
    expect.verifySteps(["Anna has the card and a task to call back."]);
});

test("the own client is not passed to anybody", async () => {
    const { tell } = await mountCards();
    await tell(makeCard({ is_mine: true, can_pass: false, responsible: "Me" }));
    expect(".o_sales_process_call_pass").toHaveCount(0);
    expect(CARD).toHaveText(/Your client/);
});

test("it takes no focus; Escape closes it only from inside", async () => {
    const { tell } = await mountCards();
    queryOne(".typed").focus();
    await tell(makeCard());
    expect(".typed").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(CARD).toHaveCount(1);
    queryOne(".o_sales_process_call_open").focus();
    await press("Escape");
    await animationFrame();
    expect(CARD).toHaveCount(0);
});

test("every button can be reached by hotkey on the newest card only", async () => {
    const { tell } = await mountCards();
    await tell(makeCard());
    await tell(makeCard({ id: 2 }));
    expect(CARD).toHaveCount(2);
    for (const key of ["b", "d", "e", "f"]) {
        expect(`${CARD}:last-child [data-hotkey=${key}]`).toHaveCount(1);
        expect(`[data-hotkey=${key}]`).toHaveCount(1);
    }
    await press("alt+d");
    await advanceTime(10);
    await animationFrame();
    expect(CARD).toHaveCount(1);
});

test("three cards, the others are counted", async () => {
    const { tell } = await mountCards();
    for (const id of [1, 2, 3, 4, 5]) {
        await tell(makeCard({ id }));
    }
    expect(CARD).toHaveCount(3);
    expect(".o_sales_process_call_cards").toHaveText(/More calls: 2/);
});

test("a card closed in another tab is closed here", async () => {
    const { tell } = await mountCards();
    await tell(makeCard());
    const event = new StorageEvent("storage", {
        key: `sales_process.call.closed.hoot.${user.userId}`,
        newValue: "[1]",
    });
    browser.dispatchEvent(event);
    await animationFrame();
    expect(CARD).toHaveCount(0);
});

test("a live call comes back after the page was loaded again", async () => {
    await mountCards({ live: [makeCard({ phase: "answer", seconds: 10 })] });
    await animationFrame();
    expect(`${CARD}.o_sales_process_call_talks`).toHaveCount(1);
});

test("a refusal of the server is a line of text", async () => {
    mockService("notification", { add: (text) => expect.step(text) });
    const { tell } = await mountCards({
        action_open_client: () => {
            throw makeServerError({ type: "AccessError", message: "Not yours" });
        },
    });
    await tell(makeCard());
    await contains(".o_sales_process_call_open").click();
    await animationFrame();
    expect.verifySteps(["Not yours"]);
    expect(CARD).toHaveCount(1);
});
