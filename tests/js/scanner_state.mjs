// Builders of what the server sends, for the tests of the scanner flows.

import { init } from "../../addons/warehouse_barcode/static/src/core/flow.js";

export const product = (id, values = {}) => ({
    id,
    name: `Product ${id}`,
    code: "",
    tracking: "none",
    use_expiration: false,
    is_storable: true,
    uom: "Units",
    strategy: "fifo",
    is_age_controlled: true,
    codes: [{ code: `CODE-${id}`, quantity: 1, name: "" }],
    ...values,
});

export const line = (id, product_id, demand, values = {}) => ({
    id,
    product_id,
    demand,
    done: 0,
    picked: [],
    reserved: [],
    ...values,
});

export const lot = (id, product_id, name, values = {}) => ({
    id,
    product_id,
    name,
    expiration_date: "",
    is_expired: false,
    to_remove: false,
    age: "2026-01-01 00:00:00",
    in_stock: true,
    places: [{ location_id: 1, quantity: 5, free: 5 }],
    reserved_for: [],
    ...values,
});

export function open(flow, values = {}) {
    const { document, ...rest } = values;
    return init({
        document: {
            id: 77,
            name: "DOC/1",
            flow,
            age_control: "block",
            can_allow_newer: false,
            use_create_lots: true,
            backorder: "ask",
            ...document,
        },
        products: [],
        lines: [],
        lots: [],
        locations: [
            { id: 1, name: "A-01", barcode: "LOC-A" },
            { id: 2, name: "B-02", barcode: "LOC-B" },
        ],
        managers: [],
        allowed_lots: [],
        history: [],
        today: "2026-11-22",
        ...rest,
    });
}

let lastUuid = 0;

/** Runs events one after another; scans may be given as plain text. */
export function play(reduce, state, ...events) {
    const sent = [];
    const tones = [];
    const conflicts = [];
    let current = state;
    events.forEach((given) => {
        const event = typeof given === "string" ? { type: "scan", code: given } : given;
        const result = reduce(current, { uuid: `uuid-${++lastUuid}`, ...event });
        current = result.state;
        for (const effect of result.effects) {
            if (effect.type === "send") {
                sent.push(effect.operation);
            }
            if (effect.type === "beep") {
                tones.push(effect.tone);
            }
            if (effect.type === "conflict") {
                conflicts.push(effect.answer.message_code);
            }
        }
    });
    return { state: current, sent, tones, conflicts };
}
