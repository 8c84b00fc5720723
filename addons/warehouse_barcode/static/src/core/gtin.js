// Check digits and the one 14-digit form of EAN, UPC and GTIN codes; same rules as tools/gtin.py.

const LENGTHS = { ean8: 8, upca: 12, ean13: 13, itf14: 14 };
const AIM_EAN = /^\](E[034]|I1)/;
/** Blanks, and the FNC1 that some scanners put at the end of a code. */
const AROUND = /^[ \t\r\n\v\f\x1d]+|[ \t\r\n\v\f\x1d]+$/g;

/** GS1 modulo 10 digit for the digits before it (General Specifications 7.9.1). */
export function checkDigit(digits) {
    let total = 0;
    for (let index = 0; index < digits.length; index++) {
        const digit = Number(digits[digits.length - 1 - index]);
        total += index % 2 === 0 ? digit * 3 : digit;
    }
    return String((10 - (total % 10)) % 10);
}

/**
 * @param {string} code
 * @param {"ean8"|"upca"|"upce"|"ean13"|"itf14"} [symbology] any of the lengths when omitted
 * @returns {{valid: boolean, gtin14: string|null, error: string|null}}
 */
export function parseGtin(code, symbology) {
    let text = code.replace(AROUND, "").replace(AIM_EAN, "");
    if (!/^[0-9]+$/.test(text)) {
        return refusal("charset");
    }
    if (symbology === "upce") {
        text = expandUpce(text) || "";
    }
    if (!allowedLengths(symbology).includes(text.length)) {
        return refusal("length");
    }
    if (checkDigit(text.slice(0, -1)) !== text.at(-1)) {
        return refusal("check_digit");
    }
    return { valid: true, gtin14: text.padStart(14, "0"), error: null };
}

/** All spellings under which one trade item may be stored: 8, 12, 13, 14 digits. */
export function sameGtin(code) {
    const { gtin14 } = parseGtin(code);
    if (!gtin14) {
        return [code];
    }
    return Object.values(LENGTHS)
        .map((length) => gtin14.slice(14 - length))
        .filter((form) => form.padStart(14, "0") === gtin14);
}

/** UPC-E (6, 7 or 8 digits) as the UPC-A it stands for, or null. */
export function expandUpce(code) {
    const text = code.length === 6 ? `0${code}` : code;
    if (![7, 8].includes(text.length) || !"01".includes(text[0])) {
        return null;
    }
    const digits = text[0] + expandBody(text.slice(1, 6), text[6]);
    return digits + (text.length === 8 ? text[7] : checkDigit(digits));
}

function expandBody(body, last) {
    if ("012".includes(last)) {
        return `${body.slice(0, 2)}${last}0000${body.slice(2)}`;
    }
    if (last === "3") {
        return `${body.slice(0, 3)}00000${body.slice(3)}`;
    }
    if (last === "4") {
        return `${body.slice(0, 4)}00000${body[4]}`;
    }
    return `${body}0000${last}`;
}

function allowedLengths(symbology) {
    if (symbology === "upce") {
        return [12];
    }
    return symbology in LENGTHS ? [LENGTHS[symbology]] : Object.values(LENGTHS);
}

function refusal(error) {
    return { valid: false, gtin14: null, error };
}
