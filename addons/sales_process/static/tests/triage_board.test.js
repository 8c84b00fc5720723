import { describe, expect, test } from "@odoo/hoot";
import { TriageBoard } from "@sales_process/triage_board/triage_board";

describe.current.tags("headless");

function makeBoard(answers) {
    const calls = [];
    const notices = [];
    const done = [];
    const changed = [];
    const orm = {
        async call(_model, method, args) {
            calls.push([method, ...args]);
            const answer = answers[method];
            if (answer instanceof Error) {
                throw answer;
            }
            return typeof answer === "function" ? answer(...args) : answer;
        },
    };
    const notification = {
        add(message, options) {
            notices.push({ message, ...options });
            return () => {};
        },
    };
    const hooks = {
        onDone: (ids) => done.push(ids),
        onChanged: async (ids) => changed.push(ids),
    };
    const board = new TriageBoard({ orm, notification }, hooks);
    return { board, calls, notices, done, changed };
}

const DATA = {
    can_sort: true,
    me: { id: 1 },
    teams: [{ id: 3, name: "Vacuum" }],
    people: { 3: [{ id: 7, name: "A B", inquiries: 1, deals: 2 }] },
    reasons: [
        { id: 1, name: "Spam", is_quick: true },
        { id: 2, name: "Other", is_quick: false },
    ],
};

function refusal(message) {
    return Object.assign(new Error(message), { data: { message } });
}

test("the people of a department, the quick reasons", async () => {
    const { board } = makeBoard({ triage_board_data: DATA });
    expect(board.getPeople(3)).toEqual([]);
    await board.load([5]);
    expect(board.getPeople(3)[0].id).toBe(7);
    expect(board.getPeople(4)).toEqual([]);
    expect(board.quickReasons.map((reason) => reason.name)).toEqual(["Spam"]);
});

test("one call assigns, the card leaves, the load grows, the way back is offered", async () => {
    const { board, calls, notices, done } = makeBoard({
        triage_board_data: DATA,
        triage_assign: { done: [5], skipped: [], message: "5: assigned" },
        triage_undo: { done: [5], skipped: [], message: "5: undone" },
    });
    await board.load([5]);
    await board.assign([5], 7);
    expect(calls.slice(1)).toEqual([["triage_assign", [5], 7]]);
    expect(done).toEqual([[5]]);
    expect(board.getPeople(3)[0].inquiries).toBe(2);
    await notices.at(-1).buttons[0].onClick();
    expect(calls.at(-1)).toEqual(["triage_undo", [5]]);
    await board.undo();
    expect(notices.at(-1).type).toBe("info");
    expect(calls.length).toBe(3);
});

test("a double click is one call", async () => {
    let release;
    const waiting = new Promise((resolve) => (release = resolve));
    const { board, calls, done } = makeBoard({
        triage_reject: () => waiting,
    });
    const first = board.reject([5], 1);
    const second = board.reject([5], 1);
    release({ done: [5], skipped: [], message: "" });
    await Promise.all([first, second]);
    expect(calls.length).toBe(1);
    expect(done).toEqual([[5]]);
});

test("somebody was faster: told in words, the board is read anew", async () => {
    const { board, notices, done, changed } = makeBoard({
        triage_assign: refusal("assigned already: Petrov"),
    });
    await board.assign([5], 7);
    expect(notices[0].message).toBe("assigned already: Petrov");
    expect(done).toEqual([]);
    expect(changed).toEqual([[]]);
});

test("what was left out of a bulk step is named", async () => {
    const { board, notices, done } = makeBoard({
        triage_reject: { done: [5], skipped: ["6: assigned already"], message: "5: rejected" },
    });
    await board.reject([5, 6], 1);
    expect(done).toEqual([[5]]);
    expect(notices.map((notice) => notice.type)).toEqual(["warning", "success"]);
});
