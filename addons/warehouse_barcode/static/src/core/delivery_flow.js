// Delivery: the oldest series first, checked at the moment of scanning.

import { available, findOlder, isPlanned, lotsOf, shelfOf } from "./age.js";
import {
    again,
    always,
    amountOf,
    answered,
    ask,
    BUSY,
    cancel,
    choiceStep,
    commit,
    count,
    entryOf,
    forSerial,
    lookUp,
    lotKey,
    makeReducer,
    productParams,
    refuse,
    repeatRows,
    say,
    scanRows,
    send,
} from "./flow.js";
import { isAsked, totals } from "./line.js";
import { lotNameOf, readGs1, resolve } from "./resolve.js";

// ---- Guards: what was scanned ------------------------------------------------------------

function isExpected(state, event) {
    const [candidate] = lookUp(state, event).candidates;
    return isAsked(state.lines, candidate.product_id) && { candidate };
}

/** A series of the product in hand, by its name or in a GS1 code. */
function isLotOfPending(state, event) {
    const { product_id } = state.pending;
    const { candidates, code } = resolve(state.index, event.code, state.today);
    const facts = readGs1(code, state.today);
    const found = candidates.find(
        (candidate) => candidate.type === "lot" && candidate.product_id === product_id
    );
    const name = found?.lot_name || lotNameOf(facts, state.products[product_id].tracking) || code;
    const lot = lotByName(state, product_id, name);
    return lot || state.products[product_id].has_more_lots ? { lot: lot || { name } } : null;
}

function lotByName(state, productId, name) {
    return lotsOf(state, productId).find((lot) => lot.name === name);
}

// ---- Checks of the operation that is being put together ----------------------------------

const drop = (state) => ({ ...state, step: "scan", pending: null, question: null });

/** The first thing that is wrong or missing decides; nothing missing = carry it out. */
function advance(state, event, pending) {
    const product = state.products[pending.product_id];
    const params = { ...productParams(state, product.id), lot: pending.lot_name };
    const next = { ...state, pending, current: product.id };
    if (product.tracking !== "none") {
        if (!pending.lot_name) {
            return ask(next, "lot", "lot_needed", params);
        }
        const problem = checkLot(next, pending, params);
        if (problem) {
            return problem;
        }
    }
    const { demand, done } = totals(state.lines, product.id);
    if (done + pending.quantity > demand && state.document.consumption === "strict") {
        return say(drop(state), "no", "over_strict", { ...params, demand });
    }
    if (done + pending.quantity > demand && !pending.allow_over) {
        const over = { ...params, demand, done, quantity: pending.quantity };
        return ask(next, "over", "over_quantity", over);
    }
    return checkAge(next, event, pending) || take(next, event, pending);
}

function checkLot(state, pending, params) {
    const lot = lotByName(state, pending.product_id, pending.lot_name);
    if (!lot && state.products[pending.product_id].has_more_lots) {
        return askServer(state, pending);
    }
    if (!lot) {
        return say(drop(state), "no", "lot_not_here", params);
    }
    pending.lot_id = lot.id;
    if (lot.is_expired && state.document.checks_expiry !== false) {
        return say(drop(state), "no", "lot_expired", { ...params, expired: lot.expiration_date });
    }
    const product = state.products[pending.product_id];
    const picked = state.picked[lotKey(product.id, lot.name)]?.quantity || 0;
    if (product.tracking === "serial" && picked > 0) {
        return say(drop(state), "no", "serial_twice", params);
    }
    if (!product.is_storable) {
        return null;
    }
    return checkStock(state, pending, lot, params);
}

/** Of a product with very many series the device has the oldest: others are asked for. */
function askServer(state, pending) {
    const { product_id, lot_name } = pending;
    const next = { ...state, step: "asking", pending, question: null };
    return { state: next, effects: [{ type: "find_lot", product_id, lot_name }] };
}

/** The series that was asked for, with its places; null = the server could not be asked. */
function lotFound(state, event) {
    if (!event.payload) {
        return say(drop(state), "no", "needs_connection");
    }
    const { lots, locations } = event.payload;
    const [lot] = lots;
    if (!lot) {
        const params = {
            lot: state.pending.lot_name,
            ...productParams(state, state.pending.product_id),
        };
        return say(drop(state), "no", "lot_not_here", params);
    }
    const next = {
        ...state,
        step: "scan",
        lots: { ...state.lots, [lot.id]: lot },
        locations: {
            ...Object.fromEntries(locations.map((one) => [one.id, one])),
            ...state.locations,
        },
    };
    return advance(next, event, { ...state.pending });
}

function checkStock(state, pending, lot, params) {
    if (!lot.in_stock) {
        return say(drop(state), "no", "lot_not_here", params);
    }
    const quantity = available(state, lot.id);
    if (quantity >= pending.quantity) {
        return null;
    }
    const documents = lot.reserved_for.join(", ");
    const more = { ...params, documents, available: Math.max(quantity, 0) };
    if (!documents) {
        return say(drop(state), "no", "not_enough", more);
    }
    return pending.take_reserved ? null : ask(state, "reserved", "lot_reserved", more);
}

function checkAge(state, event, pending) {
    const control = state.document.age_control;
    const { lot_id, quantity } = pending;
    if (!lot_id || control === "off" || state.allowed.includes(lot_id)) {
        return null;
    }
    const older = !isPlanned(state, lot_id, quantity) && findOlder(state, lot_id);
    if (!older) {
        return null;
    }
    const params = {
        ...productParams(state, pending.product_id),
        lot: pending.lot_name,
        older_lot: older.name,
        older_expiration: older.expiration_date || "",
        older_location: shelfOf(state, older.id),
        control,
    };
    const question = { code: "newer_series", params };
    return say({ ...state, step: "newer", question }, "no", "newer_series", params);
}

// ---- Actions ------------------------------------------------------------------------------

export function startTaking(state, event, { candidate }) {
    const { product_id, lot_name = "" } = candidate;
    const quantity = amountOf(state, candidate);
    return advance(state, event, { product_id, quantity, lot_name, ...forSerial(state) });
}

function takeLot(state, event, { lot }) {
    return advance(state, event, { ...state.pending, lot_name: lot.name });
}

function take(state, event, pending) {
    const operation = { type: "delivery_scan", ...pending };
    if (state.shelf) {
        operation.location_id = state.shelf;
    }
    return commit(state, event, operation, "picked");
}

function allowOver(state, event) {
    return advance(state, event, { ...state.pending, allow_over: true });
}

function takeReserved(state, event) {
    return advance(state, event, { ...state.pending, take_reserved: true });
}

function takeOlder(state) {
    return cancel(state);
}

/** Another series is scanned at once: the stop is over, the scan counts. */
const scanInstead = again;

function askSignature(state) {
    return ask(state, "sign", "sign_newer", state.question.params);
}

/** Whether the signature needs another person with his PIN, so the server at once. */
export function needsManager(state) {
    return state.document.age_control === "block" && !state.document.can_allow_newer;
}

/** After a lost answer the same uuid is used again, so nothing is taken twice. */
function sign(state, event) {
    const { reason = "", manager_id, pin } = event;
    const operation = { ...state.pending, type: "allow_newer", reason: reason.trim() };
    if (!needsManager(state)) {
        const next = { ...state, allowed: [...state.allowed, operation.lot_id] };
        return commit(next, event, operation, "picked_newer");
    }
    Object.assign(operation, { manager_id, pin });
    const uuid = state.unanswered || event.uuid;
    const pending = { ...state.pending, reason: operation.reason, manager_id };
    const next = { ...state, pending, step: "signing", message: null, unanswered: uuid };
    return { state: next, effects: [send(state, uuid, operation, { now: true })] };
}

/** The answer to a signature: only now the goods are taken on the device too. */
function signed(state, event) {
    const { answer, operation } = event;
    if (!answer.ok) {
        const again = { ...state, step: "sign", unanswered: null };
        return say(again, "no", answer.message_code, answer.params);
    }
    const entry = entryOf({ ...operation, ...state.pending }, "done");
    const next = {
        ...count(drop(state), entry, 1, operation),
        unanswered: null,
        history: [...state.history, entry],
        allowed: [...state.allowed, operation.lot_id],
    };
    return say(next, "ok", answer.message_code, answer.params);
}

const isSigned = (state, event) => event.operation.type === "allow_newer";
const hasReason = (state, event) => Boolean(event.reason?.trim());
const hasManager = (state, event) => !needsManager(state) || Boolean(event.pin);

/** A badge is scanned instead of a typed PIN: it says who its owner is as well. */
function showBadge(state, event) {
    const question = { ...state.question, badge: event.code.trim() };
    return say({ ...state, question }, "ok", "badge_read");
}

const isBadgeWanted = (state) => needsManager(state);

export const STATES = {
    scan: {
        scan: scanRows([
            [isExpected, startTaking],
            [always, refuse("wrong_product")],
        ]),
        repeat: repeatRows(advance),
    },
    choice: choiceStep((state, event, facts) =>
        isAsked(state.lines, facts.candidate.product_id)
            ? startTaking(state, event, facts)
            : say(state, "no", "wrong_product")
    ),
    lot: {
        scan: [
            [isLotOfPending, takeLot],
            [always, refuse("lot_not_here")],
        ],
    },
    over: {
        yes: [[always, allowOver]],
        scan: [[always, refuse("answer_first")]],
    },
    asking: { ...BUSY, lot_found: [[always, lotFound]] },
    reserved: {
        yes: [[always, takeReserved]],
        scan: [[always, scanInstead]],
    },
    newer: {
        older: [[always, takeOlder]],
        yes: [[always, takeOlder]],
        manager: [[always, askSignature]],
        scan: [[always, scanInstead]],
    },
    sign: {
        sign: [
            [(state, event) => !hasReason(state, event) && { params: {} }, refuse("reason_needed")],
            [
                (state, event) => !hasManager(state, event) && { params: {} },
                refuse("manager_needed"),
            ],
            [always, sign],
        ],
        scan: [
            [isBadgeWanted, showBadge],
            [always, refuse("answer_first")],
        ],
    },
    signing: {
        ...BUSY,
        answer: [
            [isSigned, signed],
            [always, answered],
        ],
        failed: [[always, (state) => say({ ...state, step: "sign" }, "no", "needs_connection")]],
    },
};

export const reduce = makeReducer(STATES);
