// Dates as storekeepers type them, as ISO text.

import { daysInMonth } from "./gs1_lint.js";

const FORMS = [
    [/^(\d{4})-(\d{2})-(\d{2})$/, ([year, month, day]) => [year, month, day]],
    [/^(\d{1,2})[./ ](\d{1,2})[./ ](\d{4}|\d{2})$/, ([day, month, year]) => [year, month, day]],
    [/^(\d{1,2})[./ ](\d{4}|\d{2})$/, ([month, year]) => [year, month, 0]],
    [/^(\d{2})(\d{2})(\d{2}|\d{4})$/, ([day, month, year]) => [year, month, day]],
];

/** "31.03.2027", "31.03.27", "310327", "2027-03-31"; "03.2027" is the end of the month. */
export function parseDate(text) {
    for (const [form, order] of FORMS) {
        const found = form.exec(text.trim());
        if (found) {
            return toIso(...order(found.slice(1)).map(Number));
        }
    }
    return null;
}

function toIso(givenYear, month, givenDay) {
    const year = givenYear < 100 ? 2000 + givenYear : givenYear;
    if (month < 1 || month > 12) {
        return null;
    }
    const last = daysInMonth(year, month);
    const day = givenDay || last;
    if (day > last) {
        return null;
    }
    return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
