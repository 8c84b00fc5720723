// What a manufacturing order makes and how its work goes. Nothing is changed in place.

import { round } from "./line.js";

/**
 * @typedef {{id: number, product_id: number, is_main: boolean, demand: number, done: number,
 *   lots: string[], next_lot: string, needs_expiry: boolean}} Made
 */

/** Scans that take components: what is scanned for a serial number carries its name. */
const CONSUMING = ["delivery_scan", "allow_newer", "package_scan"];

export const madeOf = (state, productId) =>
    state.finished.find(({ product_id }) => product_id === productId);

export const mainOf = (state) => state.finished.find(({ is_main }) => is_main);

export const isMade = (state) =>
    state.finished.every(({ is_main, done, demand }) => !is_main || done >= demand);

/** The number after this one: its last digits counted up, as core does. */
export function following(name) {
    const [, start, digits, end] = /^(.*?)(\d+)(\D*)$/.exec(name) || [];
    if (digits === undefined) {
        return "";
    }
    const next = String(BigInt(digits) + 1n).padStart(digits.length, "0");
    return `${start}${next}${end}`;
}

/** Count what was made (+1) or take it back (-1). */
export function countMade(state, { product_id, quantity, lot_name }, sign) {
    const change = (made) => {
        const done = round(Math.max(made.done + sign * quantity, 0));
        const others = made.lots.filter((name) => name !== lot_name);
        const tracking = state.products[product_id].tracking;
        const keeps = sign > 0 || (tracking === "lot" && done > 0);
        const lots = lot_name && keeps ? [...others, lot_name] : others;
        return { ...made, done, lots, next_lot: nextLot(made, lot_name, sign) };
    };
    const finished = state.finished.map((made) =>
        made.product_id === product_id ? change(made) : made
    );
    return { ...state, finished, chosenSerial: "" };
}

function nextLot({ next_lot }, lotName, sign) {
    if (sign > 0) {
        return next_lot && next_lot === lotName ? following(next_lot) : next_lot;
    }
    return lotName && following(lotName) === next_lot ? lotName : next_lot;
}

/**
 * The serial number to which scanned components belong, or "". Only who registers the serial
 * first and its components after it tells so; components scanned before belong to all serials.
 * A registered serial that is scanned again is in hand in any case.
 */
export function serialInHand(state) {
    const main = mainOf(state);
    if (!main || state.products[main.product_id].tracking !== "serial") {
        return "";
    }
    if (state.chosenSerial) {
        return state.chosenSerial;
    }
    let serial = "";
    let isMixed = false;
    for (const entry of state.history) {
        if (!["waiting", "done"].includes(entry.status)) {
            continue;
        }
        if (entry.type === "produce_scan" && entry.product_id === main.product_id) {
            serial = isMixed ? "" : entry.lot_name;
        } else if (isComponentScan(entry) && !entry.for_lot) {
            isMixed = true;
        }
    }
    return serial;
}

/** The server tells no kind of its scans of components. */
const isComponentScan = ({ type, product_id }) =>
    type ? CONSUMING.includes(type) : Boolean(product_id);

const WORK = {
    workorder_start: () => ({ state: "progress", is_user_working: true }),
    workorder_stop: () => ({ is_user_working: false }),
    workorder_done: () => ({ state: "done", is_user_working: false }),
};
const NOT_STARTED = ({ duration }) => ({
    state: duration ? "progress" : "ready",
    is_user_working: false,
});

export const isWork = ({ type }) => type in WORK;

/** Start, stop or finish a work order on the device; only a start is taken back (-1). */
export function countWork(state, { type, workorder_id }, sign) {
    const change = sign > 0 ? WORK[type] : NOT_STARTED;
    const workorders = state.workorders.map((work) =>
        work.id === workorder_id ? { ...work, ...change(work) } : work
    );
    return { ...state, workorders };
}

/**
 * Lines of components that have to be scanned before the order can be closed: a product without
 * series is consumed as planned while nobody has scanned any of it.
 */
export function requiredLines({ lines, products, flow }) {
    if (flow !== "production") {
        return lines;
    }
    return lines.filter((line) => products[line.product_id].tracking !== "none" || line.done);
}
