// The one big line: what to scan or to do now. Codes with parameters, as all messages.

import { shelfOf, suggestLot } from "./age.js";
import { isComplete, presentLine } from "./line.js";
import { isMade, mainOf, requiredLines } from "./made.js";

const BY_STEP = {
    choice: "choose",
    lot: "scan_series",
    expiry: "give_expiry",
    over: "confirm_over",
    reserved: "kept_for_others",
    asking: "wait",
    unknown: "unknown_code",
    attach: "choose_product",
    missing: "not_counted",
    conflict: "stock_moved",
    reason: "give_reason",
    newer: "older_first",
    sign: "sign_here",
    signing: "wait",
    backorder: "say_rest",
    serial: "scan_finished",
    looking: "wait",
    add: "not_planned",
    adding: "wait",
    produce_all: "say_made",
    consumption: "say_differences",
    finishing: "wait_validation",
    done: "finished",
};

/** A shelf is not filled by a plan: what is next depends on what is in hand. */
const BY_SHELF = {
    count: () => "count_here",
    shelf: ({ inHand }) => (inHand.length ? "put_somewhere" : "take_here"),
};

/** @returns {{code: string, params: Object}} */
export function promptOf(state) {
    const task = taskOf(state);
    if (state.step !== "scan") {
        return { code: BY_STEP[state.step], params: task || {} };
    }
    if (BY_SHELF[state.flow]) {
        return { code: BY_SHELF[state.flow](state), params: { shelf: state.document.name } };
    }
    if (state.flow === "transfer" && state.inHand.length) {
        const place = targetOf(state);
        const code = place ? "put_at" : "put_somewhere";
        return { code, params: { ...task, shelf: place } };
    }
    if (isComplete(requiredLines(state))) {
        return isMade(state) ? { code: "validate_now", params: {} } : promptOfMade(state);
    }
    const atShelf = state.shelf && state.locations[state.shelf]?.name === task.shelf;
    if (state.flow !== "receipt" && task.shelf && !atShelf) {
        return { code: "scan_product_at", params: task };
    }
    const code = state.flow === "production" ? "scan_component" : "scan_product";
    return { code, params: task };
}

function promptOfMade(state) {
    const { tracking } = state.products[mainOf(state).product_id];
    const codes = { serial: "scan_finished", lot: "scan_finished_series" };
    return { code: codes[tracking] || "scan_finished_product", params: {} };
}

/** The screen asks several times for the task of a state, and no state ever changes. */
const tasks = new WeakMap();

/** What is worked on: the product, how much of it, and for a delivery series and shelf. */
export function taskOf(state) {
    if (!tasks.has(state)) {
        tasks.set(state, findTask(state));
    }
    return tasks.get(state);
}

function findTask(state) {
    if (BY_SHELF[state.flow]) {
        return taskOfShelf(state);
    }
    const pendingId = state.pending?.product_id;
    const line = pendingId
        ? state.lines.find(({ product_id }) => product_id === pendingId)
        : presentLine(requiredLines(state), state.current);
    if (!line) {
        return null;
    }
    const product = state.products[line.product_id];
    const task = { line, product, name: product.name, lot: null, shelf: "" };
    if (state.flow !== "receipt") {
        const lot = product.tracking !== "none" && suggestLot(state, product.id);
        task.lot = lot || null;
        task.shelf = lot ? shelfOf(state, lot.id) : plannedShelf(state, line);
    }
    return task;
}

/** On a shelf: what was scanned last. */
function taskOfShelf(state) {
    const entry = state.history.findLast(({ status }) => status !== "undone");
    const line = state.lines.find(
        ({ product_id, lot_name }) =>
            product_id === entry?.product_id && (lot_name || "") === (entry?.lot_name || "")
    );
    if (!line) {
        return null;
    }
    const product = state.products[line.product_id];
    const lot = Object.values(state.lots).find(
        (one) => one.product_id === product.id && one.name === line.lot_name
    );
    const shown = lot || (line.lot_name && { name: line.lot_name, expiration_date: "" }) || null;
    return { line, product, name: product.name, lot: shown, shelf: "" };
}

/** The shelf that the document proposes for what is in hand, where it names one. */
function targetOf(state) {
    const entry = state.history.find(({ uuid }) => uuid === state.inHand[0]);
    const line = state.lines.find(({ product_id }) => product_id === entry?.product_id);
    const target = [...(line?.reserved || []), ...(line?.picked || [])][0]?.location_dest_id;
    const place = state.locations[target];
    return place?.barcode && place.id !== state.document.target_id ? place.name : "";
}

function plannedShelf(state, line) {
    return state.locations[line.reserved[0]?.location_id]?.name || "";
}
