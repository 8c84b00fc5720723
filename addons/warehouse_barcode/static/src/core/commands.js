// Commands printed as barcodes: a scan that means an event of the flow.

import { fromRussianLayout, hasCyrillic } from "./keyboard.js";

/** Code -> event. The sheet with the barcodes is printed from tools/commands.py. */
export const COMMANDS = {
    OBTVALI: { type: "validate" },
    OBTVALIDATE: { type: "validate" },
    OBTPACK: { type: "pack" },
    OBTPRINT: { type: "print" },
    OBTSCRAP: { type: "scrap" },
    OBTCOUNT: { type: "mode", mode: "count" },
    OBTMOVE: { type: "mode", mode: "shelf" },
    OBTTRAIN: { type: "mode", mode: "training" },
    OBTUNDO: { type: "undo" },
    OCDUNDO: { type: "undo" },
    OCDCANC: { type: "cancel" },
    OCDCANCEL: { type: "cancel" },
    OCDYES: { type: "yes" },
    OCDNO: { type: "no" },
    OCDBACK: { type: "leave" },
    OCDPLUS: { type: "plus" },
    OCDMINUS: { type: "minus" },
    OCDQ10: { type: "multiply", quantity: 10 },
};

/** @returns {Object|undefined} the event that the code stands for */
export function commandOf(code) {
    const text = hasCyrillic(code) ? fromRussianLayout(code) : code;
    return COMMANDS[text.trim().toUpperCase()];
}
