import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { getOpenRows, getVisibleRows, readRecent, remember } from "@sales_process/core/passport";

describe.current.tags("desktop");
defineMailModels();

const SEARCH = ".o_passport_search input";
const FOUND = ".o_passport_found button";

const LOTS = {
    1: { id: 1, name: "U-1", product: "Unit", client: "Client" },
    2: { id: 2, name: "U-1", product: "Block", client: "" },
    3: { id: 3, name: "B-1", product: "Block", client: "" },
};

const makeRow = (title, values = {}) => ({ title, link: null, facts: [], ...values });

const makePassport = (id, values = {}) => ({
    lot: { ...LOTS[id], tracking: "serial", image: "" },
    facts: [{ label: "Product", value: LOTS[id].product, link: null }],
    notice: "",
    sections: [],
    timeline: [],
    ...values,
});

const SECTIONS = [
    {
        key: "deals",
        title: "Deal and order",
        icon: "fa-handshake-o",
        rows: [
            makeRow("Deal of the century", {
                link: { model: "crm.lead", id: 7 },
                badge: "Put by",
                color: "info",
                date_text: "01.02.2026",
                facts: [{ label: "Order", value: "S001", link: null }],
            }),
        ],
    },
    { key: "works", title: "Works", rows: [], empty: "No works" },
    {
        key: "production",
        title: "Production",
        kind: "tree",
        more: "Shown: 4 of 9",
        rows: [
            makeRow("MO/1", { depth: 0 }),
            makeRow("Block", {
                depth: 1,
                facts: [{ label: "Lot", value: "B-1", link: { model: "stock.lot", id: 3 } }],
            }),
            makeRow("Gauge", { depth: 2 }),
            makeRow("Screw", { depth: 1 }),
        ],
    },
    {
        key: "documents",
        title: "Documents",
        rows: [makeRow("manual.pdf", { link: { url: "/web/content/5?download=true" } })],
    },
];

/**
 * @param {Object} [options]
 * @param {Function} [options.find] answer to a search
 * @param {Function} [options.get] answer to an opened number
 * @param {Object} [options.action] values of the action
 * @returns {Promise<Array>} what was asked of the server, in order
 */
async function openPage({ find, get = makePassport, action = {}, props = {} } = {}) {
    const asked = [];
    onRpc("stock.lot", "find_passports", ({ args }) => {
        asked.push(["find", args[0]]);
        return find?.(args[0]) || { exact: false, lots: [] };
    });
    onRpc("stock.lot", "get_passport", ({ args }) => {
        asked.push(["get", args[0][0]]);
        return get(args[0][0]);
    });
    await mountWebClient();
    await getService("action").doAction(
        {
            type: "ir.actions.client",
            tag: "sales_process.equipment_passport",
            name: "Equipment passport",
            ...action,
        },
        { props }
    );
    return asked;
}

beforeEach(() => browser.localStorage.clear());

test("the empty page says what to do", async () => {
    const asked = await openPage();
    expect(asked).toEqual([]);
    expect(".o_passport_empty h4, .o_passport_empty .h4").toHaveText(
        "Type or scan a serial number"
    );
    expect(".o_passport_recent").toHaveCount(0);
    expect(SEARCH).toBeFocused();
});

test("a typed text suggests after a while, and a suggestion opens the page", async () => {
    const asked = await openPage({ find: () => ({ exact: false, lots: [LOTS[1], LOTS[3]] }) });
    await contains(SEARCH).edit("1", { confirm: false });
    expect(asked).toEqual([]);
    await advanceTime(400);
    await animationFrame();
    expect(asked).toEqual([["find", "1"]]);
    expect(queryAllTexts(FOUND)).toEqual(["U-1UnitClient", "B-1Block"]);
    expect(".o_passport_found .card-header").toHaveCount(0);
    await contains(`${FOUND}:first`).click();
    expect(".o_passport_head h1").toHaveText("No. U-1");
    expect(".o_passport_found").toHaveCount(0);
    expect(SEARCH).toHaveValue("");
});

test("Enter opens the one number that is found at once", async () => {
    const asked = await openPage({ find: () => ({ exact: true, lots: [LOTS[1]] }) });
    await contains(SEARCH).edit("U-1", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(".o_passport_head h1").toHaveText("No. U-1");
    await advanceTime(400);
    expect(asked).toEqual([
        ["find", "U-1"],
        ["get", 1],
    ]);
});

test("the same number of two products is asked about", async () => {
    await openPage({ find: () => ({ exact: true, lots: [LOTS[1], LOTS[2]] }) });
    await contains(SEARCH).edit("U-1", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(".o_passport_found .card-header").toHaveText(/several products/);
    await contains(`${FOUND}:last`).click();
    expect(".o_passport_head_facts dd").toHaveText("Block");
});

test("nothing is found", async () => {
    await openPage();
    await contains(SEARCH).edit("no such", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(".o_passport_not_found").toHaveText(/^no such: nothing is found/);
    await contains(SEARCH).edit("x", { confirm: false });
    expect(".o_passport_not_found").toHaveCount(0);
});

test("a scan opens the page, wherever the focus is", async () => {
    const asked = await openPage({ find: () => ({ exact: true, lots: [LOTS[3]] }) });
    getService("barcode").bus.trigger("barcode_scanned", { barcode: "B-1" });
    await animationFrame();
    await animationFrame();
    expect(asked).toEqual([
        ["find", "B-1"],
        ["get", 3],
    ]);
    expect(".o_passport_head h1").toHaveText("No. B-1");
});

test("of two quick scans the last one is shown", async () => {
    const first = new Deferred();
    await openPage({
        find: async (text) => {
            if (text === "U-1") {
                await first;
            }
            return { exact: true, lots: [text === "U-1" ? LOTS[1] : LOTS[3]] };
        },
    });
    const { bus } = getService("barcode");
    bus.trigger("barcode_scanned", { barcode: "U-1" });
    bus.trigger("barcode_scanned", { barcode: "B-1" });
    await animationFrame();
    await animationFrame();
    first.resolve();
    await animationFrame();
    await animationFrame();
    expect(".o_passport_head h1").toHaveText("No. B-1");
});

test("sections, links and levels of parts", async () => {
    const opened = [];
    mockService("action", {
        doAction(request, options) {
            if (request.type === "ir.actions.act_window") {
                opened.push([request.res_model, request.res_id]);
                return;
            }
            return super.doAction(request, options);
        },
    });
    const asked = await openPage({
        get: (id) => makePassport(id, { sections: SECTIONS, notice: "Recalled" }),
        props: { resId: 1 },
    });
    expect(queryAllTexts(".o_passport_section h2 > span")).toEqual([
        "Deal and order",
        "Works",
        "Production",
        "Documents",
    ]);
    expect(".o_passport_notice").toHaveText("Recalled");
    expect("[data-section=works] .card-body").toHaveText("No works");
    expect("[data-section=deals] .badge").toHaveText("Put by");
    expect("[data-section=deals] .o_passport_facts").toHaveText("Order: S001");
    expect("[data-section=deals] .o_passport_facts a").toHaveCount(0);
    expect("[data-section=production] .card-footer").toHaveText("Shown: 4 of 9");
    expect("[data-section=documents] a").toHaveAttribute("href", "/web/content/5?download=true");

    await contains("[data-section=deals] a").click();
    expect(opened).toEqual([["crm.lead", 7]]);

    expect("[data-section=production] .o_passport_row").toHaveCount(3);
    await contains("[data-section=production] .o_passport_toggle:eq(1)").click();
    expect("[data-section=production] .o_passport_row").toHaveCount(4);
    await contains("[data-section=production] .o_passport_toggle:eq(0)").click();
    expect("[data-section=production] .o_passport_row").toHaveCount(1);
    await contains("[data-section=production] h2 button").click();
    expect("[data-section=production] .o_passport_row").toHaveCount(4);

    await contains("[data-section=production] a:contains(B-1)").click();
    expect(asked.at(-1)).toEqual(["get", 3]);
    expect(".o_passport_head h1").toHaveText("No. B-1");
});

test("events in order of time", async () => {
    const timeline = [
        { date: "01.02.2026", text: "Made", link: null, icon: "fa-cogs" },
        {
            date: "05.02.2026",
            text: "Shipped",
            link: { model: "res.partner", id: 3 },
            icon: "fa-truck",
        },
    ];
    await openPage({ get: (id) => makePassport(id, { timeline }), props: { resId: 1 } });
    expect(queryAllTexts(".o_passport_event a, .o_passport_event span")).toEqual([
        "Made",
        "Shipped",
    ]);
});

test("a button of a document opens the page, or lets choose", async () => {
    const asked = await openPage({ action: { params: { lot_id: 3 } } });
    expect(asked).toEqual([["get", 3]]);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_process.equipment_passport",
        params: { lots: [LOTS[1], LOTS[3]] },
    });
    expect(queryAllTexts(FOUND)).toEqual(["U-1UnitClient", "B-1Block"]);
});

test("the address holds the number", async () => {
    await openPage({ find: () => ({ exact: true, lots: [LOTS[3]] }) });
    await contains(SEARCH).edit("B-1", { confirm: false });
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(browser.location.pathname).toMatch(/equipment-passport\/3$/);
});

test("what was looked at lately comes back by a click, without the client", async () => {
    const kept = `sales_process.passport.recent.7`;
    await openPage({ props: { resId: 1 } });
    const keys = Object.keys(browser.localStorage).filter((key) =>
        key.startsWith("sales_process.passport.recent.")
    );
    expect(keys).toHaveLength(1);
    expect(keys[0]).toBe(kept);
    expect(browser.localStorage.getItem(keys[0])).toBe('[{"id":1,"name":"U-1","product":"Unit"}]');
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_process.equipment_passport",
    });
    await contains(".o_passport_recent button").click();
    expect(".o_passport_head h1").toHaveText("No. U-1");
});

test("a number one may not see leaves the search", async () => {
    await openPage({
        get: () => {
            throw makeServerError({ type: "AccessError", message: "Not for you" });
        },
        props: { resId: 1 },
    });
    expect(".o_notification").toHaveText(/Not for you/);
    expect(".o_passport_empty").toHaveCount(1);
});

test("it is printed", async () => {
    const printed = [];
    await openPage({ props: { resId: 1 } });
    patchWithCleanup(getService("action"), {
        doAction: (xmlId, { additionalContext }) =>
            printed.push([xmlId, additionalContext.active_ids]),
    });
    await contains("button:contains(Print)").click();
    expect(printed).toEqual([["sales_process.action_report_passport", [1]]]);
});

test("rules of the page", () => {
    const a = { id: 1, name: "A", product: "P", image: "x" };
    expect(remember([{ id: 2 }, { id: 1 }], a)).toEqual([
        { id: 1, name: "A", product: "P" },
        { id: 2 },
    ]);
    const many = [...Array(20).keys()].map((id) => ({ id: id + 5 }));
    expect(remember(many, a)).toHaveLength(8);
    expect(readRecent(null)).toEqual([]);
    expect(readRecent("{damaged")).toEqual([]);
    expect(readRecent('{"a": 1}')).toEqual([]);
    expect(readRecent('[{"id": 1, "name": "A"}, null, {"id": 2}]')).toEqual([{ id: 1, name: "A" }]);
    const rows = [{ depth: 0 }, { depth: 1 }, { depth: 2 }, { depth: 1 }, {}];
    const seen = (open) => getVisibleRows(rows, open).map((item) => item.index);
    expect(seen(new Set())).toEqual([0, 4]);
    expect(seen(new Set([0]))).toEqual([0, 1, 3, 4]);
    expect(seen(new Set([0, 1]))).toEqual([0, 1, 2, 3, 4]);
    expect(seen(new Set([1]))).toEqual([0, 4]);
    expect([...getOpenRows(rows, 1)]).toEqual([0, 4]);
    expect(getVisibleRows([], new Set())).toEqual([]);
});
