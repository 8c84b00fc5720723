const SHORTEST = 10; // digits of a Russian number without its country

/**
 * Whether enough of a number is typed to look somebody up.
 *
 * @param {string} text as it is typed, with any brackets and blanks
 * @returns {boolean}
 */
export function isWorthLooking(text) {
    const digits = (text || "").replace(/\D/g, "");
    const hasCountry = /^\s*(\+7|8)/.test(text || "");
    return digits.length >= (hasCountry ? SHORTEST + 1 : SHORTEST);
}
