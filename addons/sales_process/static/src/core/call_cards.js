/**
 * The stack of call cards: which are shown and in which phase.
 *
 * A pure machine: state + event + time -> new state. Messages of the server may come in
 * any order and twice, a call may end before its ring is heard of, several calls may be
 * going on at once.
 *
 * @typedef {"passed" | "rings" | "talks" | "taken" | "over"} Phase
 *   passed: a colleague asks to call back; taken: somebody else has answered
 *
 * @typedef {Object} Card
 * @property {number} id of the call
 * @property {Phase} phase
 * @property {Object} details what the server tells about the client
 * @property {number} at when it came, milliseconds
 * @property {number} since beginning of the talk, milliseconds; 0 before it
 * @property {number | null} until when it goes by itself; null: never
 * @property {string} result of the call that is over: answered, missed, ...
 * @property {string} takenBy name of the colleague who has answered
 *
 * @typedef {Object} State
 * @property {Card[]} cards in the order in which they came
 * @property {number[]} gone calls whose card is not to come back, oldest first
 */

export const SHOWN = 3;
export const KEPT = 10;
export const GONE_KEPT = 50;
export const OVER_MS = 2 * 60 * 1000;
export const TAKEN_MS = 5 * 1000;
// a safety net: the end of the call was never reported
export const RING_MS = 15 * 60 * 1000;
export const TALK_MS = 12 * 60 * 60 * 1000;

const PHASES = { pass: "passed", ring: "rings", answer: "talks" };
// a later phase is never taken back by a message that comes late
const RANKS = { passed: 0, rings: 1, talks: 2, taken: 3, over: 3 };
const LIVE = new Set(["passed", "rings", "talks"]);

/** @returns {State} */
export function emptyState(gone = []) {
    return { cards: [], gone: gone.slice(-GONE_KEPT) };
}

/**
 * @param {State} state
 * @param {Object} event {type: "message", message} from the bus | {type: "restore",
 *   messages, askedAt} all the live calls, as the server knew them at that time |
 *   {type: "close", id} | {type: "hold", id, isHeld} the person is busy with the card |
 *   {type: "tick"} time has passed
 * @param {number} now milliseconds
 * @returns {State}
 */
export function reduce(state, event, now) {
    const run = EVENTS[event.type];
    return run ? limit(run(state, event, now)) : state;
}

/** The cards to show, in the order in which they came; live ones have the priority. */
export function shownCards({ cards }) {
    const kept = new Set(byPriority(cards).slice(0, SHOWN));
    return cards.filter((card) => kept.has(card));
}

/** The one card for a screen with room for no more. */
export function mostUrgent(cards) {
    return byPriority(cards).slice(0, 1);
}

/** How many cards there is no room for. */
export function hiddenCount({ cards }) {
    return Math.max(0, cards.length - SHOWN);
}

/** When the next card goes by itself, null when none does. */
export function nextMoment({ cards }) {
    const moments = cards.map(({ until }) => until).filter((until) => until !== null);
    return moments.length ? Math.min(...moments) : null;
}

const EVENTS = {
    message: (state, { message }, now) => receive(state, message, now),
    restore,
    close: (state, { id }) => remove(state, [id]),
    hold,
    tick: (state, _event, now) =>
        remove(
            state,
            state.cards.filter(({ until }) => until !== null && until <= now).map(({ id }) => id)
        ),
};

function receive(state, message, now) {
    if (!message || !Number.isInteger(message.id)) {
        return state;
    }
    if (message.phase === "end") {
        return end(state, message, now);
    }
    return message.phase in PHASES ? put(state, message, now) : state;
}

/** A ring, an answer, or a colleague's wish. */
function put(state, message, now) {
    const phase = PHASES[message.phase];
    const known = state.cards.find(({ id }) => id === message.id);
    // who passes a call on means it, even when the card was closed at the ring
    const isWanted = phase === "passed" || !state.gone.includes(message.id);
    if (known ? RANKS[phase] < RANKS[known.phase] : !isWanted) {
        return state;
    }
    const card = makeCard(message, phase, known, now);
    const cards = known
        ? state.cards.map((other) => (other === known ? card : other))
        : [...state.cards, card];
    return { cards, gone: state.gone.filter((id) => id !== message.id) };
}

function makeCard(message, phase, known, now) {
    const isSame = known?.phase === phase;
    const started = now - (message.seconds || 0) * 1000;
    const lasts = { passed: null, rings: now + RING_MS, talks: now + TALK_MS };
    return {
        id: message.id,
        phase,
        details: message,
        at: known?.at ?? now,
        since: phase === "talks" ? (isSame ? known.since : started) : 0,
        until: lasts[phase],
        result: "",
        takenBy: "",
    };
}

function end(state, message, now) {
    const known = state.cards.find(({ id }) => id === message.id);
    if (!known) {
        // the ring may still be on its way
        return remove(state, [message.id]);
    }
    if (known.phase !== "rings" && known.phase !== "talks") {
        return state;
    }
    const isTaken = Boolean(message.is_taken) && known.phase === "rings";
    const card = {
        ...known,
        phase: isTaken ? "taken" : "over",
        until: now + (isTaken ? TAKEN_MS : OVER_MS),
        result: message.result || "",
        takenBy: message.taken_by || "",
    };
    return { ...state, cards: state.cards.map((other) => (other === known ? card : other)) };
}

/** What the server does not know as live any more has ended unheard. */
function restore(state, { messages, askedAt }, now) {
    const live = new Set(messages.map(({ id }) => id));
    const lost = state.cards.filter(
        ({ id, phase, at }) =>
            !live.has(id) && at < askedAt && (phase === "rings" || phase === "talks")
    );
    let next = lost.reduce((result, { id }) => end(result, { id }, now), state);
    // newest first from the server, oldest first on the screen
    for (const message of [...messages].reverse()) {
        next = receive(next, message, now);
    }
    return next;
}

/** A card that somebody reads or types near does not go under his hands. */
function hold(state, { id, isHeld }, now) {
    const cards = state.cards.map((card) => {
        if (card.id !== id || card.phase !== "over") {
            return card;
        }
        return { ...card, until: isHeld ? null : now + OVER_MS };
    });
    return { ...state, cards };
}

function remove(state, ids) {
    if (!ids.length) {
        return state;
    }
    const gone = [...state.gone.filter((id) => !ids.includes(id)), ...ids];
    return { cards: state.cards.filter(({ id }) => !ids.includes(id)), gone };
}

function byPriority(cards) {
    const weight = ({ phase }) => (LIVE.has(phase) ? 1 : 0);
    return [...cards].sort((a, b) => weight(b) - weight(a) || b.at - a.at);
}

function limit(state) {
    const extra = byPriority(state.cards).slice(KEPT);
    const { cards, gone } = extra.length
        ? remove(
              state,
              extra.map(({ id }) => id)
          )
        : state;
    return gone.length > GONE_KEPT ? { cards, gone: gone.slice(-GONE_KEPT) } : { cards, gone };
}
