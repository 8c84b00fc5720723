// Receipt: a product, its series and expiry, as much as is expected.

import { parseDate } from "./dates.js";
import {
    always,
    amountOf,
    ask,
    choiceStep,
    commit,
    lookUp,
    lotKey,
    makeReducer,
    productParams,
    refuse,
    repeatRows,
    say,
    scanRows,
} from "./flow.js";
import { isAsked, totals } from "./line.js";
import { following } from "./made.js";
import { lotNameOf, readGs1 } from "./resolve.js";
import { cleanText, fromRussianLayout, hasCyrillic } from "./keyboard.js";

// ---- Guards: what was scanned ------------------------------------------------------------

function isExpected(state, event) {
    const [candidate] = lookUp(state, event).candidates;
    return isAsked(state.lines, candidate.product_id) && { candidate };
}

/** A code of a product while its series is asked for. */
function isProductCode(state, event) {
    return lookUp(state, event).candidates.some(
        ({ type, lot_name }) => type === "product" && !lot_name
    );
}

function isDate(state, event) {
    const date = readGs1(event.code, state.today)?.expiration_date || parseDate(event.code);
    return date && { date };
}

// ---- Checks of the operation that is being put together ----------------------------------

function knownDate(state, { product_id, lot_name }) {
    const lot = Object.values(state.lots).find(
        (one) => one.product_id === product_id && one.name === lot_name
    );
    const picked = state.picked[lotKey(product_id, lot_name)];
    return { lot, date: lot?.expiration_date || picked?.expiration_date || "" };
}

function isOver(state, { product_id, quantity }) {
    const { demand, done } = totals(state.lines, product_id);
    return done + quantity > demand;
}

/** The first thing that is wrong or missing decides; nothing missing = carry it out. */
function advance(state, event, pending) {
    const product = state.products[pending.product_id];
    const params = { ...productParams(state, product.id), lot: pending.lot_name };
    const next = { ...state, pending, current: product.id };
    if (product.tracking !== "none") {
        if (!pending.lot_name) {
            return ask(next, "lot", "lot_needed", { ...params, next: product.next_lot || "" });
        }
        const problem = checkLot(next, pending, params);
        if (problem) {
            return problem;
        }
    }
    if (isOver(state, pending) && !pending.allow_over) {
        const over = { ...params, ...totals(state.lines, product.id), quantity: pending.quantity };
        return ask(next, "over", "over_quantity", over);
    }
    const numbered = countOn(next, product, pending.lot_name);
    return commit(numbered, event, { type: "receipt_scan", ...pending }, messageOf(next, pending));
}

/** The proposed number was used: the one after it is proposed next. */
function countOn(state, product, lotName) {
    if (!product.next_lot || lotName !== product.next_lot) {
        return state;
    }
    const next = { ...product, next_lot: following(product.next_lot) };
    return { ...state, products: { ...state.products, [product.id]: next } };
}

function checkLot(state, pending, params) {
    const product = state.products[pending.product_id];
    const { lot, date } = knownDate(state, pending);
    const given = pending.expiration_date;
    const drop = { ...state, step: "scan", pending: null, question: null };
    if (product.tracking === "serial") {
        if (state.picked[lotKey(product.id, pending.lot_name)]?.quantity > 0) {
            return say(drop, "no", "serial_twice", params);
        }
        if (lot?.in_stock) {
            return say(drop, "no", "serial_in_stock", { ...params, location: "" });
        }
    }
    if (!lot && !state.document.use_create_lots) {
        return say(drop, "no", "lot_unknown", params);
    }
    if (product.use_expiration && date && given && date !== given) {
        return say(drop, "no", "expiry_mismatch", { ...params, known: date, given });
    }
    if (product.use_expiration && !date && !given) {
        return ask(state, "expiry", "expiry_needed", params);
    }
    return null;
}

function messageOf(state, pending) {
    const date = pending.expiration_date || knownDate(state, pending).date;
    return date && date < state.today ? "received_expired" : "received";
}

// ---- Actions ------------------------------------------------------------------------------

function start(state, event, { candidate }) {
    const { product_id, lot_name, expiration_date } = candidate;
    const quantity = amountOf(state, candidate);
    return advance(state, event, { product_id, quantity, lot_name, expiration_date });
}

function takeLot(state, event) {
    const { pending } = state;
    const text = cleanText(event.code).trim();
    const facts = readGs1(text, state.today);
    const { tracking } = state.products[pending.product_id];
    const name = lotNameOf(facts, tracking) || plainLot(state, text);
    const expiration_date = facts?.expiration_date || pending.expiration_date;
    return advance(state, event, { ...pending, lot_name: name, expiration_date });
}

/** A series typed under the Russian layout is that of the US layout when that one is known. */
function plainLot(state, text) {
    const mapped = fromRussianLayout(text);
    return hasCyrillic(text) && state.index.lots[mapped] ? mapped : text;
}

function takeDate(state, event, { date }) {
    return advance(state, event, { ...state.pending, expiration_date: date });
}

function allowOver(state, event) {
    return advance(state, event, { ...state.pending, allow_over: true });
}

export const STATES = {
    scan: {
        scan: scanRows([
            [isExpected, start],
            [always, refuse("wrong_product")],
        ]),
        repeat: repeatRows(advance),
    },
    choice: choiceStep((state, event, facts) =>
        isAsked(state.lines, facts.candidate.product_id)
            ? start(state, event, facts)
            : say(state, "no", "wrong_product")
    ),
    lot: {
        scan: [
            [isProductCode, refuse("series_not_product")],
            [always, takeLot],
        ],
    },
    expiry: {
        scan: [
            [isDate, takeDate],
            [always, refuse("bad_date")],
        ],
    },
    over: {
        yes: [[always, allowOver]],
        scan: [[always, refuse("answer_first")]],
    },
};

export const reduce = makeReducer(STATES);
