/**
 * The clock of the client: what it shows, and whether he may be called.
 *
 * @typedef {Object} ClientClock
 * @property {"unknown"|"open"|"early"|"late"|"weekend"} state
 * @property {boolean} mayCall "unknown" may be called: nobody knows better
 * @property {string} time "21:40", empty when it is not known
 */

const SATURDAY = 6;

/**
 * @param {import("luxon").DateTime} now
 * @param {{zone: string, hour_from: number, hour_to: number, days_off: string[]}} card
 * @returns {ClientClock}
 */
export function readClock(now, { zone, hour_from: from, hour_to: to, days_off: daysOff = [] }) {
    const there = zone ? now.setZone(zone) : null;
    if (!there || !there.isValid) {
        return { state: "unknown", mayCall: true, time: "" };
    }
    const hour = there.hour + there.minute / 60;
    let state = "open";
    if (there.weekday >= SATURDAY || daysOff.includes(there.toISODate())) {
        state = "weekend";
    } else if (hour < from) {
        state = "early";
    } else if (hour >= to) {
        state = "late";
    }
    return { state, mayCall: state === "open", time: there.toFormat("HH:mm") };
}

/** "9:30" of 9.5 */
export function hourText(hour) {
    const minutes = Math.round(hour * 60);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
