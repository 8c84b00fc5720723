// Goods of a shelf without a document: taken into the hand, put on another shelf or written off.

import {
    again,
    always,
    amountOf,
    ask,
    cancel,
    choiceStep,
    commit,
    count,
    entryOf,
    lookUp,
    makeReducer,
    productParams,
    refuse,
    say,
    scanRows,
} from "./flow.js";
import { round } from "./line.js";

const isHeld = ({ status }) => status === "kept";

/** Goods in hand, a row for each product and series. */
export function rowsOf(state) {
    const rows = new Map();
    for (const { product_id, lot_id, lot_name, quantity } of state.history.filter(isHeld)) {
        const key = `${product_id} ${lot_id || ""}`;
        const row = rows.get(key) || { product_id, lot_id: lot_id || false, lot_name, quantity: 0 };
        rows.set(key, { ...row, quantity: round(row.quantity + quantity) });
    }
    return [...rows.values()];
}

// ---- Guards -------------------------------------------------------------------------------

const candidateOf = (state, event) => lookUp(state, event).candidates[0];

function isGoods(state, event) {
    const candidate = candidateOf(state, event);
    return Boolean(candidate.product_id) && { candidate };
}

function isLocation(state, event) {
    const candidate = candidateOf(state, event);
    return candidate.type === "location" && { candidate };
}

/** The only series of a product on a shelf need not be scanned. */
function onlyLot(state, productId) {
    const lots = Object.values(state.lots).filter((lot) => lot.product_id === productId);
    return lots.length === 1 ? lots[0] : null;
}

function isLotOfPending(state, event) {
    const found = lookUp(state, event).candidates.find(
        ({ type, product_id }) => type === "lot" && product_id === state.pending.product_id
    );
    return found && { found };
}

// ---- Actions ------------------------------------------------------------------------------

function start(state, event, { candidate }) {
    const { product_id, lot_name = "" } = candidate;
    const quantity = amountOf(state, candidate);
    return advance(state, event, { product_id, lot_name, quantity });
}

function advance(state, event, pending) {
    const { product_id } = pending;
    const params = { ...productParams(state, product_id), lot: pending.lot_name };
    const next = { ...state, pending, current: product_id };
    let lot = null;
    if (state.products[product_id].tracking !== "none") {
        lot = pending.lot_name
            ? Object.values(state.lots).find(
                  (one) => one.product_id === product_id && one.name === pending.lot_name
              )
            : onlyLot(state, product_id);
        if (!lot && !pending.lot_name) {
            return ask(next, "lot", "lot_needed", params);
        }
        if (!lot) {
            return say(cancel(state).state, "no", "lot_not_here", params);
        }
    }
    const available = availableOf(state, product_id, lot);
    if (available < pending.quantity) {
        const code = available > 0 || !lot ? "not_enough" : "taken_already";
        return say(cancel(state).state, "no", code, { ...params, available });
    }
    return hold(state, event, {
        ...pending,
        lot_id: lot?.id || false,
        lot_name: lot?.name || "",
    });
}

/** What of the goods is free on the shelf and not in hand yet. */
function availableOf(state, productId, lot) {
    const name = lot?.name || "";
    return round(
        state.lines
            .filter((line) => line.product_id === productId && (line.lot_name || "") === name)
            .reduce((sum, { free, done }) => sum + free - done, 0)
    );
}

/** Goods in hand are kept on the device: the server hears of them when they are put down. */
function hold(state, event, facts) {
    const operation = {
        uuid: event.uuid,
        type: "hold_scan",
        [state.document.key]: state.document.id,
        ...facts,
    };
    const entry = entryOf(operation, "kept");
    const next = {
        ...count(cancel(state).state, entry, 1),
        current: facts.product_id,
        history: [...state.history, entry],
        multiply: null,
    };
    const params = { ...productParams(state, facts.product_id), ...facts };
    const said = say(next, "ok", "in_hand", params);
    return { state: said.state, effects: [{ type: "keep", operation }, ...said.effects] };
}

function putDown(state, event, { candidate }) {
    const location = state.locations[candidate.location_id];
    if (location.id === state.document.id) {
        return say(state, "ok", "at_shelf", { location: location.name });
    }
    if (!state.inHand.length) {
        return say(state, "no", "nothing_in_hand", { location: location.name });
    }
    const operation = {
        type: "shelf_move",
        rows: rowsOf(state),
        targets: state.inHand,
        location_dest_id: location.id,
    };
    return settle(state, event, operation, "moved");
}

function askReason(state) {
    return state.inHand.length
        ? ask(cancel(state).state, "reason", "scrap_reason")
        : say(state, "no", "nothing_in_hand");
}

function scrap(state, event) {
    const reason = (event.reason || "").trim();
    if (!reason) {
        return say(state, "no", "reason_needed");
    }
    const operation = { type: "shelf_scrap", rows: rowsOf(state), targets: state.inHand, reason };
    return settle(cancel(state).state, event, operation, "scrapped");
}

function settle(state, event, operation, code) {
    const { state: next, effects } = commit(state, event, operation, code);
    return { state: next, effects: [...effects, { type: "forget", uuids: operation.targets }] };
}

/** Goods in hand are laid back by themselves; what was put down is for the server to undo. */
function undo(state, event, { entry }) {
    const next = {
        ...count(cancel(state).state, entry, -1),
        history: state.history.filter(({ uuid }) => uuid !== entry.uuid),
    };
    const params = { ...productParams(state, entry.product_id), ...entry };
    const said = say(next, "ask", "undone", params);
    return {
        state: said.state,
        effects: [{ type: "forget", uuids: [entry.uuid] }, ...said.effects],
    };
}

function isLastInHand(state) {
    const entry = state.history.findLast(({ status }) =>
        ["waiting", "done", "kept"].includes(status)
    );
    return entry && isHeld(entry) && { entry };
}

const STATES = {
    scan: {
        scan: [
            ...scanRows([
                [isGoods, start],
                [always, refuse("wrong_product")],
            ]),
        ],
        scrap: [[always, askReason]],
        undo: [[isLastInHand, undo]],
        validate: [[always, (state) => say(state, "no", "scan_target")]],
    },
    choice: choiceStep(start),
    lot: {
        scan: [
            [
                isLotOfPending,
                (state, event, { found }) =>
                    advance(state, event, { ...state.pending, lot_name: found.lot_name }),
            ],
            [always, refuse("lot_not_here")],
        ],
    },
    reason: {
        reason: [[always, scrap]],
        scan: [[always, again]],
    },
};
STATES.scan.scan.splice(2, 0, [isLocation, putDown]);

export const reduce = makeReducer(STATES);
