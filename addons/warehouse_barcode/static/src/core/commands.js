// Commands printed as barcodes: a scan that means an event of the flow.

import { fromRussianLayout, hasCyrillic } from "./keyboard.js";

const COMMANDS = {
    OBTVALI: "validate",
    OBTVALIDATE: "validate",
    OBTPACK: "pack",
    OBTPRINT: "print",
    OBTUNDO: "undo",
    OCDUNDO: "undo",
    OCDCANC: "cancel",
    OCDCANCEL: "cancel",
    OCDYES: "yes",
    OCDNO: "no",
    OCDBACK: "leave",
};

/** @returns {string|undefined} type of the event that the code stands for */
export function commandOf(code) {
    const text = hasCyrillic(code) ? fromRussianLayout(code) : code;
    return COMMANDS[text.trim().toUpperCase()];
}
