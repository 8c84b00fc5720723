// GS1 digital links and EPC URIs as lists of [identifier, value]; same rules as tools/gs1_uri.py.

import { AI_SPEC } from "./gs1_spec.js";
import { checkDigit } from "./gtin.js";

// Blanks are spelled out: the two languages understand \s and . differently.
const LINK =
    /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^/?# \t\r\n\v\f]+([^?# \t\r\n\v\f]*)(?:\?([^# \t\r\n\v\f]*))?(?:#[^\n]*)?$/;
const PRIMARY = new Set(
    "00 01 253 255 401 402 414 415 417 8003 8004 8006 8010 8013 8017 8018".split(" ")
);
const NAMES = new Map([
    ["gtin", "01"],
    ["itip", "8006"],
    ["gmn", "8013"],
    ["cpid", "8010"],
    ["sscc", "00"],
    ["gln", "414"],
    ["cpv", "22"],
    ["lot", "10"],
    ["ser", "21"],
]);
const EPC = /^urn:epc:(id|class|tag):([a-z0-9-]+):([^\n]+)$/;
const EPC_SCHEMES = {
    sscc: [2, ([prefix, ref]) => [["00", withCheck(ref[0] + prefix + ref.slice(1))]]],
    sgtin: [3, ([prefix, ref, serial]) => [gtin(prefix, ref), ["21", serial]]],
    lgtin: [3, ([prefix, ref, lot]) => [gtin(prefix, ref), ["10", lot]]],
    sgln: [3, readSgln],
};

/** @returns {Array<[string, string]>|null} null when the text is no such URI */
export function readUri(text) {
    const link = LINK.exec(text);
    if (link) {
        return readLink(link[1], link[2] || "");
    }
    const epc = EPC.exec(text);
    return epc ? readEpc(epc[1], epc[2], epc[3]) : null;
}

function readLink(path, query) {
    const segments = path.split("/").slice(1);
    const start = primaryPosition(segments);
    if (start === null) {
        return null;
    }
    const pairs = [];
    for (let index = start; index + 1 < segments.length; index += 2) {
        pairs.push([toAi(segments[index]), segments[index + 1]]);
    }
    return [...pairs, ...queryPairs(query)].map(([ai, value]) => [ai, pad(ai, unquote(value))]);
}

/** Where the identifiers begin: the last primary key that pairs up to the end. */
function primaryPosition(segments) {
    for (let index = segments.length - 2; index >= 0; index -= 2) {
        if (PRIMARY.has(toAi(segments[index]))) {
            return index;
        }
    }
    return null;
}

function queryPairs(query) {
    return query
        .split(/[&;]/)
        .map((word) => {
            const [key, ...rest] = word.split("=");
            return [toAi(key), rest.join("=")];
        })
        .filter(([ai]) => AI_SPEC.has(ai));
}

function toAi(key) {
    return NAMES.get(key) || key;
}

function pad(ai, value) {
    return ["01", "02"].includes(ai) && value.length > 7 ? value.padStart(14, "0") : value;
}

/** Percent decoding that never throws: bytes that are no UTF-8 become U+FFFD. */
function unquote(value) {
    return value.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
        try {
            return decodeURIComponent(run);
        } catch {
            return "\ufffd";
        }
    });
}

function readEpc(kind, name, text) {
    const tag = kind === "tag";
    const scheme = tag ? name.slice(0, Math.max(name.lastIndexOf("-"), 0)) : name;
    const body = tag ? afterDot(text) : text;
    const parts = splitInThree(body).map(unquote);
    const reader = EPC_SCHEMES[scheme];
    if (!reader || parts.length < reader[0] || !parts.slice(0, 2).every(isNumber)) {
        return null;
    }
    return reader[1](parts);
}

function splitInThree(body) {
    const [first, second, ...rest] = body.split(".");
    return [first, second, rest.length ? rest.join(".") : undefined].filter(
        (part) => part !== undefined
    );
}

function isNumber(text) {
    return /^[0-9]+$/.test(text);
}

function withCheck(digits) {
    return digits + checkDigit(digits);
}

function gtin(prefix, ref) {
    return ["01", withCheck(ref[0] + prefix + ref.slice(1))];
}

function readSgln([prefix, ref, extension]) {
    const elements = [["414", withCheck(prefix + ref)]];
    return extension === "0" ? elements : [...elements, ["254", extension]];
}

function afterDot(text) {
    return text.includes(".") ? text.slice(text.indexOf(".") + 1) : "";
}
