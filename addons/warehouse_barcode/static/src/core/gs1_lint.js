// Checks of single values of GS1 elements, named as in the GS1 Syntax Dictionary.
// Same rules as tools/gs1_lint.py.

import { checkDigit } from "./gtin.js";

const CSET = {
    N: /^[0-9]*$/,
    X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
    Y: /^[#\-/0-9A-Z]*$/,
    Z: /^[-0-9A-Z_a-z]*=*$/,
};
const CSUM_ALPHA_WEIGHTS = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
];
const CSET82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** @returns {string|null} the name of the broken rule */
export function check(piece, cset, lints) {
    if (!CSET[cset].test(piece)) {
        return "charset";
    }
    for (const lint of lints) {
        const rule = LINTS[lint];
        if (rule && !rule[1](piece)) {
            return rule[0];
        }
    }
    return null;
}

/** Century rule of the GS1 General Specifications 7.12: 50 back, 49 ahead. */
export function fullYear(twoDigits, thisYear) {
    const century = thisYear - (thisYear % 100);
    const difference = twoDigits - (thisYear % 100);
    if (difference >= 51) {
        return century - 100 + twoDigits;
    }
    if (difference <= -50) {
        return century + 100 + twoDigits;
    }
    return century + twoDigits;
}

export function daysInMonth(year, month) {
    if (month === 2) {
        const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
        return leap ? 29 : 28;
    }
    return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isDate(piece, dayZero = false) {
    if (![6, 8].includes(piece.length)) {
        return false;
    }
    const month = Number(piece.slice(-4, -2));
    const day = Number(piece.slice(-2));
    if (month < 1 || month > 12) {
        return false;
    }
    if (day === 0) {
        return dayZero;
    }
    const year = Number(piece.slice(0, -4)) + (piece.length === 8 ? 0 : 2000);
    return year > 0 && day <= daysInMonth(year, month);
}

/** Check pair of GMN and similar keys (General Specifications 7.9.5). */
function isCsumAlpha(piece) {
    if (piece.length < 3 || piece.length > 25) {
        return false;
    }
    const data = piece.slice(0, -2);
    let total = 0;
    for (let index = 0; index < data.length; index++) {
        total += CSET82.indexOf(data[index]) * CSUM_ALPHA_WEIGHTS[data.length - 1 - index];
    }
    total %= 1021;
    return piece.slice(-2) === CSET32[total >> 5] + CSET32[total & 31];
}

function isIban(piece) {
    if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]+$/.test(piece)) {
        return false;
    }
    let remainder = 0;
    for (const char of piece.slice(4) + piece.slice(0, 4)) {
        for (const digit of String(parseInt(char, 36))) {
            remainder = (remainder * 10 + Number(digit)) % 97;
        }
    }
    return remainder === 1;
}

function isPieceOfTotal(piece) {
    const number = Number(piece.slice(0, 2));
    return number > 0 && number <= Number(piece.slice(2));
}

function isPositionInSequence(piece) {
    return /^[1-9]\/[1-9]$/.test(piece) && piece[0] <= piece[2];
}

function isTime(piece) {
    return (piece.slice(0, 2) < "24" && piece.slice(2, 4) < "60") || piece === "9999";
}

const LINTS = {
    csum: ["check_digit", (piece) => piece.at(-1) === checkDigit(piece.slice(0, -1))],
    csumalpha: ["check_digit", isCsumAlpha],
    yymmdd: ["date", (piece) => isDate(piece)],
    yymmd0: ["date", (piece) => isDate(piece, true)],
    yyyymmdd: ["date", (piece) => isDate(piece)],
    hhmi: ["date", isTime],
    hh: ["date", (piece) => piece < "24"],
    mi: ["date", (piece) => piece < "60"],
    ss: ["date", (piece) => piece < "60"],
    hyphen: ["value", (piece) => /^-*$/.test(piece)],
    yesno: ["value", (piece) => ["0", "1"].includes(piece)],
    nonzero: ["value", (piece) => !/^0*$/.test(piece)],
    zero: ["value", (piece) => /^0*$/.test(piece)],
    nozeroprefix: ["value", (piece) => piece === "0" || piece[0] !== "0"],
    hasnondigit: ["value", (piece) => !/^[0-9]+$/.test(piece)],
    winding: ["value", (piece) => ["0", "1", "9"].includes(piece)],
    iso5218: ["value", (piece) => ["0", "1", "2", "9"].includes(piece)],
    pieceoftotal: ["value", isPieceOfTotal],
    posinseqslash: ["value", isPositionInSequence],
    latitude: ["value", (piece) => Number(piece) <= 1800000000],
    longitude: ["value", (piece) => Number(piece) <= 3600000000],
    importeridx: ["value", (piece) => /^[0-9A-Za-z_-]$/.test(piece)],
    iban: ["check_digit", isIban],
    pcenc: ["value", (piece) => !/%(?![0-9A-Fa-f]{2})/.test(piece)],
};
