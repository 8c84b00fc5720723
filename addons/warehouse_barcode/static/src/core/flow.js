// The common skeleton of all flows: a state, a table of states, one reducer.
//
//   reduce(state, event) -> {state, effects}
//
// A table has for each step and event a list of [guard, action]: the first guard that gives
// something decides, and what it gives goes to the action as its facts. Effects are data for the
// service: {type: "send", operation, now?}, {type: "beep", tone}, {type: "leave"}.

import { commandOf } from "./commands.js";
import {
    addCounted,
    addDone,
    adopt,
    giveBack,
    isComplete,
    isStarted,
    lineFor,
    missing,
    round,
    takeAway,
    takeBack,
} from "./line.js";
import { countMade, countWork, isWork, serialInHand } from "./made.js";
import { addCode, makeIndex, resolve } from "./resolve.js";

/**
 * @typedef {Object} State
 * @property {string} flow
 * @property {string} step scan, choice, lot, expiry, over, reserved, newer, sign, signing,
 *   backorder, finishing, done; in manufacturing also serial, looking, add, adding, produce_all,
 *   consumption
 * @property {Object|null} pending the operation that is being put together
 * @property {Object|null} question {code, params, options?}
 * @property {Object[]} history operations that can be undone, oldest first
 * @property {{tone: string, code: string, params: Object, seq: number}|null} message
 */

export const always = () => true;

const byId = (records) => Object.fromEntries(records.map((record) => [record.id, record]));

/** @returns {State} the state of a document just opened by the service */
export function init(payload) {
    const { document, lines, lots, locations, managers, today, history = [] } = payload;
    return {
        flow: document.flow,
        step: "scan",
        document,
        lines,
        products: byId(payload.products),
        lots: byId(lots),
        locations: byId(locations),
        managers,
        today,
        index: makeIndex(payload),
        allowed: payload.allowed_lots,
        picked: pickedOf(lines),
        taken: {},
        packages: byId(payload.packages || []),
        history: history.map((entry) => ({ ...entry, status: "done" })),
        inHand: payload.in_hand || [],
        loose: looseOf(lines),
        multiply: null,
        finished: payload.finished || [],
        workorders: payload.workorders || [],
        knownLots: payload.known_lots || {},
        chosenSerial: "",
        closing: {},
        pending: null,
        question: null,
        message: null,
        current: null,
        shelf: null,
        lastEvent: null,
    };
}

const REPLAYED = [
    "receipt_scan",
    "delivery_scan",
    "allow_newer",
    "package_scan",
    "count_scan",
    "hold_scan",
    "set_destination",
    "put_in_pack",
    "shelf_move",
    "shelf_scrap",
    "produce_scan",
    "workorder_start",
];
const isTaken = (entry) => ["waiting", "done", "kept"].includes(entry.status);

/** What the list of the last scans and an undo need of an operation. */
export function entryOf(operation, status) {
    const { uuid, type, product_id, quantity, lot_name, lot_id } = operation;
    const { items, package_name, targets, location_dest_id, rows } = operation;
    const { for_lot, workorder_id, workorder } = operation;
    const entry = { uuid, type, product_id, quantity, lot_name, lot_id, status };
    const place = { items, package_name, targets, location_dest_id, rows };
    return { ...entry, ...place, for_lot, workorder_id, workorder };
}

/** Packed goods are not in hand any more; of a batch only those of one transfer. */
function packed(state, entry, sign) {
    const targets = new Set(entry.targets || state.inHand);
    if (sign < 0) {
        return { ...state, loose: entry.quantity || 1 };
    }
    const inHand = state.inHand.filter((uuid) => !targets.has(uuid));
    return { ...state, inHand, loose: entry.targets ? inHand.length : 0 };
}

/** What was in hand has gone to its shelf, or was written off; an undo does not bring it back
 * into the hand: the server puts it back where it lay. */
function settleHand(state, entry, sign) {
    if (sign < 0) {
        return { lines: giveBack(state.lines, entry.rows || []) };
    }
    const gone = new Set(entry.targets);
    const history = state.history.map((one) =>
        gone.has(one.uuid) ? { ...one, status: "moved" } : one
    );
    return { history, inHand: [], lines: takeAway(state.lines, entry.rows || []) };
}

/** Goods of an entry: its own product, or all that is in its package. */
const itemsOf = (entry) => entry.items || (entry.product_id ? [entry] : []);

/** Count an operation (+1) or take it back (-1), with all that follows from it. */
export function count(state, entry, sign, facts) {
    if (isWork(entry)) {
        return countWork(state, entry, sign);
    }
    if (entry.type === "produce_scan") {
        return countMade(state, entry, sign);
    }
    let next = state;
    for (const item of itemsOf(entry)) {
        next = shift(next, item, facts, sign);
    }
    if (entry.type === "set_destination") {
        return { ...next, inHand: sign > 0 ? [] : entry.targets };
    }
    if (["shelf_move", "shelf_scrap"].includes(entry.type)) {
        return { ...next, ...settleHand(next, entry, sign) };
    }
    if (entry.type === "put_in_pack") {
        return packed(next, entry, sign);
    }
    const inHand = next.inHand.filter((uuid) => uuid !== entry.uuid);
    return {
        ...next,
        inHand: sign > 0 ? [...inHand, entry.uuid] : inHand,
        loose: Math.max(next.loose + (entry.type === "package_scan" ? 0 : sign), 0),
    };
}

/**
 * The state as it was before the page was left: the document as the server last told it, and
 * what was scanned since, whether it has been sent or not.
 * @param {Array<{operation: Object, status: string}>} rows in the order of the scans
 */
export function replay(state, rows) {
    return rows.reduce((current, row) => replayRow(current, row), state);
}

function replayRow(state, { operation, status = "waiting" }) {
    if (state.history.some(({ uuid }) => uuid === operation.uuid)) {
        return state;
    }
    if (["workorder_stop", "workorder_done"].includes(operation.type)) {
        return count(state, operation, 1);
    }
    if (REPLAYED.includes(operation.type)) {
        const entry = entryOf(operation, status);
        const known = itemsOf(entry).every(({ product_id }) => state.products[product_id]);
        return known
            ? { ...count(state, entry, 1, operation), history: [...state.history, entry] }
            : state;
    }
    if (operation.type === "undo") {
        const entry = state.history.find(({ uuid }) => uuid === operation.target);
        return entry && isTaken(entry)
            ? mark(count(state, entry, -1), entry.uuid, "undone")
            : state;
    }
    if (operation.type === "validate") {
        return { ...state, step: "finishing", pending: null, question: null };
    }
    return state;
}

/** The same document told anew by the server; what the user is in the middle of stays. */
export function refresh(state, payload, rows) {
    const { step, pending, question, message, current, shelf, lastEvent } = state;
    const { chosenSerial, closing } = state;
    const fresh = replay(init(payload), rows);
    const kept = { step, pending, question, message, current, shelf, lastEvent };
    return { ...fresh, ...kept, chosenSerial, closing };
}

/** How many picked lines are in no package yet. */
const looseOf = (lines) =>
    lines.flatMap(({ picked }) => picked).filter((picked) => !picked.package).length;

/** Quantities and dates per series that are in the document already. */
function pickedOf(lines) {
    const picked = {};
    for (const line of lines) {
        for (const { lot_name, quantity, expiration_date } of line.picked) {
            const key = lotKey(line.product_id, lot_name);
            picked[key] = { quantity: (picked[key]?.quantity || 0) + quantity, expiration_date };
        }
    }
    return picked;
}

export const lotKey = (productId, lotName) => `${productId} ${lotName || ""}`;

export const stay = (state) => ({ state, effects: [] });

/** Tell the user something: ok (green), ask (amber), no (red). */
export function say(state, tone, code, params = {}) {
    const seq = (state.message?.seq || 0) + 1;
    return {
        state: { ...state, message: { tone, code, params, seq } },
        effects: [{ type: "beep", tone }],
    };
}

/** Refuse what was scanned; the step and what is put together stay as they are. */
export const refuse = (code) => (state, event, facts) =>
    say(state, "no", code, { code: event.code, ...(facts.params || {}) });

/** Ask a question in a step of its own. */
export function ask(state, step, code, params = {}, more = {}) {
    const question = { code, params, ...more };
    return say({ ...state, step, question }, "ask", code, params);
}

export function cancel(state) {
    return stay({ ...state, step: "scan", pending: null, question: null, message: null });
}

/** Several transfers picked at once: each piece belongs to one of them. */
const isBatch = (state) => state.document.key === "batch_id";
const FOR_DOCUMENT = { picked: "picked_for", received: "received_for" };

/** Carry out the pending operation on the device and have it sent. */
export function commit(state, event, operation, code) {
    const { product_id, lot_name, quantity } = operation;
    const document = isBatch(state) ? lineFor(state.lines, product_id)?.document || "" : "";
    const entry = { ...entryOf({ ...operation, uuid: event.uuid }, "waiting"), document };
    const next = {
        ...count(state, entry, 1, operation),
        step: "scan",
        pending: null,
        question: null,
        current: product_id || state.current,
        history: [...state.history, entry],
        multiply: null,
    };
    const params = { ...productParams(state, product_id), ...wordsOf(state, operation), document };
    const said = say(next, "ok", document ? FOR_DOCUMENT[code] || code : code, {
        ...params,
        lot_name,
        quantity,
    });
    return { state: said.state, effects: [send(state, event.uuid, operation), ...said.effects] };
}

/** Carry out on the device and have it sent what cannot be taken back. */
export function perform(state, event, operation, code) {
    const next = count(state, operation, 1, operation);
    const said = say(next, "ok", code, wordsOf(state, operation));
    return { state: said.state, effects: [send(state, event.uuid, operation), ...said.effects] };
}

function wordsOf(state, { location_dest_id, package_name, workorder }) {
    return {
        location: state.locations[location_dest_id]?.name || "",
        package: package_name || "",
        workorder: workorder || "",
    };
}

/** The serial number in hand goes with what is scanned for it. */
export function forSerial(state) {
    const serial = serialInHand(state);
    return serial ? { for_lot: serial } : {};
}

export function send(state, uuid, operation, more = {}) {
    return {
        type: "send",
        operation: { uuid, [keyOf(state)]: state.document.id, ...operation },
        ...more,
    };
}

/** Under which key operations name this document. */
export const keyOf = (state) => state.document.key || "picking_id";

export const productParams = (state, productId) => ({
    product: state.products[productId]?.name || "",
});

/** A shelf is counted by series, a document is filled by product. */
function changeLines(state, entry, sign) {
    if (BY_SERIES.includes(state.flow)) {
        return addCounted(state.lines, entry, sign);
    }
    const change = sign > 0 ? addDone : takeBack;
    return change(state.lines, entry.product_id, entry.quantity);
}

const BY_SERIES = ["count", "shelf"];

/** Add (+1) or take back (-1) an operation in the quantities of the device. */
function shift(state, entry, facts, sign) {
    const { product_id, quantity, lot_name, lot_id } = entry;
    const key = lotKey(product_id, lot_name);
    const before = state.picked[key];
    return {
        ...state,
        lines: changeLines(state, entry, sign),
        picked: {
            ...state.picked,
            [key]: {
                quantity: (before?.quantity || 0) + sign * quantity,
                expiration_date: before?.expiration_date || facts?.expiration_date || "",
            },
        },
        taken: lot_id
            ? { ...state.taken, [lot_id]: (state.taken[lot_id] || 0) + sign * quantity }
            : state.taken,
    };
}

const UNDONE = {
    set_destination: "undone_place",
    put_in_pack: "undone_pack",
    package_scan: "undone_package",
    shelf_move: "undone_move",
    shelf_scrap: "undone_scrap",
    workorder_start: "undone_workorder",
};

function undo(state, event) {
    const entry = state.history.findLast(isTaken);
    if (!entry) {
        return say(state, "no", "nothing_to_undo");
    }
    const next = mark(count(cancel(state).state, entry, -1), entry.uuid, "undone");
    const params = { ...productParams(state, entry.product_id), ...entry };
    const code = UNDONE[entry.type] || "undone";
    const words = { ...params, ...wordsOf(state, entry) };
    const said = say({ ...next, current: entry.product_id || state.current }, "ask", code, words);
    const operation = { type: "undo", target: entry.uuid };
    return { state: said.state, effects: [send(state, event.uuid, operation), ...said.effects] };
}

function mark(state, uuid, status) {
    const history = state.history.map((entry) =>
        entry.uuid === uuid ? { ...entry, status } : entry
    );
    return { ...state, history };
}

function validate(state, event) {
    if (!isStarted(state.lines)) {
        return say(state, "no", "nothing_scanned");
    }
    if (!isComplete(state.lines) && state.document.backorder === "ask") {
        const params = { missing: missingNames(state) };
        return ask({ ...state, pending: null, closing: {} }, "backorder", "ask_backorder", params);
    }
    return finish({ ...state, closing: {} }, event);
}

function missingNames(state) {
    return missing(state.lines).map(({ product_id, quantity }) => ({
        ...productParams(state, product_id),
        quantity,
    }));
}

/** Have the document closed, with all that the user has answered so far. */
export function finish(state, event, answer = {}) {
    const closing = { ...state.closing, ...answer };
    const done = { step: "finishing", pending: null, question: null, message: null };
    const next = { ...state, ...done, closing };
    const operation = { type: "validate", ...closing };
    return { state: next, effects: [send(state, event.uuid, operation)] };
}

/** The server has answered an operation that was carried out here before. */
export function answered(state, event) {
    const { answer, operation, waiting } = event;
    if (!answer.ok) {
        return answerRefused(state, event);
    }
    const entry = state.history.find(({ uuid }) => uuid === operation.uuid);
    let next = entry?.status === "waiting" ? mark(state, entry.uuid, "done") : state;
    if (!waiting) {
        const { finished = next.finished, workorders = next.workorders } = answer;
        next = { ...next, lines: adopt(next.lines, answer.lines), finished, workorders };
    }
    if (operation.type === "validate") {
        return say({ ...next, step: "done" }, "ok", answer.message_code, answer.params);
    }
    return stay(next);
}

/**
 * The server could not accept what was counted here: the count goes back, and the user is told
 * until he has answered, because he may be several scans further.
 */
function answerRefused(state, { answer, operation }) {
    const { message_code, params } = answer;
    const entry = state.history.find(({ uuid }) => uuid === operation.uuid);
    if (entry) {
        const next = isTaken(entry) ? mark(count(state, entry, -1), entry.uuid, "refused") : state;
        return { state: next, effects: [{ type: "conflict", operation, answer }] };
    }
    let next = state;
    if (operation.type === "undo") {
        const target = state.history.find(({ uuid }) => uuid === operation.target);
        next = target ? mark(count(state, target, 1), target.uuid, "done") : state;
    }
    if (operation.type === "validate") {
        return answerNotClosed(state, operation, answer);
    }
    if (isWork(operation)) {
        return { state: next, effects: [{ type: "conflict", operation, answer }, RELOAD] };
    }
    return say(next, "no", message_code, params);
}

/** Scans since the last packing that belong to the same transfer as the last one. */
function ofLastDocument(state) {
    const inHand = new Set(state.inHand);
    const entries = state.history.filter(({ uuid }) => inHand.has(uuid));
    const { document } = entries.at(-1) || {};
    return entries.filter((entry) => entry.document === document).map(({ uuid }) => uuid);
}

const RELOAD = { type: "reload" };
const QUESTIONS = {
    ask_backorder: "backorder",
    ask_consumption: "consumption",
    ask_produce_all: "produce_all",
};

/** The server asks before it closes a document: the answer goes with the next attempt. */
function answerNotClosed(state, operation, { message_code, params }) {
    const { backorder, consumption, produce_all } = operation;
    const given = Object.entries({ backorder, consumption, produce_all });
    const closing = Object.fromEntries(given.filter(([, value]) => value));
    const step = QUESTIONS[message_code];
    const next = { ...state, step: "scan", closing };
    return step ? ask(next, step, message_code, params) : say(next, "no", message_code, params);
}

/** All scanned goods that are in no package go into a new one, or into that of a name. */
function pack(state, event) {
    if (!state.loose) {
        return say(state, "no", "nothing_to_pack");
    }
    const operation = { type: "put_in_pack", quantity: state.loose };
    if (event.package_name) {
        Object.assign(operation, { package: event.package_name, package_name: event.package_name });
        Object.assign(operation, isBatch(state) && { targets: ofLastDocument(state) });
    }
    return commit(cancel(state).state, event, operation, "packed");
}

/** A shelf of the way: goods in hand are put there, else goods are taken there. */
export function goToPlace(state, event, { candidate }) {
    const location = state.locations[candidate.location_id];
    if (state.inHand.length && location.is_target) {
        const operation = {
            type: "set_destination",
            targets: state.inHand,
            location_dest_id: location.id,
        };
        return commit(state, event, operation, "placed");
    }
    if (state.flow === "receipt" || location.is_source === false) {
        return say(state, "no", "nothing_in_hand", { location: location.name });
    }
    return say({ ...state, shelf: location.id }, "ok", "at_shelf", { location: location.name });
}

/** A package that stands at the source: all of it is taken. */
export function takePackage(state, event, { candidate }) {
    const { id, name, items } = state.packages[candidate.package_id];
    const foreign = items.find(({ product_id }) => !state.products[product_id]);
    if (foreign) {
        return say(state, "no", "package_foreign", { package: name });
    }
    const scan = { type: "package_scan", package_id: id, package_name: name, items };
    const operation = { ...scan, ...forSerial(state) };
    return commit(state, event, operation, "package_taken");
}

/** A package of which nothing is known here: what was scanned goes into it. */
export const packInto = (state, event, { candidate }) =>
    pack(state, { ...event, package_name: candidate.name });

/** The next scan counts as so many. */
function multiply(state, { quantity }) {
    if (!(quantity > 0) || quantity >= 1e6) {
        return say(state, "no", "bad_quantity", { quantity });
    }
    return say({ ...state, multiply: quantity === 1 ? null : quantity }, "ask", "multiply", {
        quantity,
    });
}

/** How many a scan means: of its code (packaging, GS1 count), times what the user has said. */
export function amountOf(state, { product_id, quantity = 1 }) {
    const serial = state.products[product_id].tracking === "serial";
    return serial ? 1 : round(quantity * (state.multiply || 1));
}

/** The last scan once more, or one less of it: checked by the flow like any other scan. */
function more(state, event, sign) {
    const entry = state.history.findLast(isTaken);
    const product = state.products[entry?.product_id];
    if (!product || product.tracking === "serial" || !REPEATED.includes(entry.type)) {
        return say(state, "no", "nothing_to_repeat");
    }
    if (sign > 0) {
        return { ...cancel(state), again: repeat(state, event, entry, 1) };
    }
    if (entry.quantity <= 1) {
        return undo(state, event);
    }
    const back = undo(state, { ...event, uuid: `${event.uuid}-back` });
    const effects = back.effects.filter(({ type }) => type === "send");
    return {
        state: back.state,
        effects,
        again: repeat(state, event, entry, round(entry.quantity - 1)),
    };
}

const REPEATED = ["receipt_scan", "delivery_scan", "count_scan"];

/** The event of a scan whose facts are all known. */
function repeat(state, { uuid }, { product_id, lot_id, lot_name, for_lot }, quantity) {
    const { expiration_date } = state.picked[lotKey(product_id, lot_name)] || {};
    const pending = { product_id, lot_name: lot_name || "", quantity };
    Object.assign(pending, lot_id && { lot_id }, for_lot && { for_lot });
    Object.assign(pending, expiration_date && { expiration_date });
    return { type: "repeat", uuid, pending };
}

/** What a flow does with such an event in its "scan" step, by its own checks. */
export const repeatRows = (advance) => [
    [always, (state, event) => advance(state, event, { ...event.pending })],
];

export const COMMON = {
    mode: [[always, (state) => say(state, "no", "leave_first")]],
    scrap: [[always, (state) => say(state, "no", "leave_first")]],
    multiply: [[always, multiply]],
    found: [[always, found]],
    plus: [[always, (state, event) => more(state, event, 1)]],
    minus: [[always, (state, event) => more(state, event, -1)]],
    pack: [[always, pack]],
    redo: [[always, (state, event) => stay(replayRow(state, event))]],
    undo: [[always, undo]],
    validate: [[always, validate]],
    cancel: [[always, cancel]],
    no: [[always, cancel]],
    answer: [[always, answered]],
    leave: [[always, (state) => ({ state, effects: [{ type: "leave" }] })]],
};

const BACKORDER = {
    create: [[always, (state, event) => finish(state, event, { backorder: "create" })]],
    drop: [[always, (state, event) => finish(state, event, { backorder: "cancel" })]],
    yes: [[always, (state, event) => finish(state, event, { backorder: "create" })]],
    validate: [[always, (state, event) => finish(state, event, { backorder: "create" })]],
    scan: [[always, refuse("answer_first")]],
};
const WAIT = [[always, refuse("wait_first")]];
/** The server is asked: nothing is taken until it has answered, and that is said. */
export const BUSY = {
    scan: WAIT,
    undo: WAIT,
    validate: WAIT,
    pack: WAIT,
    plus: WAIT,
    minus: WAIT,
    cancel: [],
    no: [],
};
const DONE = { ...BUSY, scan: [[always, () => ({ effects: [{ type: "leave" }] })]] };

/** The guards and actions that every flow has in its "scan" step, around its own rows. */
export function scanRows(rows) {
    return [
        [isUnknown, askUnknown],
        [isAmbiguous, askChoice],
        [isOfType("location"), goToPlace],
        [isOfType("package"), takePackage],
        [isOfType("pack"), packInto],
        ...rows,
    ];
}

const isOfType = (type) => (state, event) => {
    const [candidate] = lookUp(state, event).candidates;
    return candidate.type === type && { candidate };
};

/** What is done with a meaning that is no product and no series. */
const OTHER_MEANINGS = { location: goToPlace, package: takePackage, pack: packInto };

export const lookUp = (state, event) => resolve(state.index, event.code, state.today);

function isUnknown(state, event) {
    return !lookUp(state, event).candidates.length && { params: {} };
}

/**
 * Nobody here knows the code: it is noted for the list of unknown codes, the server is asked what
 * it is, and the user may give it to a product. The next scan goes on.
 */
function askUnknown(state, event) {
    const { code } = lookUp(state, event);
    const params = { code };
    const question = { code: "unknown_barcode", params, canAttach: false };
    const said = say({ ...state, step: "unknown", question }, "no", "unknown_barcode", params);
    return { state: said.state, effects: [...said.effects, { type: "lookup", code }] };
}

/** For the list of unknown codes; one that the server knows after all is not listed there. */
export const noteUnknown = (state, { uuid }, code) =>
    send(state, `${uuid}-unknown`, { type: "unknown_code", code });

/**
 * The server has told what an unknown code is; null = it could not be asked. The user may be
 * several scans further.
 */
function found(state, event) {
    const { code, candidates } = event;
    const isOpen = state.step === "unknown" && state.question.params.code === code;
    const [candidate] = candidates || [];
    if (!candidate) {
        const question = { ...state.question, canAttach: Boolean(candidates) };
        const next = isOpen ? { ...state, question } : state;
        return { state: next, effects: [noteUnknown(state, event, code)] };
    }
    if (!isOpen) {
        return stay(state);
    }
    const lot = candidates.find(
        ({ type, product_id }) => type === "lot" && state.products[product_id]?.has_more_lots
    );
    if (lot) {
        const { product_id, name: lot_name } = lot;
        const pending = { product_id, lot_name, quantity: amountOf(state, { product_id }) };
        return { ...cancel(state), again: { type: "repeat", uuid: event.uuid, pending } };
    }
    const params = { code, name: candidate.name };
    const message = { ...state.message, code: FOUND[candidate.type] || "found_other", params };
    return stay({ ...state, message });
}

const FOUND = { product: "found_product", lot: "found_lot", location: "found_place" };

function attach(state) {
    const options = [...new Set(state.lines.map(({ product_id }) => product_id))];
    return stay({
        ...state,
        step: "attach",
        message: null,
        question: { ...state.question, options },
    });
}

function attachTo(state, event) {
    const product_id = state.question.options[event.option];
    const { code } = state.question.params;
    const operation = { type: "attach_code", code, product_id };
    const index = addCode(state.index, code, product_id);
    const next = { ...state, index, step: "scan", question: null };
    const said = say(next, "ok", "attached", { code, ...productParams(state, product_id) });
    return { state: said.state, effects: [send(state, event.uuid, operation), ...said.effects] };
}

/** A scan instead of an answer: the question is dropped, the scan counts. */
export const again = (state, event) => ({ ...cancel(state), again: event });

/** Several meanings; those that are asked in this document go before the others. */
function isAmbiguous(state, event) {
    const { candidates } = lookUp(state, event);
    return candidates.length > 1 && { options: candidates };
}

function askChoice(state, event, { options }) {
    return ask(state, "choice", "ambiguous", { code: event.code }, { options });
}

/** The step in which the user says which of several meanings he had in mind. */
export function choiceStep(take, find = (state, event) => lookUp(state, event).candidates) {
    const go = (state, event, { candidate }) => {
        const action = OTHER_MEANINGS[candidate.type] || take;
        return action({ ...state, step: "scan", question: null }, event, { candidate });
    };
    const choose = (state, event) =>
        go(state, event, { candidate: state.question.options[event.option] });
    const byScan = (state, event) => {
        const candidates = find(state, event);
        const same = state.question.options.filter((option) =>
            candidates.some(
                (one) => one.type === option.type && one.product_id === option.product_id
            )
        );
        return candidates.length === 1 && same.length === 1 && { candidate: same[0] };
    };
    return {
        choose: [[(state, event) => Boolean(state.question.options[event.option]), choose]],
        scan: [
            [byScan, go],
            [always, refuse("answer_first")],
        ],
    };
}

const UNKNOWN = { attach: [[always, attach]], scan: [[always, again]] };
const ATTACH = {
    choose: [[(state, { option }) => option in state.question.options, attachTo]],
    scan: [[always, again]],
};

export function makeReducer(table) {
    const steps = {
        unknown: UNKNOWN,
        attach: ATTACH,
        backorder: BACKORDER,
        finishing: BUSY,
        signing: BUSY,
        done: DONE,
        ...table,
    };
    function reduce(state, rawEvent) {
        if (rawEvent.uuid && rawEvent.uuid === state.lastEvent) {
            return stay(state);
        }
        const event = translate(rawEvent);
        const current = { ...state, lastEvent: event.uuid || state.lastEvent };
        const own = steps[state.step]?.[event.type];
        const rows = own ? [...own, ...fallback(own, event.type)] : COMMON[event.type] || [];
        for (const [guard, action] of rows) {
            const facts = guard(current, event);
            if (facts) {
                const { again, ...result } = action(current, event, facts);
                const next = { state: current, effects: [], ...result };
                return again ? goOn(next, again) : next;
            }
        }
        return stay(current);
    }
    /** One event that leads to another: what both have to be sent is sent. */
    function goOn({ state, effects }, event) {
        const next = reduce({ ...state, lastEvent: null }, event);
        return { state: next.state, effects: [...effects, ...next.effects] };
    }
    return reduce;
}

/** Where no row of a flow decides, the common ones do; an empty list forbids the event. */
const fallback = (own, type) => (own.length && type !== "scan" && COMMON[type]) || [];

function translate(event) {
    const command = event.type === "scan" && commandOf(event.code);
    return command ? { ...event, ...command } : event;
}
