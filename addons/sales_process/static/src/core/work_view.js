/** What a work lacks, whether a measurement is good, which works are due: as on the server. */

const TOLERANCE = 1e-9; // relative, as in tools/works/measure.py
const DAY = 24 * 3600 * 1000;
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * A number as people type it: 12,5 and 12.5, with spaces between thousands.
 *
 * @param {string} text
 * @returns {number|null|undefined} null: nothing is typed; undefined: it is no number
 */
export function parseNumber(text) {
    const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(/[−–]/g, "-");
    if (!plain) {
        return null;
    }
    const value = NUMBER.test(plain) ? Number(plain.replace(",", ".")) : NaN;
    return Number.isFinite(value) ? value : undefined;
}

export function formatNumber(value, point = ".") {
    if (value === null || value === undefined) {
        return "";
    }
    return String(Number(value.toPrecision(10))).replace(".", point);
}

const slack = (limit) => Math.abs(limit) * TOLERANCE;
const isGiven = (limit) => limit !== null && limit !== undefined;

function isWithin(value, { min, max }) {
    if (isGiven(min) && value < min - slack(min)) {
        return false;
    }
    return !isGiven(max) || value <= max + slack(max);
}

/** @returns {"empty"|"good"|"bad"} */
export function judge(measure) {
    if (isGiven(measure.value)) {
        return isWithin(measure.value, measure) ? "good" : "bad";
    }
    return measure.text ? "good" : "empty";
}

export const hasLimits = ({ min, max }) => isGiven(min) || isGiven(max);

/** "1 … 5", "≥ 1", "≤ 5", or the words of the template. */
export function limitsText({ min, max, required_text }, point = ".") {
    if (isGiven(min) && isGiven(max)) {
        return `${formatNumber(min, point)} … ${formatNumber(max, point)}`;
    }
    if (isGiven(min)) {
        return `≥ ${formatNumber(min, point)}`;
    }
    return isGiven(max) ? `≤ ${formatNumber(max, point)}` : required_text;
}

/**
 * What is missing to finish the work, by the rules of the server.
 *
 * @returns {Array<{code: "check"|"measure"|"explain", step: string, part: Object}>}
 */
export function findProblems(work) {
    const silent = [
        ...work.checks.filter(({ answer }) => answer === "no").map((part) => ["checks", part]),
        ...work.measures.filter((part) => judge(part) === "bad").map((part) => ["measures", part]),
    ].filter(([, part]) => !part.note);
    const unexplained = silent.length > work.defects.length ? silent : [];
    return [
        ...work.checks
            .filter(({ answer }) => !answer)
            .map((part) => ({ code: "check", step: "checks", part })),
        ...work.measures
            .filter((part) => part.is_required && judge(part) === "empty")
            .map((part) => ({ code: "measure", step: "measures", part })),
        ...unexplained.map(([step, part]) => ({ code: "explain", step, part })),
    ];
}

/** How many of the things to fill in are filled in, of a step. */
export function progressOf(work, step) {
    if (step === "checks") {
        return [work.checks.filter(({ answer }) => answer).length, work.checks.length];
    }
    if (step === "measures") {
        const filled = work.measures.filter((part) => judge(part) !== "empty");
        return [filled.length, work.measures.length];
    }
    return null;
}

/** Which steps a work has, in order. */
export function stepsOf(work) {
    const isCertification = work.kind === "certification";
    return [
        "place",
        ...(work.checks.length ? ["checks"] : []),
        ...(work.measures.length ? ["measures"] : []),
        "defects",
        "photos",
        "fields",
        "overview",
        ...(isCertification ? [] : ["sign"]),
    ];
}

export const toMillis = (text) => (text ? Date.parse(`${text.replace(" ", "T")}Z`) : null);

/**
 * Works by when they are due, in the order of the screen; empty groups are left out.
 *
 * @param {Object[]} works
 * @param {number} dayStart beginning of the day of the person, in milliseconds
 */
export function groupWorks(works, dayStart) {
    const names = ["now", "late", "today", "week", "later", "unplanned", "sign", "free", "over"];
    const groups = new Map(names.map((name) => [name, []]));
    for (const work of works) {
        groups.get(groupOf(work, dayStart)).push(work);
    }
    return [...groups]
        .filter(([, members]) => members.length)
        .map(([name, members]) => ({ name, works: members }));
}

function groupOf(work, dayStart) {
    const date = toMillis(work.date);
    const cases = [
        ["over", ["signed", "cancelled"].includes(work.state)],
        ["sign", work.state === "done"],
        ["free", !work.engineer],
        ["now", ["in_progress", "refused"].includes(work.state)],
        ["unplanned", !date],
        ["late", date < dayStart],
        ["today", date < dayStart + DAY],
        ["week", date < dayStart + 7 * DAY],
    ];
    return cases.find(([, isTrue]) => isTrue)?.[0] ?? "later";
}

/** A link that opens the maps of the phone: by coordinates when they are known. */
export function mapLink({ address, latitude, longitude }) {
    if (latitude || longitude) {
        return `https://yandex.ru/maps/?pt=${longitude},${latitude}&z=16&l=map`;
    }
    return address ? `https://yandex.ru/maps/?text=${encodeURIComponent(address)}` : "";
}

/** A link that dials: digits and the plus only. */
export const phoneLink = (phone) => (phone ? `tel:${phone.replace(/[^+\d,;]/g, "")}` : "");

/** The size of a picture that fits into a square, never larger than it is. */
export function fitInto(width, height, limit) {
    const ratio = Math.min(1, limit / Math.max(width, height));
    return [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
}
