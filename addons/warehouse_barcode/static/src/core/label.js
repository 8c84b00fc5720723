// What is printed when the user asks for a label.

/** @returns {{kind: string, ids: number[]}|null} as warehouse.barcode.labels wants it */
export function labelOf({ document, flow, step, history }) {
    if (document.key === "training") {
        return null;
    }
    if (flow === "receipt" && step === "done") {
        return { kind: "receipt", ids: [document.id] };
    }
    const entry = history.findLast(
        ({ status, product_id }) => product_id && ["waiting", "done", "kept"].includes(status)
    );
    if (!entry) {
        return null;
    }
    if (entry.lot_id) {
        return { kind: "lot", ids: [entry.lot_id] };
    }
    // a series that core makes only at the validation has no record to print yet
    return entry.lot_name ? null : { kind: "product", ids: [entry.product_id] };
}
