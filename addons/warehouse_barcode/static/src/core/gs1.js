// Reading of GS1 codes: element strings, bracketed text, digital links, EPC URIs.
// The same rules as tools/gs1.py; both are tested on one file of vectors.

import { AI_SPEC } from "./gs1_spec.js";
import { check, daysInMonth, fullYear } from "./gs1_lint.js";
import { readUri } from "./gs1_uri.js";

const GS = "\x1d";
const GS1_PREFIXES = ["]C1", "]d2", "]Q3", "]e0", "]J1"];
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const EAN_PREFIXES = { "]E0": 13, "]E4": 8 };
// What scanners send in place of FNC1. The second group are characters that no value may
// contain, so they are read as separators only when the plain reading fails.
const SEPARATORS = [
    "Alt029",
    "<FNC1>",
    "{FNC1}",
    "<GS>",
    "{GS}",
    "\\u001d",
    "\\x1d",
    "\\x1D",
    "\u241d",
];
const FALLBACK_SEPARATORS = ["|", "#", "^", "~"];
const DECIMAL_AI = /^3[1-6][0-9][0-9]$/;

/** Not an Error: most codes are no GS1, and an Error notes where it was made each time. */
class Gs1Error {
    constructor(code, ai) {
        this.refusal = ai ? { code, ai } : { code };
    }
}

/**
 * Read one scanned code strictly: either every element is right or none is.
 *
 * @param {string} code as delivered by the scanner
 * @param {Object} [options]
 * @param {string|Date} [options.today] day against which two-digit years are read
 * @param {string[]} [options.separators] what the scanner sends for FNC1
 * @returns {{valid: boolean, elements: Object[], error: Object|null}} error codes:
 *   empty, not_gs1, unknown_ai, length, charset, check_digit, date, value
 */
export function parse(code, { today = new Date(), separators } = {}) {
    const thisYear = yearOf(today);
    try {
        const elements = read(trim(oneCharEach(code)), separators);
        return {
            valid: true,
            elements: elements.map(([ai, value]) => checkElement(ai, value, thisYear)),
            error: null,
        };
    } catch (error) {
        if (!(error instanceof Gs1Error)) {
            throw error;
        }
        return { valid: false, elements: [], error: error.refusal };
    }
}

function yearOf(day) {
    return typeof day === "string" ? Number(day.slice(0, 4)) : day.getFullYear();
}

/** A character beyond the basic plane counts as one, as it does on the server. */
function oneCharEach(text) {
    return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "\ufffd");
}

function trim(text) {
    return text.replace(/^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g, "");
}

function read(text, separators) {
    const prefix = SYMBOLOGY.exec(text)?.[0] || "";
    const body = text.slice(prefix.length);
    const uriElements = readUri(body);
    if (uriElements) {
        return uriElements;
    }
    if (prefix in EAN_PREFIXES) {
        return readEan(body, EAN_PREFIXES[prefix]);
    }
    if (prefix && !GS1_PREFIXES.includes(prefix)) {
        throw new Gs1Error("not_gs1");
    }
    return body.startsWith("(") ? readBracketed(body) : readWithSeparators(body, separators);
}

function readEan(body, length) {
    if (body.length !== length) {
        throw new Gs1Error("length", "01");
    }
    return [["01", body.padStart(14, "0")]];
}

function readWithSeparators(body, separators) {
    if (separators) {
        return readElementString(unify(body, separators));
    }
    const text = unify(body, SEPARATORS);
    const fallback = unify(text, FALLBACK_SEPARATORS);
    if (fallback === text) {
        return readElementString(text);
    }
    try {
        return readElementString(text);
    } catch {
        return readElementString(fallback);
    }
}

function unify(text, separators) {
    return [...separators]
        .sort((one, other) => other.length - one.length)
        .reduce((result, separator) => result.replaceAll(separator, GS), text);
}

function skipSeparators(text) {
    return text.replace(/^\x1d+/, "");
}

/** Split by the table: predefined length, or everything up to the next FNC1. */
function readElementString(code) {
    const elements = [];
    let text = skipSeparators(code);
    if (!text) {
        throw new Gs1Error("empty");
    }
    while (text) {
        const ai = matchAi(text);
        const value = takeValue(text.slice(ai.length), AI_SPEC.get(ai));
        checkValue(ai, value);
        elements.push([ai, value]);
        text = skipSeparators(text.slice(ai.length + value.length));
    }
    return elements;
}

function matchAi(text) {
    for (const length of [2, 3, 4]) {
        if (AI_SPEC.has(text.slice(0, length))) {
            return text.slice(0, length);
        }
    }
    throw new Gs1Error("unknown_ai");
}

function takeValue(text, spec) {
    const value = text.split(GS, 1)[0];
    if (!spec.fixed) {
        return value;
    }
    return value.slice(
        0,
        spec.components.reduce((total, part) => total + part.max, 0)
    );
}

function readBracketed(text) {
    const words = text.replaceAll("\\(", "\x00").split(/\(([0-9]{2,4})\)/);
    if (words[0] || words.length === 1) {
        throw new Gs1Error("unknown_ai");
    }
    const elements = [];
    for (let index = 1; index < words.length; index += 2) {
        if (!AI_SPEC.has(words[index])) {
            throw new Gs1Error("unknown_ai");
        }
        const value = words[index + 1].replaceAll("\x00", "(");
        elements.push([
            words[index],
            value.replace(/^[ \t\r\n\v\f\x1d]+|[ \t\r\n\v\f\x1d]+$/g, ""),
        ]);
    }
    return elements;
}

/** Check a value against its components, left to right. */
function checkValue(ai, value) {
    let rest = value;
    for (const part of AI_SPEC.get(ai).components) {
        const piece = rest.slice(0, part.max);
        rest = rest.slice(part.max);
        if (part.optional && !piece) {
            continue;
        }
        if (piece.length < part.min) {
            throw new Gs1Error("length", ai);
        }
        const problem = check(piece, part.cset, part.lints);
        if (problem) {
            throw new Gs1Error(problem, ai);
        }
    }
    if (rest) {
        throw new Gs1Error("length", ai);
    }
}

function checkElement(ai, value, thisYear) {
    if (!AI_SPEC.has(ai)) {
        throw new Gs1Error("unknown_ai");
    }
    checkValue(ai, value);
    const element = { ai, value };
    if (DECIMAL_AI.test(ai)) {
        element.decimal = toDecimal(value, Number(ai[3]));
    }
    const date = toDate(ai, value, thisYear);
    if (date) {
        element.date = date;
    }
    return element;
}

function toDecimal(value, places) {
    const digits = value.replace(/^0+/, "").padStart(places + 1, "0");
    return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}

/** The (first) date of an element as ISO text, or null. */
function toDate(ai, value, thisYear) {
    const { lints } = AI_SPEC.get(ai).components[0];
    if (lints.includes("yyyymmdd")) {
        return `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
    }
    if (!lints.includes("yymmdd") && !lints.includes("yymmd0")) {
        return null;
    }
    const year = fullYear(Number(value.slice(0, 2)), thisYear);
    const month = Number(value.slice(2, 4));
    const lastDay = daysInMonth(year, month);
    const day = Number(value.slice(4, 6)) || lastDay;
    if (day > lastDay) {
        throw new Gs1Error("date", ai);
    }
    const pad = (number, width) => String(number).padStart(width, "0");
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}
