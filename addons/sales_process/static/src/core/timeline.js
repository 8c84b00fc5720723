/**
 * A scale of days on which dates are placed in percent of its width.
 *
 * Dates are days without a time, "2026-05-10", as the server writes them.
 *
 * @typedef {Object} Scale
 * @property {number} first day number of the left edge
 * @property {number} days how many days are shown
 */

const DAY = 24 * 60 * 60 * 1000;

/**
 * @param {string} day
 * @returns {number} number of the day, the same in every time zone
 */
export function dayNumber(day) {
    const [year, month, date] = day.split("-").map(Number);
    return Math.round(Date.UTC(year, month - 1, date) / DAY);
}

/**
 * @param {string} today
 * @param {number} before days to the left of today
 * @param {number} after days to the right of it
 * @returns {Scale}
 */
export function makeScale(today, before, after) {
    return { first: dayNumber(today) - before, days: before + after };
}

/**
 * @param {Scale} scale
 * @param {string} day
 * @returns {number} 0 to 100; what lies outside is put on the edge
 */
export function place(scale, day) {
    const share = (dayNumber(day) - scale.first) / scale.days;
    return Math.round(Math.min(Math.max(share, 0), 1) * 10000) / 100;
}

/**
 * @param {Scale} scale
 * @param {string} day
 * @returns {boolean} whether the day lies on the scale
 */
export function isShown(scale, day) {
    const distance = dayNumber(day) - scale.first;
    return distance >= 0 && distance <= scale.days;
}

/**
 * The bar of an order: from its beginning to the expected end, at least a sliver wide.
 *
 * @param {Scale} scale
 * @param {string} start
 * @param {string} end
 * @returns {{left: number, width: number}} in percent
 */
export function placeBar(scale, start, end) {
    const left = place(scale, start);
    const right = Math.max(place(scale, end), left);
    const width = Math.max(right - left, 1);
    return { left: Math.min(left, 99), width };
}

const LABEL_SHARE = 10; // percent of the scale that the name of a month takes

/**
 * First days of the months on the scale, for its head. The month at the left edge is
 * left out when its name has no room before the next.
 *
 * @param {Scale} scale
 * @returns {{year: number, month: number, left: number}[]} month from 1 to 12
 */
export function listMonths(scale) {
    const months = [];
    const begin = new Date(scale.first * DAY);
    let year = begin.getUTCFullYear();
    let month = begin.getUTCMonth();
    for (;;) {
        const first = Math.round(Date.UTC(year, month, 1) / DAY);
        const distance = first - scale.first;
        if (distance > scale.days) {
            return months.filter(
                (one, index) => index > 0 || !months[1] || months[1].left - one.left >= LABEL_SHARE
            );
        }
        const left = Math.max(distance, 0) / scale.days;
        months.push({ year, month: month + 1, left: Math.round(left * 10000) / 100 });
        month += 1;
        if (month === 12) {
            month = 0;
            year += 1;
        }
    }
}
