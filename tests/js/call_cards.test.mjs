import assert from "node:assert/strict";
import { test } from "node:test";

import {
    GONE_KEPT,
    KEPT,
    OVER_MS,
    RING_MS,
    TAKEN_MS,
    emptyState,
    hiddenCount,
    mostUrgent,
    nextMoment,
    reduce,
    shownCards,
} from "../../addons/sales_process/static/src/core/call_cards.js";
import { placeOf } from "../../addons/sales_process/static/src/core/card_place.js";

const ring = (id, values = {}) => ({ phase: "ring", id, name: `Client ${id}`, ...values });
const answer = (id, values = {}) => ({ phase: "answer", id, seconds: 0, ...values });
const pass = (id) => ({ phase: "pass", id, from: "Anna" });
const end = (id, values = {}) => ({ phase: "end", id, result: "answered", ...values });

/** Messages come one second after the other, from `start` on. */
function play(messages, { state = emptyState(), start = 1000 } = {}) {
    return messages.reduce(
        (result, message, index) =>
            reduce(result, { type: "message", message }, start + index * 1000),
        state
    );
}

const phases = (state) => state.cards.map(({ id, phase }) => [id, phase]);

test("a call rings, is answered and is over", () => {
    let state = play([ring(1)]);
    assert.deepEqual(phases(state), [[1, "rings"]]);
    assert.equal(state.cards[0].details.name, "Client 1");

    state = play([answer(1)], { state, start: 5000 });
    assert.deepEqual(phases(state), [[1, "talks"]]);
    assert.equal(state.cards[0].since, 5000);

    state = play([end(1)], { state, start: 65000 });
    assert.deepEqual(phases(state), [[1, "over"]]);
    assert.equal(state.cards[0].result, "answered");
    assert.equal(nextMoment(state), 65000 + OVER_MS);

    state = reduce(state, { type: "tick" }, 64999 + OVER_MS);
    assert.equal(state.cards.length, 1);
    state = reduce(state, { type: "tick" }, 65000 + OVER_MS);
    assert.equal(state.cards.length, 0);
});

test("the same message twice changes nothing", () => {
    const once = play([ring(1), answer(1)]);
    const twice = play([ring(1), ring(1), answer(1), answer(1)]);
    assert.deepEqual(phases(twice), phases(once));
    assert.equal(twice.cards.length, 1);
});

test("an answer that comes again does not start the talk anew", () => {
    const state = play([answer(1)], { start: 1000 });
    const again = play([answer(1, { seconds: 30 })], { state, start: 90000 });
    assert.equal(again.cards[0].since, 1000);
});

test("a talk found later began as long ago as the server says", () => {
    const state = play([answer(1, { seconds: 75 })], { start: 100000 });
    assert.equal(state.cards[0].since, 25000);
});

test("an answer without a ring is a card, a ring that comes late changes nothing", () => {
    const state = play([answer(1), ring(1)]);
    assert.deepEqual(phases(state), [[1, "talks"]]);
});

test("an end that comes before its ring leaves no card", () => {
    assert.deepEqual(phases(play([end(1), ring(1), answer(1)])), []);
});

test("any order of the messages of one call never leaves it ringing or talking", () => {
    const messages = [ring(1), answer(1), end(1)];
    for (const a of messages) {
        for (const b of messages.filter((m) => m !== a)) {
            const c = messages.find((m) => m !== a && m !== b);
            for (const { phase } of play([a, b, c]).cards) {
                assert.equal(phase, "over", [a, b, c].map((m) => m.phase).join(" "));
            }
        }
    }
});

test("a colleague has answered: the card says so and goes", () => {
    const state = play([ring(1), end(1, { is_taken: true, taken_by: "Anna" })]);
    assert.deepEqual(phases(state), [[1, "taken"]]);
    assert.equal(state.cards[0].takenBy, "Anna");
    assert.equal(reduce(state, { type: "tick" }, 2000 + TAKEN_MS).cards.length, 0);
    assert.deepEqual(play([end(1, { result: "answered" })], { state }), state);
});

test("who talks is over, not taken, whatever the others are told", () => {
    const state = play([ring(1), answer(1), end(1, { is_taken: true })]);
    assert.deepEqual(phases(state), [[1, "over"]]);
});

test("two calls at once are two cards in the order in which they came", () => {
    const state = play([ring(1), ring(2), answer(2), end(1)]);
    assert.deepEqual(phases(state), [
        [1, "over"],
        [2, "talks"],
    ]);
});

test("a closed card does not come back", () => {
    let state = reduce(play([ring(1)]), { type: "close", id: 1 }, 2000);
    assert.deepEqual(phases(state), []);
    state = play([ring(1), answer(1), end(1)], { state });
    assert.deepEqual(phases(state), []);
});

test("what was closed before the page was loaded again stays closed", () => {
    const event = { type: "restore", messages: [ring(2), ring(1)], askedAt: 1000 };
    const state = reduce(emptyState([1]), event, 2000);
    assert.deepEqual(phases(state), [[2, "rings"]]);
});

test("a call passed on stays until it is closed, also when its ring was closed", () => {
    const closed = reduce(play([ring(1)]), { type: "close", id: 1 }, 2000);
    let state = play([pass(1), end(1)], { state: closed });
    assert.deepEqual(phases(state), [[1, "passed"]]);
    assert.equal(nextMoment(state), null);
    state = reduce(state, { type: "close", id: 1 }, 9000);
    assert.deepEqual(phases(state), []);
});

test("a call passed on that rings here becomes a ringing one", () => {
    assert.deepEqual(phases(play([pass(1), ring(1)])), [[1, "rings"]]);
    assert.deepEqual(phases(play([ring(1), pass(1)])), [[1, "rings"]]);
});

test("three cards are shown, live ones first", () => {
    const state = play([ring(1), end(1), ring(2), ring(3), ring(4)]);
    assert.deepEqual(
        shownCards(state).map(({ id }) => id),
        [2, 3, 4]
    );
    assert.equal(hiddenCount(state), 1);
    const more = play([ring(5)], { state, start: 9000 });
    assert.deepEqual(
        shownCards(more).map(({ id }) => id),
        [3, 4, 5]
    );
});

test("a telephone shows the newest live card, else the newest", () => {
    const ids = (state) => mostUrgent(state.cards).map(({ id }) => id);
    assert.deepEqual(ids(emptyState()), []);
    assert.deepEqual(ids(play([ring(1), ring(2), end(2)])), [1]);
    assert.deepEqual(ids(play([ring(1), end(1), ring(2), end(2)])), [2]);
});

test("neither cards nor memory grow without end", () => {
    const many = Array.from({ length: 200 }, (_, index) => ring(index + 1));
    const state = play(many);
    assert.equal(state.cards.length, KEPT);
    assert.equal(state.gone.length, GONE_KEPT);
    assert.equal(state.cards.at(-1).id, 200);
});

test("a ring whose end is never heard of goes at last", () => {
    const state = play([ring(1)]);
    assert.equal(reduce(state, { type: "tick" }, 1000 + RING_MS).cards.length, 0);
});

test("after a lost connection the server tells what is still going on", () => {
    const state = play([ring(1), answer(2), ring(3)]);
    const event = { type: "restore", messages: [answer(2, { seconds: 9 })], askedAt: 60000 };
    const next = reduce(state, event, 61000);
    assert.deepEqual(phases(next), [
        [1, "over"],
        [2, "talks"],
        [3, "over"],
    ]);
});

test("a ring that came while the server was asked is not ended", () => {
    const state = play([ring(1)], { start: 5000 });
    const event = { type: "restore", messages: [], askedAt: 4000 };
    assert.deepEqual(phases(reduce(state, event, 6000)), [[1, "rings"]]);
});

test("a card in use does not go under the hands", () => {
    let state = play([ring(1), answer(1), end(1)]);
    state = reduce(state, { type: "hold", id: 1, isHeld: true }, 4000);
    assert.equal(reduce(state, { type: "tick" }, 10 * OVER_MS).cards.length, 1);
    state = reduce(state, { type: "hold", id: 1, isHeld: false }, 50000);
    assert.equal(nextMoment(state), 50000 + OVER_MS);
});

test("holding a ringing card changes nothing", () => {
    const state = play([ring(1)]);
    assert.deepEqual(reduce(state, { type: "hold", id: 1, isHeld: true }, 4000), state);
});

test("nonsense is ignored", () => {
    const state = play([ring(1)]);
    for (const message of [null, {}, { phase: "ring" }, { phase: "dance", id: 4 }]) {
        assert.deepEqual(reduce(state, { type: "message", message }, 3000), state);
    }
    assert.equal(reduce(state, { type: "dance" }, 3000), state);
});

test("the cards stand beside the chat, not over it", () => {
    const free = { width: 1280, windowsWidth: 0, bubblesWidth: 0 };
    assert.deepEqual(placeOf(free), { right: 16, isTop: false });
    assert.deepEqual(placeOf({ ...free, bubblesWidth: 91 }), { right: 99, isTop: false });
    assert.deepEqual(placeOf({ ...free, windowsWidth: 481 }), { right: 489, isTop: false });
    assert.deepEqual(placeOf({ ...free, windowsWidth: 1261 }), { right: 16, isTop: true });
    assert.deepEqual(placeOf({ ...free, width: 360 }), { right: 16, isTop: false });
    assert.deepEqual(placeOf({ width: 360, windowsWidth: 0, bubblesWidth: 91 }), {
        right: 16,
        isTop: true,
    });
});
