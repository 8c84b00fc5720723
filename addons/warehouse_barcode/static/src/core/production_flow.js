// Manufacturing: a component's code consumes it, the finished product's code or serial number
// registers it, a work order's code starts or stops it, in whatever order they come.

import { parseDate } from "./dates.js";
import { startTaking, STATES as TAKING } from "./delivery_flow.js";
import {
    again,
    always,
    answered,
    ask,
    BUSY,
    cancel,
    choiceStep,
    commit,
    finish,
    forSerial,
    goToPlace,
    lookUp,
    makeReducer,
    noteUnknown,
    perform,
    productParams,
    refuse,
    say,
    send,
    takePackage,
} from "./flow.js";
import { cleanText, fromRussianLayout, hasCyrillic } from "./keyboard.js";
import { isAsked, isComplete, round } from "./line.js";
import { madeOf, mainOf, requiredLines } from "./made.js";
import { lotNameOf, readGs1 } from "./resolve.js";

// ---- What a code means here ----------------------------------------------------------------

/** All meanings: those of the index by their part in the order, serials and work orders. */
function meanings(state, event) {
    const { candidates } = lookUp(state, event);
    const texts = formsOf(event.code);
    return [
        ...candidates.flatMap((candidate) => rolesOf(state, candidate)),
        ...findSerials(state, texts),
        ...state.workorders
            .filter(({ code, name }) => texts.includes(code) || texts.includes(name))
            .map(({ id }) => ({ type: "workorder", workorder_id: id })),
    ];
}

/** A code as it came, and as it is meant when the layout was Russian. */
function formsOf(code) {
    const text = cleanText(code).trim();
    return hasCyrillic(text) ? [text, fromRussianLayout(text)] : [text];
}

/** A product may be a component and be made here too: then the user says which. */
function rolesOf(state, candidate) {
    if (candidate.type !== "product") {
        return [candidate];
    }
    const roles = [];
    if (isAsked(state.lines, candidate.product_id)) {
        roles.push({ ...candidate, role: "component" });
    }
    if (madeOf(state, candidate.product_id)) {
        roles.push({ ...candidate, role: "made" });
    }
    return roles;
}

const findSerials = (state, texts) =>
    state.finished
        .filter(({ product_id }) => state.products[product_id].tracking === "serial")
        .flatMap(({ product_id, lots }) =>
            lots
                .filter((name) => texts.includes(name))
                .map((name) => ({ type: "made_serial", product_id, lot_name: name }))
        );

function nameFrom(state, event, { tracking }) {
    const [text, mapped] = formsOf(event.code);
    const main = mainOf(state);
    const name = lotNameOf(readGs1(text, state.today), tracking);
    return name || (mapped && mapped === main?.next_lot ? mapped : text);
}

// ---- Guards --------------------------------------------------------------------------------

const isSeveral = (state, event) => {
    const options = meanings(state, event);
    return options.length > 1 && { options };
};

const isOne = (state, event) => {
    const [candidate] = meanings(state, event);
    return candidate && { candidate };
};

/** The number that may be meant by a code nobody knows: of the finished product. */
function newNumber(state, event) {
    const main = mainOf(state);
    const product = main && state.products[main.product_id];
    if (!main || product.tracking === "none" || main.done >= main.demand) {
        return null;
    }
    return { product_id: main.product_id, lot_name: nameFrom(state, event, product) };
}

/** The proposed number, or one that is known to be used. */
function isOwnNumber(state, event) {
    const found = newNumber(state, event);
    const isOwn =
        found &&
        (found.lot_name === mainOf(state).next_lot ||
            isKnownNumber(state, found.product_id, found.lot_name));
    return isOwn && found;
}

/** A new number when nothing else is left to scan and the server knows no such code. */
const expectedNumber = (state, event) =>
    isComplete(requiredLines(state)) ? newNumber(state, event) : null;

const isKnownNumber = (state, productId, name) =>
    Boolean(state.knownLots[productId]?.includes(name));

/** While a number is asked something else of the order is scanned. */
const isSomethingElse = (state, event) =>
    meanings(state, event).some(
        ({ type, role }) => type === "workorder" || type === "lot" || role === "component"
    );

const isProductAgain = (state, event) =>
    meanings(state, event).some(({ role, lot_name }) => role === "made" && !lot_name);

const isPendingMade = (state) => state.pending?.type === "produce_scan";

// ---- Finished goods ------------------------------------------------------------------------

/** The first thing that is wrong or missing decides; nothing missing = register it. */
function advance(state, event, pending) {
    const product = state.products[pending.product_id];
    const made = madeOf(state, product.id);
    const params = { ...productParams(state, product.id), lot: pending.lot_name };
    const next = { ...state, pending };
    if (product.tracking !== "none") {
        if (!pending.lot_name) {
            return ask(next, "serial", "serial_needed", { ...params, next: made.next_lot });
        }
        const problem = checkNumber(next, pending, made, params);
        if (problem) {
            return problem;
        }
    }
    if (round(made.done + pending.quantity) > made.demand && !pending.allow_over) {
        const { demand, done } = made;
        const over = { ...params, demand, done, quantity: pending.quantity };
        return ask(next, "over", "over_quantity", over);
    }
    return commit(next, event, pending, "produced");
}

function checkNumber(state, pending, made, params) {
    const name = pending.lot_name;
    const drop = { ...state, step: "scan", pending: null, question: null };
    const isHere = made.lots.includes(name);
    if (state.products[made.product_id].tracking === "serial") {
        if (isHere) {
            return takeInHand(drop, { lot_name: name, product_id: made.product_id });
        }
        if (isKnownNumber(state, made.product_id, name)) {
            return say(drop, "no", "serial_exists", params);
        }
    } else if (made.is_main && made.lots.length && !isHere) {
        return say(drop, "no", "one_series", { ...params, other: made.lots[0] });
    }
    if (made.needs_expiry && !isHere && !pending.expiration_date) {
        return ask(state, "expiry", "expiry_needed", params);
    }
    return null;
}

/** A serial number that is registered already: what is scanned next belongs to it. */
function takeInHand(state, { lot_name, product_id }) {
    const isMain = mainOf(state)?.product_id === product_id;
    const next = { ...state, chosenSerial: isMain ? lot_name : state.chosenSerial };
    return say(next, "ask", "serial_in_hand", { lot: lot_name });
}

const startMaking = (
    state,
    event,
    { product_id, quantity = 1, lot_name = "", expiration_date }
) => {
    const pending = { type: "produce_scan", product_id, quantity, lot_name };
    if (state.products[product_id].tracking === "serial") {
        pending.quantity = 1;
    }
    return advance(state, event, expiration_date ? { ...pending, expiration_date } : pending);
};

function takeName(state, event) {
    const product = state.products[state.pending.product_id];
    const lot_name = nameFrom(state, event, product);
    const date = readGs1(cleanText(event.code).trim(), state.today)?.expiration_date;
    const more = date ? { lot_name, expiration_date: date } : { lot_name };
    return advance(state, event, { ...state.pending, ...more });
}

const isDate = (state, event) => {
    const date = readGs1(event.code, state.today)?.expiration_date || parseDate(event.code);
    return date && { date };
};

// ---- Work orders ---------------------------------------------------------------------------

const CODES = { start: "workorder_started", stop: "workorder_stopped", done: "workorder_done" };

function work(state, event) {
    const found = state.workorders.find(({ id }) => id === event.workorder_id);
    const params = { workorder: found.name };
    if (found.state === "done") {
        return say(state, "no", "workorder_closed", params);
    }
    const operation = {
        type: `workorder_${event.action}`,
        workorder_id: found.id,
        workorder: found.name,
    };
    const go = event.action === "start" ? commit : perform;
    return go(state, event, operation, CODES[event.action]);
}

/** The code on the sheet of a work order starts it, and stops it when one works on it. */
function toggle(state, event, { workorder_id }) {
    const { is_user_working } = state.workorders.find(({ id }) => id === workorder_id);
    return work(state, { ...event, workorder_id, action: is_user_working ? "stop" : "start" });
}

// ---- Whatever is scanned -------------------------------------------------------------------

const ACTIONS = {
    location: (state, event, candidate) => goToPlace(state, event, { candidate }),
    package: (state, event, candidate) => takePackage(state, event, { candidate }),
    pack: (state, event, { name }) => say(state, "no", "package_not_here", { package: name }),
    lot: (state, event, candidate) => startTaking(state, event, { candidate }),
    made_serial: (state, event, candidate) => takeInHand(state, candidate),
    workorder: toggle,
};

function act(state, event, { candidate }) {
    if (candidate.type !== "product") {
        return ACTIONS[candidate.type](state, event, candidate);
    }
    return candidate.role === "made"
        ? startMaking(state, event, candidate)
        : startTaking(state, event, { candidate });
}

function askChoice(state, event, { options }) {
    return ask(state, "choice", "ambiguous", { code: event.code }, { options });
}

/** A code that the document does not know may be a component beside the plan, or else a number. */
function lookFor(state, event) {
    const [text, mapped] = formsOf(event.code);
    const number = expectedNumber(state, event);
    const next = { ...state, step: "looking", message: null, pending: number };
    return { state: next, effects: [{ type: "lookup", code: mapped || text }] };
}

const isStrict = (state, event) =>
    state.document.consumption === "strict" && !expectedNumber(state, event);

function refuseUnknown(state, event) {
    const { code } = lookUp(state, event);
    const { state: next, effects } = say(state, "no", "unknown_barcode", { code });
    return { state: next, effects: [noteUnknown(state, event, code), ...effects] };
}

function found(state, event) {
    const { code, gs1 = {}, candidates } = event;
    const parts = (candidates || [])
        .filter(({ type }) => ["product", "lot"].includes(type))
        .map((one) => readCandidate(one, gs1));
    const next = { ...state, step: "scan", pending: null };
    if (!parts.length && state.pending) {
        return startMaking(next, event, state.pending);
    }
    if (!parts.length) {
        return refuseUnknown(next, event);
    }
    if (parts.length > 1) {
        return say(next, "no", "ambiguous_barcode", { code });
    }
    const [part] = parts;
    if (isAsked(state.lines, part.product_id)) {
        return add({ ...next, pending: part }, event);
    }
    if (madeOf(state, part.product_id)) {
        return startMaking(next, event, part);
    }
    const params = { product: part.product, lot: part.lot_name };
    return ask({ ...next, pending: { ...part, allow_add: true } }, "add", "ask_component", params);
}

function readCandidate({ type, id, name, product_id, product, quantity }, gs1) {
    if (type === "lot") {
        return { product_id, product, lot_id: id, lot_name: name, quantity: 1 };
    }
    const lot_name = gs1.serial || gs1.lot || "";
    return { product_id: id, product: name, lot_name, quantity: quantity || 1 };
}

/** The server adds it: only then the device knows the product. */
function add(state, event) {
    const { product_id, lot_id, lot_name, quantity, allow_add } = state.pending;
    const what = { product_id, lot_id, lot_name, quantity, allow_add };
    const operation = { type: "delivery_scan", ...what, ...forSerial(state) };
    const next = { ...state, step: "adding", question: null, message: null };
    return { state: next, effects: [send(state, event.uuid, operation, { now: true })] };
}

function added(state, { answer }) {
    const next = { ...state, step: "scan", pending: null };
    const tone = answer.ok ? "ok" : "no";
    const said = say(next, tone, answer.message_code, answer.params);
    const effects = answer.ok ? [...said.effects, { type: "reload" }] : said.effects;
    return { state: said.state, effects };
}

const isAdded = (state, event) => event.operation.type === "delivery_scan";

// ---- Closing the order ---------------------------------------------------------------------

const isUnmade = (state) => {
    const main = mainOf(state);
    return main && !main.done && { main };
};

const isUnmadeTracked = (state) => {
    const facts = isUnmade(state);
    return (
        facts &&
        state.products[facts.main.product_id].tracking !== "none" && {
            params: productParams(state, facts.main.product_id),
        }
    );
};

const isLess = (state) => {
    const main = mainOf(state);
    return main && main.done < main.demand && state.document.backorder === "ask" && { main };
};

const restart = (state) => ({ ...state, pending: null, closing: {} });

function askProduceAll(state, event, { main }) {
    const params = { ...productParams(state, main.product_id), quantity: main.demand };
    return ask(restart(state), "produce_all", "ask_produce_all", params);
}

function askRest(state, event, { main }) {
    const quantity = round(main.demand - main.done);
    const missing = [{ ...productParams(state, main.product_id), quantity }];
    return ask(restart(state), "backorder", "ask_backorder", { missing });
}

const produceAll = (state, event) => finish(state, event, { produce_all: true });
const confirm = (state, event) => finish(state, event, { consumption: "confirm" });

const ANSWER_FIRST = [[always, refuse("answer_first")]];

export const STATES = {
    ...TAKING,
    scan: {
        scan: [
            [isSeveral, askChoice],
            [isOne, act],
            [isOwnNumber, startMaking],
            [isStrict, refuseUnknown],
            [always, lookFor],
        ],
        produce: [[always, (state, event) => startMaking(state, event, event)]],
        work: [[always, work]],
        repeat: TAKING.scan.repeat,
        pack: [[always, refuse("nothing_to_pack")]],
        validate: [
            [isUnmadeTracked, refuse("finished_needed")],
            [isUnmade, askProduceAll],
            [isLess, askRest],
            [always, (state, event) => finish(restart(state), event)],
        ],
    },
    choice: choiceStep(act, meanings),
    serial: {
        scan: [
            [isSomethingElse, again],
            [isProductAgain, refuse("series_not_product")],
            [always, takeName],
        ],
        produce: [[always, (state, event) => startMaking(cancel(state).state, event, event)]],
    },
    expiry: {
        scan: [
            [
                isDate,
                (state, event, { date }) =>
                    advance(state, event, { ...state.pending, expiration_date: date }),
            ],
            [always, refuse("bad_date")],
        ],
    },
    over: {
        yes: [
            [
                isPendingMade,
                (state, event) => advance(state, event, { ...state.pending, allow_over: true }),
            ],
            ...TAKING.over.yes,
        ],
        scan: ANSWER_FIRST,
    },
    looking: { ...BUSY, found: [[always, found]] },
    add: { yes: [[always, add]], scan: ANSWER_FIRST },
    adding: {
        ...BUSY,
        answer: [
            [isAdded, added],
            [always, answered],
        ],
        failed: [
            [
                always,
                (state) => say({ ...state, step: "scan", pending: null }, "no", "needs_connection"),
            ],
        ],
    },
    produce_all: { yes: [[always, produceAll]], scan: ANSWER_FIRST },
    consumption: { yes: [[always, confirm]], scan: ANSWER_FIRST },
};

export const reduce = makeReducer(STATES);
