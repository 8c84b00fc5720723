// Counting a shelf: whatever is scanned is added up, by series.

import {
    again,
    always,
    amountOf,
    ask,
    BUSY,
    cancel,
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
    send,
} from "./flow.js";
import { cleanText } from "./keyboard.js";
import { lotNameOf, readGs1 } from "./resolve.js";

// ---- Guards -------------------------------------------------------------------------------

function isProduct(state, event) {
    const [candidate] = lookUp(state, event).candidates;
    return candidate.product_id && { candidate };
}

const isLocation = (state, event) => lookUp(state, event).candidates[0].type === "location";

function isProductCode(state, event) {
    return lookUp(state, event).candidates.some(
        ({ type, lot_name }) => type === "product" && !lot_name
    );
}

const isSerial = (state, productId) => state.products[productId].tracking === "serial";

// ---- Actions ------------------------------------------------------------------------------

function start(state, event, { candidate }) {
    const { product_id, lot_id, lot_name = "", expiration_date } = candidate;
    const pending = { product_id, lot_id, lot_name, quantity: amountOf(state, candidate) };
    return advance(state, event, expiration_date ? { ...pending, expiration_date } : pending);
}

function advance(state, event, pending) {
    const { product_id, lot_name, quantity } = pending;
    const params = { ...productParams(state, product_id), lot: lot_name };
    if (state.products[product_id].tracking !== "none" && !lot_name) {
        return ask({ ...state, pending, current: product_id }, "lot", "lot_needed", params);
    }
    if (isSerial(state, product_id) && state.picked[lotKey(product_id, lot_name)]?.quantity > 0) {
        return say({ ...cancel(state).state }, "no", "serial_twice", params);
    }
    const operation = { type: "count_scan", ...pending, quantity };
    return commit(state, event, operation, "counted");
}

function takeLot(state, event) {
    const text = cleanText(event.code).trim();
    const facts = readGs1(text, state.today);
    const { tracking } = state.products[state.pending.product_id];
    const lot_name = lotNameOf(facts, tracking) || text;
    return advance(state, event, { ...state.pending, lot_name });
}

/** The codes of other shelves stand on the shelves: the next one is another count. */
function refuseShelf(state, event) {
    const [candidate] = lookUp(state, event).candidates;
    const { name } = state.locations[candidate.location_id];
    return candidate.location_id === state.document.id
        ? say(state, "ok", "at_shelf", { location: name })
        : say(state, "no", "finish_count_first", { location: name });
}

/** The end of the count: what nobody has counted is for the user to say. */
function validate(state, event) {
    const missing = state.lines.filter(
        ({ is_counted, demand }) => !is_counted && (demand || state.document.is_blind)
    );
    if (missing.length) {
        const rows = missing.map(({ product_id, lot_name, demand }) => ({
            ...productParams(state, product_id),
            lot: lot_name,
            quantity: state.document.is_blind ? null : demand,
        }));
        return ask(cancel(state).state, "missing", "ask_missing", { missing: rows });
    }
    return state.lines.length ? finish(state, event) : say(state, "no", "nothing_scanned");
}

function finish(state, event, more = {}) {
    const answers = { ...state.answers, ...more };
    const next = { ...cancel(state).state, step: "finishing", answers };
    const operation = { type: "count_finish", ...answers };
    return { state: next, effects: [send(state, event.uuid, operation)] };
}

const isFinish = (state, event) => event.operation.type === "count_finish";

function finished(state, event) {
    const { ok, message_code, params } = event.answer;
    if (ok) {
        return say({ ...state, step: "done" }, "ok", message_code, params);
    }
    const next = { ...state, step: "scan" };
    if (message_code === "count_conflict" || message_code === "ask_missing") {
        const step = message_code === "ask_missing" ? "missing" : "conflict";
        return ask(next, step, message_code, params);
    }
    return say({ ...next, answers: {} }, "no", message_code, params);
}

const STATES = {
    scan: {
        scan: scanRows([
            [isProduct, start],
            [always, refuse("wrong_product")],
        ]),
        validate: [[always, validate]],
        repeat: repeatRows(advance),
    },
    choice: choiceStep(start),
    lot: {
        scan: [
            [isProductCode, refuse("series_not_product")],
            [always, takeLot],
        ],
        validate: [[always, validate]],
    },
    missing: {
        zero: [[always, (state, event) => finish(state, event, { missing: "zero" })]],
        leave_them: [[always, (state, event) => finish(state, event, { missing: "leave" })]],
        yes: [[always, (state, event) => finish(state, event, { missing: "leave" })]],
        scan: [[always, again]],
    },
    conflict: {
        counted: [[always, (state, event) => finish(state, event, { conflict: "counted" })]],
        difference: [[always, (state, event) => finish(state, event, { conflict: "difference" })]],
        scan: [[always, refuse("answer_first")]],
    },
    finishing: { ...BUSY, answer: [[isFinish, finished]] },
};
STATES.scan.scan.splice(2, 0, [isLocation, refuseShelf]);

export const reduce = makeReducer(STATES);
