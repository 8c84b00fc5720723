import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { reactive } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ConflictCard } from "@sales_process/engineer_work/conflict_card";
import { DraftSession } from "@sales_process/engineer_work/draft_session";
import { DraftStore, MemoryStore } from "@sales_process/engineer_work/draft_store";
import { makeTurns, withPatience } from "@sales_process/engineer_work/engineer_work_service";
import { StatusLine } from "@sales_process/engineer_work/status_line";
import { ChecksStep, MeasuresStep, OverviewStep } from "@sales_process/engineer_work/steps";
import { TypedInput } from "@sales_process/engineer_work/typed_input";

describe.current.tags("desktop");
defineMailModels();

const makeWork = (more = {}) => ({
    id: 1,
    name: "W/1",
    kind: "commissioning",
    state: "in_progress",
    state_labels: { in_progress: "In progress" },
    engineer: 7,
    can_edit: true,
    equipment: [{ id: 5, name: "SN-1", product: "Pump" }],
    checks: [{ id: 10, name: "Vacuum", lot: 5, answer: "", note: "" }],
    measures: [
        {
            id: 20,
            name: "Pressure",
            lot: "",
            unit: "Pa",
            min: null,
            max: 5,
            is_required: true,
            required_text: "",
            value: null,
            text: "",
            note: "",
        },
    ],
    defects: [],
    photos: [],
    fields: [{ name: "remark", label: "Remarks", type: "text", options: [], value: "" }],
    problems: [],
    ...more,
});

const answer = (value, seen = "") => ({
    work: 1,
    kind: "check",
    target: 10,
    field: "answer",
    value,
    seen,
});

/** A server that applies each uuid once. */
class Server {
    constructor() {
        this.work = makeWork();
        this.calls = [];
        this.results = {};
        this.failure = null;
        this.losesAnswers = false;
    }

    call(method, [argument]) {
        if (this.failure) {
            throw this.failure;
        }
        if (method === "phone_load") {
            return { user: 7, is_engineer: true, works: [this.work] };
        }
        const results = argument.map((operation) => this.apply(operation));
        if (this.losesAnswers) {
            this.losesAnswers = false;
            throw new ConnectionLostError();
        }
        return { results, works: [this.work] };
    }

    apply(operation) {
        this.calls.push(operation);
        const { uuid, field, value } = operation;
        if (!this.results[uuid]) {
            const [check] = this.work.checks;
            this.work = { ...this.work, checks: [{ ...check, [field]: value }] };
            this.results[uuid] = { uuid, status: "done" };
        }
        return this.results[uuid];
    }
}

let server, store;

beforeEach(() => {
    server = new Server();
    store = new MemoryStore();
    store.isLasting = true;
});

async function openSession(more = {}) {
    const session = new DraftSession({
        userId: 7,
        store,
        call: async (method, args) => server.call(method, args),
        inTurn: (action) => action(),
        tellOthers: () => {},
        ...more,
    });
    await session.start();
    await session.load();
    return session;
}

describe("session", () => {
    test("what is typed is shown at once and sent after a while", async () => {
        const session = await openSession();
        await session.push(answer("yes"));
        expect(session.workOf(1).checks[0].answer).toBe("yes");
        expect(server.calls).toHaveLength(0);
        await advanceTime(1000);
        expect(server.calls).toHaveLength(1);
        expect(session.count).toBe(0);
        expect(session.workOf(1).checks[0].answer).toBe("yes");
    });

    test("without a connection it is kept, also by the next page, and sent later", async () => {
        const session = await openSession();
        server.failure = new ConnectionLostError();
        await session.push(answer("yes"));
        await session.flush();
        expect(session.state.online).toBe(false);
        const next = await openSession();
        expect(next.count).toBe(1);
        expect(next.workOf(1).checks[0].answer).toBe("yes");
        server.failure = null;
        await next.wake();
        expect(next.count).toBe(0);
        expect(server.work.checks[0].answer).toBe("yes");
    });

    test("a lost answer does not apply it twice", async () => {
        const session = await openSession();
        server.losesAnswers = true;
        await session.push(answer("yes"));
        await session.flush();
        expect(session.count).toBe(1);
        await session.push(answer("no", "yes"));
        await session.wake();
        expect(session.count).toBe(0);
        expect(server.calls.map(({ value }) => value)).toEqual(["yes", "yes", "no"]);
        expect(server.calls[0].uuid).toBe(server.calls[1].uuid);
        expect(server.work.checks[0].answer).toBe("no");
    });

    test("it tries again by itself, less and less often", async () => {
        const session = await openSession();
        server.failure = new ConnectionLostError();
        await session.push(answer("yes"));
        await session.flush();
        const first = session.delay;
        await advanceTime(first);
        expect(session.delay).toBe(first * 2);
        server.failure = null;
        await advanceTime(session.delay * 2);
        expect(session.count).toBe(0);
    });

    test("with nothing to send it still notices that the server is there again", async () => {
        const session = await openSession();
        server.failure = new ConnectionLostError();
        expect(await session.load()).toBe(false);
        expect(session.state.online).toBe(false);
        server.failure = null;
        await advanceTime(5000);
        expect(session.state.online).toBe(true);
    });

    test("a session that is over keeps the queue and asks to log in", async () => {
        const session = await openSession();
        const error = makeServerError({ message: "Session expired" });
        error.exceptionName = "odoo.http.SessionExpiredException";
        server.failure = error;
        await session.push(answer("yes"));
        await session.flush();
        expect(session.state.problem).toBe("login");
        expect(session.count).toBe(1);
        server.failure = null;
        await session.wake();
        expect(session.state.problem).toBe("");
        expect(session.count).toBe(0);
    });

    test("the queue of one person is not sent when another one has logged in", async () => {
        const session = await openSession();
        server.apply = ({ uuid }) => ({ uuid, status: "user" });
        await session.push(answer("yes"));
        await session.flush();
        expect(session.state.problem).toBe("stranger");
        expect(session.count).toBe(1);
        const call = server.call.bind(server);
        server.call = (method, args) => ({ ...call(method, args), user: 8 });
        server.work = makeWork({ id: 2 });
        expect(await session.load()).toBe(false);
        expect(session.workOf(2)).toBe(undefined);
    });

    test("a work that the server cannot digest does not hold up the others", async () => {
        const session = await openSession();
        const apply = server.apply.bind(server);
        server.apply = (operation) => {
            if (operation.work === 2) {
                throw makeServerError({ message: "Broken" });
            }
            return apply(operation);
        };
        await session.push({ ...answer("yes"), work: 2 });
        await session.push(answer("yes"));
        await session.flush();
        expect(session.count).toBe(1);
        expect(server.work.checks[0].answer).toBe("yes");
        for (let i = 0; i < 5; i++) {
            await session.flush();
        }
        expect(session.state.operations[0].conflict.code).toBe("server");
        await session.discard(session.state.operations[0].uuid);
        expect(session.count).toBe(0);
    });

    test("a conflict waits for the person: theirs or mine", async () => {
        for (const [choice, sent] of [
            ["discard", 1],
            ["insist", 2],
        ]) {
            server = new Server();
            store = new MemoryStore();
            const session = await openSession();
            const apply = server.apply.bind(server);
            server.apply = (operation) => {
                if (operation.seen === "no") {
                    return apply(operation);
                }
                server.calls.push(operation);
                const { uuid } = operation;
                return { uuid, status: "conflict", code: "changed", theirs: "no", message: "?" };
            };
            await session.push(answer("yes"));
            await session.flush();
            expect(session.state.operations[0].conflict.theirs).toBe("no");
            await session[choice](session.state.operations[0].uuid);
            await session.flush();
            expect(session.count).toBe(0);
            expect(server.calls).toHaveLength(sent);
        }
    });

    test("a phone that keeps nothing says so and goes on", async () => {
        const session = await openSession();
        store.change = () => Promise.reject(new Error("no space"));
        await session.push(answer("yes"));
        expect(session.state.kept).toBe(false);
        expect(session.workOf(1).checks[0].answer).toBe("yes");
        await session.flush();
        expect(server.work.checks[0].answer).toBe("yes");
    });

    test("an answer that never comes is a lost connection", async () => {
        const waiting = expect(withPatience(new Promise(() => {}), 50)).rejects.toThrow();
        await advanceTime(60);
        await waiting;
        expect(await withPatience(Promise.resolve(5), 50)).toBe(5);
    });
});

describe("store", () => {
    test("the queue, its pictures and the works are there for the next page", async () => {
        const name = `sales_process_test_${Date.now()}`;
        const first = new DraftStore(name);
        const add = { uuid: "u1", work: 1, kind: "photo_add", value: { name: "a" } };
        const photo = { uuid: "u1", data: "DATA", thumb: "THUMB" };
        await first.change((all) => [...all, add], { photo, works: [makeWork()] });
        const second = new DraftStore(name);
        const { operations, works, thumbs } = await second.read();
        expect(operations).toEqual([add]);
        expect(works[0].name).toBe("W/1");
        expect(thumbs).toEqual({ u1: "THUMB" });
        expect(await second.readPhoto("u1")).toEqual({ data: "DATA", thumb: "THUMB" });
        await second.change(() => []);
        expect(await first.readQueue()).toEqual([]);
        expect(await first.readPhoto("u1")).toBe(undefined);
        await Promise.all([first.close(), second.close()]);
        indexedDB.deleteDatabase(name);
    });

    test("two tabs that type at once lose nothing", async () => {
        const name = `sales_process_test_tabs_${Date.now()}`;
        const tabs = [new DraftStore(name), new DraftStore(name)];
        const add = (i) => (all) => [...all, { uuid: `u${i}`, work: 1, kind: "check" }];
        await Promise.all(Array.from({ length: 20 }, (_, i) => tabs[i % 2].change(add(i))));
        expect(await tabs[0].readQueue()).toHaveLength(20);
        await Promise.all(tabs.map((tab) => tab.close()));
        indexedDB.deleteDatabase(name);
    });

    test("without locks of the browser one tab at a time has its turn", async () => {
        let holder = null;
        const lease = async (owner, until, now) => {
            const isMine = !holder || holder.owner === owner || holder.until < now;
            if (isMine) {
                holder = { owner, until };
            }
            return isMine;
        };
        const steps = [];
        const turns = [1, 2].map((tab) => {
            const inTurn = makeTurns("name", () => ({ lease }), null);
            return inTurn(async () => {
                steps.push(`${tab} in`);
                await Promise.resolve();
                steps.push(`${tab} out`);
            });
        });
        await advanceTime(2000);
        await Promise.all(turns);
        expect(steps).toEqual(["1 in", "1 out", "2 in", "2 out"]);
    });
});

describe("screen", () => {
    const makeProps = (more = {}) => ({
        work: makeWork(),
        change: (kind, values) => expect.step([kind, values]),
        readonly: false,
        thumbs: {},
        goTo: (step) => expect.step(step),
        problems: [],
        isSent: true,
        ...more,
    });

    test("large answers; the chosen one is taken back by a second press", async () => {
        await mountWithCleanup(ChecksStep, { props: makeProps() });
        expect(queryAllTexts(".o_engineer_answers button")).toEqual([
            "Yes",
            "No",
            "Not applicable",
        ]);
        await click(".o_engineer_yes");
        const values = { target: 10, field: "answer", value: "yes", seen: "" };
        expect.verifySteps([["check", values]]);
        expect("input[name=note]").toHaveCount(0);
        await click(".o_engineer_note");
        await animationFrame();
        expect("input[name=note]").toHaveCount(1);
    });

    test("who may only look changes nothing", async () => {
        await mountWithCleanup(ChecksStep, { props: makeProps({ readonly: true }) });
        expect(".o_engineer_answers button:disabled").toHaveCount(3);
        expect(".o_engineer_note").toHaveCount(0);
    });

    test("a number is judged while it is typed, a note is asked for when it is bad", async () => {
        const props = reactive(makeProps());
        await mountWithCleanup(MeasuresStep, { props });
        expect(".o_engineer_measure").toHaveText(/≤ 5/);
        await click("input[name=value]");
        await edit("7,5", { instantly: true });
        expect.verifySteps([["measure", { target: 20, field: "value", value: 7.5, seen: null }]]);
    });

    test("a bad number is red and wants a note", async () => {
        const work = makeWork();
        work.measures[0].value = 7;
        await mountWithCleanup(MeasuresStep, { props: makeProps({ work }) });
        expect(".o_engineer_measure.o_engineer_bad").toHaveText(/Out of limits/);
        expect("input[name=note]").toHaveCount(1);
    });

    test("what is no number is said and not kept", async () => {
        const onChange = (value) => expect.step(value);
        await mountWithCleanup(TypedInput, {
            props: { type: "number", value: null, label: "Pressure", onChange },
        });
        await click("input");
        await edit("a lot", { instantly: true });
        await animationFrame();
        expect.verifySteps([]);
        expect(".invalid-feedback").toHaveCount(1);
        await edit("1 000,5", { instantly: true });
        await animationFrame();
        expect.verifySteps([null, 1000.5]); // cleared, then typed
        expect(".invalid-feedback").toHaveCount(0);
    });

    test("what is missing leads to its step; the works are done when nothing is", async () => {
        const problems = [{ code: "check", step: "checks", part: { label: "Vacuum (SN-1)" } }];
        await mountWithCleanup(OverviewStep, { props: makeProps({ problems, isSent: false }) });
        expect(".o_engineer_finish").not.toBeEnabled();
        await click(".o_engineer_missing");
        expect.verifySteps(["checks"]);
    });

    test("the works are done", async () => {
        await mountWithCleanup(OverviewStep, { props: makeProps() });
        await click(".o_engineer_finish");
        await animationFrame();
        expect.verifySteps([["done", {}], "next"]);
    });

    test("both values of a conflict, and the choice", async () => {
        const conflict = { code: "changed", message: "Changed", theirs: "no", who: "Orlova" };
        await mountWithCleanup(ConflictCard, {
            props: {
                work: makeWork(),
                operation: { ...answer("yes"), uuid: "u", at: "", conflict },
                count: 1,
                onDiscard: () => expect.step("discard"),
                onInsist: () => expect.step("insist"),
            },
        });
        expect(".o_engineer_conflict").toHaveText(/Vacuum[^]*Yes[^]*Orlova:[^]*No/);
        await click(".o_engineer_discard");
        await click(".o_engineer_insist");
        expect.verifySteps(["discard", "insist"]);
    });

    test("a work that is over: how much is not sent, and what to do with it", async () => {
        const conflict = { code: "closed", message: "W/1 is signed" };
        await mountWithCleanup(ConflictCard, {
            props: {
                work: makeWork(),
                operation: { ...answer("yes"), uuid: "u", at: "", conflict },
                count: 3,
                onDiscard: () => {},
                onInsist: () => {},
            },
        });
        expect(".o_engineer_conflict").toHaveText(/W\/1 is signed[^]*Not sent: 3/);
        expect(".o_engineer_discard").toHaveText("Discard mine");
        expect(".o_engineer_insist").toHaveText("Send again");
    });

    test("the line says where what was typed is", async () => {
        for (const [status, text] of [
            ["saved", "All is saved"],
            ["offline", "Kept on this phone: 2, no connection"],
            ["sending", "Sending… 2"],
            ["conflict", "Kept on this phone: 2. You have to decide"],
        ]) {
            const onPress = () => {};
            const component = await mountWithCleanup(StatusLine, {
                props: { status, count: 2, failure: "", onPress },
            });
            expect(`.o_engineer_status_${status}`).toHaveText(text);
            component.__owl__.app.destroy();
        }
    });
});
