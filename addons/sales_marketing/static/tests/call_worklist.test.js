import { beforeEach, describe, expect, test } from "@odoo/hoot";
import {
    edit,
    manuallyDispatchProgrammaticEvent,
    press,
    queryAllTexts,
    queryOne,
} from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWebClient,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { hourText, readClock } from "@sales_marketing/core/call_clock";
import { readKey } from "@sales_marketing/core/call_keys";

describe.current.tags("desktop");
defineMailModels();
const MODEL = "marketing.call.campaign.line";
const { DateTime } = luxon;
const NOON = "2026-03-10 09:00:00"; // noon in Moscow

const makeCard = (id, values = {}) => ({
    id,
    name: `Client ${id}`,
    company: "Plant",
    position: "Buyer",
    phone: "+7 495 600-12-34, 8 903 123-45-67",
    email: "",
    zone: "Europe/Moscow",
    place: "Moscow",
    hour_from: 9,
    hour_to: 18,
    campaign: "Spring",
    deadline: "2026-03-20",
    script: "<p>Good day</p>",
    reason: "",
    result: false,
    note: "",
    callback_at: false,
    attempts: 0,
    max_attempts: 3,
    questions: [],
    history: [],
    comment: "",
    deal: false,
    choices: [
        { code: "hour", at: "2026-03-10 10:00:00" },
        { code: "tomorrow", at: "2026-03-11 07:00:00" },
        { code: "week", at: "2026-03-17 07:00:00" },
    ],
    ...values,
});

const NOTHING = { count: 0, at: false };

/** A server that has these clients to call, in their order. */
class Server {
    constructor(cards) {
        this.queue = cards;
        this.results = [];
        this.log = [];
        this.waiting = { callbacks: NOTHING, retries: NOTHING, asleep: NOTHING };
    }

    state(values = {}) {
        const { skipped = [], campaign_id: campaignId = false } = values;
        const card = this.queue.find(({ id }) => !skipped.includes(id)) || false;
        return {
            campaigns: [],
            campaign_id: campaignId,
            progress: {
                done: this.results.length,
                total: this.results.length + this.queue.length,
                interested: this.results.filter(({ result }) => result === "interested").length,
            },
            card,
            waiting: card ? false : this.waiting,
            skipped: card ? [] : skipped,
        };
    }

    enter(id, values, view) {
        const card = this.queue.find((waiting) => waiting.id === id);
        this.queue = this.queue.filter((waiting) => waiting !== card);
        this.results.push({ card, ...values });
        const undo = { id, key: values.key, name: card.name, result: values.result };
        return { ...this.state(view), undo };
    }

    undo(id, view) {
        const { card } = this.results.pop();
        this.queue.unshift(card);
        return this.state(view);
    }
}

/**
 * @param {Object[]} cards
 * @param {Object} [answers] method: function that answers instead of the server
 */
async function openCalls(cards, answers = {}) {
    const server = new Server(cards);
    const methods = {
        worklist_open: ({ kwargs }) => server.state(kwargs),
        worklist_result: ({ args }) => server.enter(...args),
        worklist_undo: ({ args }) => server.undo(args[0], args[2]),
        worklist_save: () => true,
        worklist_close: () => true,
        worklist_keep: () => true,
        ...answers,
    };
    for (const [name, answer] of Object.entries(methods)) {
        onRpc(MODEL, name, (call) => {
            server.log.push(name);
            return answer(call, server);
        });
    }
    mockService("sales_process.dial", { dial: (number) => expect.step(`dial ${number}`) });
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_marketing.call_worklist",
        name: "My calls",
    });
    return server;
}

/** A key at its place: digits and letters as on the keyboard of everybody. */
const codeOf = (key) => {
    if (key.length > 1) {
        return key;
    }
    return /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
};

const type = async (key) => {
    await press(key, { code: codeOf(key) });
    await animationFrame();
};

beforeEach(() => mockDate(NOON, +3));

describe("keys", () => {
    const read = (code, values = {}) => readKey({ code, ...values })?.name;

    test("places of keys, not letters; nothing while one types or holds Ctrl", () => {
        expect(readKey({ code: "Digit1" })).toEqual({ name: "result", index: 0 });
        expect(readKey({ code: "Numpad5" })).toEqual({ name: "result", index: 4 });
        expect(readKey({ code: "Digit6" })).toBe(null);
        expect(["KeyD", "KeyS", "KeyU", "KeyC"].map((code) => read(code))).toEqual([
            "dial",
            "skip",
            "undo",
            "note",
        ]);
        expect(read("Digit1", { inField: true })).toBe(undefined);
        expect(read("Digit1", { modified: true })).toBe(undefined);
        expect(read("Digit1", { repeated: true })).toBe(undefined);
    });

    test("while the time is chosen the digits choose it, Escape goes back", () => {
        expect(readKey({ code: "Digit2", isChoosing: true })).toEqual({
            name: "choice",
            index: 1,
        });
        expect(read("Digit5", { isChoosing: true })).toBe(undefined);
        expect(read("KeyS", { isChoosing: true })).toBe(undefined);
        expect(read("Escape", { isChoosing: true })).toBe("cancel");
        expect(read("Escape", { isChoosing: true, inField: true })).toBe("leave");
        expect(read("Escape")).toBe(undefined);
    });
});

describe("clock of the client", () => {
    test("states", () => {
        const card = { hour_from: 9, hour_to: 18 };
        for (const [moment, zone, state, time] of [
            ["2026-03-10T09:00:00Z", "Europe/Moscow", "open", "12:00"],
            ["2026-03-10T15:00:00Z", "Europe/Moscow", "late", "18:00"],
            ["2026-03-10T18:40:00Z", "Europe/Moscow", "late", "21:40"],
            ["2026-03-10T05:59:00Z", "Europe/Moscow", "early", "08:59"],
            ["2026-03-14T09:00:00Z", "Europe/Moscow", "weekend", "12:00"],
            ["2026-03-10T22:30:00Z", "Asia/Vladivostok", "early", "08:30"],
            ["2026-03-10T09:00:00Z", "", "unknown", ""],
            ["2026-03-10T09:00:00Z", "No/Where", "unknown", ""],
        ]) {
            const clock = readClock(DateTime.fromISO(moment), { ...card, zone });
            expect([clock.state, clock.time]).toEqual([state, time]);
        }
        const holiday = { ...card, zone: "Europe/Moscow", days_off: ["2026-03-10"] };
        expect(readClock(DateTime.fromISO("2026-03-10T09:00:00Z"), holiday).state).toBe("weekend");
        expect(hourText(9.5)).toBe("9:30");
        expect(hourText(24)).toBe("24:00");
    });
});

test("the client, his numbers, his time and the script", async () => {
    await openCalls([makeCard(1)]);
    expect(".o_sales_calls_name").toHaveText("Client 1");
    expect(queryAllTexts(".o_sales_calls_dial")).toEqual(["+7 495 600-12-34D", "+7 903 123-45-67"]);
    expect(".o_sales_calls_clock").toHaveClass("alert-success");
    expect(".o_sales_calls_clock b").toHaveText("Now 12:00 there: call");
    expect(".o_sales_calls_words").toHaveText("Good day");
    expect(queryAllTexts(".o_sales_calls_result kbd")).toEqual(["1", "2", "3", "4", "5"]);
    expect(".o_sales_calls_progress span").toHaveText("0 of 1, interested: 0");
});

test("at a bad hour the screen says not to call", async () => {
    await openCalls([makeCard(1, { zone: "Asia/Vladivostok", hour_to: 17 })]);
    expect(".o_sales_calls_clock").toHaveClass("alert-danger");
    expect(".o_sales_calls_clock b").toHaveText("Now 19:00 there: do not call");
    expect(".o_sales_calls_dial:first").toHaveClass("btn-outline-danger");
});

test("an hour that the client has named himself is good", async () => {
    await openCalls([
        makeCard(1, { zone: "Asia/Kamchatka", result: "callback", callback_at: NOON }),
    ]);
    expect(".o_sales_calls_clock").toHaveClass("alert-info");
    expect(".o_sales_calls_clock b").toHaveText("Now 21:00 there: agreed upon with the client");
});

test("click and key call", async () => {
    await openCalls([makeCard(1, { phone: "+7 495 600-12-34 доб. 215" })]);
    await contains(".o_sales_calls_dial").click();
    await type("d");
    expect.verifySteps(["dial +74956001234 доб. 215", "dial +74956001234 доб. 215"]);
});

test("results by one key each, the next client follows", async () => {
    const server = await openCalls([1, 2, 3, 4].map((id) => makeCard(id)));
    await type("1");
    expect(".o_sales_calls_name").toHaveText("Client 2");
    await type("2");
    await type("4");
    await contains("[data-result='wrong_number']").click();
    expect(server.results.map(({ card, result }) => [card.id, result])).toEqual([
        [1, "interested"],
        [2, "not_interested"],
        [3, "no_answer"],
        [4, "wrong_number"],
    ]);
    expect(new Set(server.results.map(({ key }) => key)).size).toBe(4);
    expect(".o_sales_calls_progress span").toHaveText("4 of 4, interested: 1");
});

test("a double press is one result", async () => {
    const slow = new Deferred();
    const server = await openCalls([makeCard(1), makeCard(2)], {
        worklist_result: async ({ args }, calls) => {
            await slow;
            return calls.enter(...args);
        },
    });
    await type("1");
    await type("1");
    expect(".o_sales_calls_result:first").not.toBeEnabled();
    slow.resolve();
    await animationFrame();
    expect(server.results.length).toBe(1);
    expect(".o_sales_calls_name").toHaveText("Client 2");
});

test("digits in the comment are text; Escape leads back to the keys", async () => {
    const server = await openCalls([makeCard(1), makeCard(2)]);
    await type("c");
    expect("#o_sales_calls_note").toBeFocused();
    await edit("Asked for 2");
    await type("1");
    expect(server.results.length).toBe(0);
    await type("Escape");
    await type("2");
    expect(server.results[0].note).toBe("Asked for 21");
    expect("#o_sales_calls_note").toHaveValue("");
});

test("call again: quick choices by keys", async () => {
    const server = await openCalls([makeCard(1), makeCard(2)]);
    await type("3");
    expect(queryAllTexts(".o_sales_calls_choice span").map((text) => text.split("\n")[0])).toEqual([
        "In an hour",
        "Tomorrow",
        "In a week",
    ]);
    await type("Escape");
    expect(".o_sales_calls_choices").toHaveCount(0);
    await type("3");
    await type("2");
    expect(server.results[0].result).toBe("callback");
    expect(server.results[0].callback_at).toBe("2026-03-11 07:00:00");
});

test("call again: a day and time in our zone, the client's clock beside", async () => {
    const server = await openCalls([makeCard(1, { zone: "Asia/Vladivostok", hour_to: 24 })]);
    await type("3");
    await type("4");
    expect("input[type='datetime-local']").toBeFocused();
    expect(".o_sales_calls_pick button").not.toBeEnabled();
    const input = queryOne("input[type='datetime-local']");
    input.value = "2026-03-12T10:30";
    await manuallyDispatchProgrammaticEvent(input, "input");
    await animationFrame();
    expect(".o_sales_calls_pick button small").toHaveText("17:30 there");
    await type("Enter");
    expect(server.results[0].callback_at).toBe("2026-03-12 07:30:00");
});

test("undo by its key shows the client again", async () => {
    const server = await openCalls([makeCard(1), makeCard(2)]);
    await type("2");
    expect(".o_sales_calls_undo").toHaveText(/Client 1: Not interested/);
    await type("u");
    expect(".o_sales_calls_name").toHaveText("Client 1");
    expect(".o_sales_calls_undo").toHaveCount(0);
    expect(server.results).toEqual([]);
    await type("u");
    expect(server.log.filter((name) => name === "worklist_undo").length).toBe(1);
});

test("what the server refuses is said, what is typed stays", async () => {
    await openCalls([makeCard(1)], {
        worklist_result: () => {
            throw makeServerError({ type: "UserError", message: "Entered elsewhere" });
        },
    });
    await type("c");
    await edit("Long talk");
    await type("Escape");
    await type("1");
    expect(".o_notification").toHaveText(/Entered elsewhere/);
    expect("#o_sales_calls_note").toHaveValue("Long talk");
    expect(".o_sales_calls_result:first").toBeEnabled();
});

test("questions: kinds of answers, required ones before Interested", async () => {
    const questions = [
        { id: 1, name: "Furnaces?", kind: "text", options: [], is_required: false, value: "" },
        {
            id: 2,
            name: "When?",
            kind: "choice",
            options: ["Now", "Never"],
            is_required: true,
            value: "",
        },
        { id: 3, name: "Price?", kind: "boolean", options: [], is_required: false, value: "" },
        { id: 4, name: "How many?", kind: "number", options: [], is_required: false, value: "7" },
    ];
    const server = await openCalls([makeCard(1, { questions }), makeCard(2)]);
    await type("1");
    expect(server.results.length).toBe(0);
    expect(".o_sales_calls_missing label").toHaveText(/When/);
    await contains(".o_sales_calls_question button:contains(Never)").click();
    expect(".o_sales_calls_missing").toHaveCount(0);
    await contains(".o_sales_calls_question button:contains(Yes)").click();
    await contains("#o_sales_calls_question_1").edit("SNV", { confirm: false });
    await type("Escape");
    await type("1");
    expect(server.results[0].answers).toEqual({ 1: "SNV", 2: "Never", 3: "yes", 4: "7" });
});

test("a required question does not hold other results", async () => {
    const questions = [
        { id: 2, name: "When?", kind: "text", options: [], is_required: true, value: "" },
    ];
    const server = await openCalls([makeCard(1, { questions })]);
    await type("4");
    expect(server.results[0].result).toBe("no_answer");
});

test("skip keeps what is written and comes back at the end", async () => {
    const server = await openCalls([makeCard(1), makeCard(2)]);
    await type("c");
    await edit("Busy");
    await type("Escape");
    await type("s");
    expect(server.log).toInclude("worklist_save");
    expect(".o_sales_calls_name").toHaveText("Client 2");
    await type("s");
    expect(".o_sales_calls_empty h2").toHaveText("Nobody to call at this moment");
    await contains(".o_sales_calls_empty button:contains(skipped)").click();
    expect(".o_sales_calls_name").toHaveText("Client 1");
});

test("the empty screen says what to wait for", async () => {
    const server = await openCalls([makeCard(1)]);
    server.waiting.callbacks = { count: 5, at: "2026-03-10 12:00:00" };
    server.waiting.asleep = { count: 2, at: "2026-03-10 21:00:00" };
    await type("2");
    expect(".o_sales_calls_empty h2").toHaveText("Nobody to call at this moment");
    expect(queryAllTexts(".o_sales_calls_waiting")).toEqual([
        "Call-backs: 5\nthe first at 15:00",
        "Their hours of calls have not come: 2\nthe first at 11 Mar, 00:00",
    ]);
    expect(".o_sales_calls_bottom").toHaveCount(0);
});

test("all called, and no calls at all", async () => {
    await openCalls([makeCard(1)]);
    await type("2");
    expect(".o_sales_calls_empty h2").toHaveText("All called");
});

test("nothing has been asked of the caller yet", async () => {
    await openCalls([]);
    expect(".o_sales_calls_empty h2").toHaveText("No calls to make");
});

test("keys of a dialog are not ours", async () => {
    const server = await openCalls([makeCard(1)]);
    getService("dialog").add(ConfirmationDialog, { body: "Sure?" });
    await animationFrame();
    await type("1");
    expect(server.results.length).toBe(0);
});

test("a client on the screen is kept, and let go when the screen is left", async () => {
    const server = await openCalls([makeCard(1)]);
    await advanceTime(5 * 60 * 1000);
    expect(server.log.at(-1)).toBe("worklist_keep");
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_marketing.call_worklist",
        name: "Once more",
    });
    expect(server.log.filter((name) => name === "worklist_close").length).toBe(1);
});
