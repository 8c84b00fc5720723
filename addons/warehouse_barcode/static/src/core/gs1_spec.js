// The table of application identifiers as a Map; the text is shared with the server.

import { GS1_TABLE } from "./gs1_table.js";

const COMPONENT = /^(\[?)([NXYZ])(\.\.)?([0-9]+)((?:,\w+)*)\]?$/;

function readComponent(word) {
    const [, optional, cset, upTo, length, lints] = COMPONENT.exec(word);
    const max = Number(length);
    const least = optional ? 0 : 1;
    return {
        cset,
        min: upTo ? least : max,
        max,
        optional: Boolean(optional),
        lints: lints.split(",").slice(1),
    };
}

function expand(ais) {
    const [first, last = first] = ais.split("-");
    const result = [];
    for (let ai = Number(first); ai <= Number(last); ai++) {
        result.push(String(ai).padStart(first.length, "0"));
    }
    return result;
}

function readTable(text) {
    const table = new Map();
    for (const line of text.trim().split("\n")) {
        const [ais, ...words] = line.split(" ");
        const fixed = words[0] === "*";
        const components = words.slice(fixed ? 1 : 0).map(readComponent);
        for (const ai of expand(ais)) {
            table.set(ai, { fixed, components });
        }
    }
    return table;
}

/** @type {Map<string, {fixed: boolean, components: Object[]}>} */
export const AI_SPEC = readTable(GS1_TABLE);
