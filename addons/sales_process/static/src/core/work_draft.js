/**
 * What an engineer typed and the server has not answered yet, as operations in their order.
 * The screen shows the last known state of the work with these operations folded over it.
 *
 * An operation that was sent once ("tried") never changes any more: the server may have applied
 * it though its answer was lost, and it applies a uuid once. What is typed afterwards becomes an
 * operation of its own. Operations that were not sent yet are compacted.
 *
 * @typedef {Object} Operation
 * @property {string} uuid
 * @property {number} work
 * @property {string} kind check, measure, defect_add, defect_edit, defect_remove, photo_add,
 *   photo_remove, field, start, done
 * @property {number|string} [target] id of the part, or the uuid of what has added it
 * @property {string} [field]
 * @property {*} [value]
 * @property {*} [seen] the value that stood there when it was typed
 * @property {string} at
 * @property {boolean} [tried]
 * @property {{code: string, message: string, theirs?: *, who?: string}} [conflict]
 */

const SETTERS = ["check", "measure", "defect_edit", "field"];
const STEPS = ["start", "done"];
const ADDS = { defect_edit: "defect_add", defect_remove: "defect_add", photo_remove: "photo_add" };
/** Nothing that is typed into such a work can be kept. */
const CLOSED = ["closed", "foreign"];
const NOT_SHOWN = [...CLOSED, "gone", "broken"];
const OPEN = ["draft", "planned", "in_progress", "refused"];

const isEmpty = (value) => value === null || value === undefined || value === "";
export const isSame = (one, other) => (isEmpty(one) ? isEmpty(other) : one === other);

const keyOf = ({ work, kind, target, field }) => [work, kind, target ?? "", field ?? ""].join("|");
const isFree = (operation) => !operation.tried && !operation.conflict;

// ---- typing --------------------------------------------------------------------------------

/**
 * The operations with one more, compacted.
 *
 * @param {Operation[]} operations
 * @param {Operation} operation
 * @returns {Operation[]}
 */
export function append(operations, operation) {
    if (SETTERS.includes(operation.kind)) {
        return appendValue(operations, operation);
    }
    if (operation.kind in ADDS) {
        return appendRemoval(operations, operation);
    }
    if (STEPS.includes(operation.kind) && isWaiting(operations, operation)) {
        return operations;
    }
    return [...operations, operation];
}

function appendValue(operations, operation) {
    const before = operations.findLastIndex((one) => isAbout(one, operation));
    const found = operations[before];
    if (!found || !mayChange(operations, before)) {
        return [...operations, operation];
    }
    const changed = mergeValue(found, operation);
    const isBack = found.kind !== "defect_add" && isSame(changed.value, changed.seen);
    return isBack && !found.conflict
        ? operations.toSpliced(before, 1)
        : operations.with(before, changed);
}

/** Whether a waiting operation already says something about what is typed now. */
function isAbout(one, operation) {
    const adds = one.kind === ADDS[operation.kind] && one.uuid === operation.target;
    return keyOf(one) === keyOf(operation) || adds;
}

/** Neither sent, nor followed by a step: what is typed after "done" comes after it. */
function mayChange(operations, index) {
    const found = operations[index];
    const later = operations.slice(index + 1);
    const isPassed = later.some((one) => one.work === found.work && STEPS.includes(one.kind));
    return found.conflict ? found.kind !== "defect_add" : !found.tried && !isPassed;
}

function mergeValue(found, { field, value, at }) {
    const merged = found.kind === "defect_add" ? { ...found.value, [field]: value } : value;
    return { ...found, value: merged, at };
}

function appendRemoval(operations, operation) {
    const added = operations.find((one) => one.uuid === operation.target);
    const edits = operations.filter((one) => one.target === operation.target);
    if (added && isFree(added) && edits.every(isFree)) {
        return operations.filter((one) => one !== added && !edits.includes(one));
    }
    const rest = operations.filter((one) => !(edits.includes(one) && isFree(one)));
    return [...rest, operation];
}

function isWaiting(operations, { work, kind }) {
    return operations.some((one) => one.work === work && one.kind === kind && !one.conflict);
}

// ---- showing -------------------------------------------------------------------------------

/**
 * What the screen shows: the state of the server with the operations over it.
 *
 * @param {Object} work as phone_load gives it
 * @param {Operation[]} operations of any works, in order
 */
export function fold(work, operations) {
    return operations
        .filter((operation) => operation.work === work.id && isShown(operation))
        .reduce((state, operation) => FOLDERS[operation.kind](state, operation), work);
}

function isShown({ kind, conflict }) {
    return !conflict || !(STEPS.includes(kind) || NOT_SHOWN.includes(conflict.code));
}

const isTarget = (item, target) => item.id === target || (item.key && item.key === target);

function setPart(work, list, { target, field, value }) {
    const set = (item) =>
        isTarget(item, target) ? { ...item, [field]: value, pending: true } : item;
    return { ...work, [list]: work[list].map(set) };
}

function addPart(work, list, item) {
    const isThere = work[list].some(({ key }) => key === item.key);
    return isThere ? work : { ...work, [list]: [...work[list], { ...item, pending: true }] };
}

function removePart(work, list, { target }) {
    return { ...work, [list]: work[list].filter((item) => !isTarget(item, target)) };
}

const FOLDERS = {
    check: (work, operation) => setPart(work, "checks", operation),
    measure: (work, operation) => setPart(work, "measures", operation),
    defect_edit: (work, operation) => setPart(work, "defects", operation),
    defect_remove: (work, operation) => removePart(work, "defects", operation),
    photo_remove: (work, operation) => removePart(work, "photos", operation),
    defect_add: (work, { uuid, value }) =>
        addPart(work, "defects", { deadline: "", lot: "", state: "open", ...value, key: uuid }),
    photo_add: (work, { uuid, value }) =>
        addPart(work, "photos", { name: value.name, thumb: value.thumb, key: uuid }),
    field: (work, { field, value }) => ({
        ...work,
        fields: work.fields.map((one) => (one.name === field ? { ...one, value } : one)),
    }),
    start: (work) => (OPEN.includes(work.state) ? { ...work, state: "in_progress" } : work),
    done: (work) => (OPEN.includes(work.state) ? { ...work, state: "done" } : work),
};

// ---- sending -------------------------------------------------------------------------------

/**
 * The operation that is sent now. A conflict holds what depends on it; a work that the server
 * does not take at all holds nothing of the other works.
 *
 * @param {Operation[]} operations
 * @param {Set<number>} [resting] works that wait after a failure
 * @returns {Operation|undefined}
 */
export function nextToSend(operations, resting = new Set()) {
    const held = { works: new Set(resting), keys: new Set(), unclear: new Set() };
    return operations.find((operation) => {
        const isHeld = isHeldBy(held, operation);
        if (operation.conflict || isHeld) {
            hold(held, operation);
        }
        return !operation.conflict && !isHeld;
    });
}

function isHeldBy({ works, keys, unclear }, operation) {
    const { work, kind, target } = operation;
    return (
        works.has(work) ||
        keys.has(keyOf(operation)) ||
        keys.has(target) ||
        (kind === "done" && unclear.has(work))
    );
}

function hold(held, operation) {
    held.unclear.add(operation.work);
    held.keys.add(keyOf(operation)).add(operation.uuid);
    if (CLOSED.includes(operation.conflict?.code)) {
        held.works.add(operation.work);
    }
}

/** It goes on its way: from now on it is not changed. */
export function markTried(operations, uuid) {
    return operations.map((one) => (one.uuid === uuid ? { ...one, tried: true } : one));
}

/**
 * The operations after an answer of the server.
 *
 * @param {Operation[]} operations
 * @param {{uuid: string, status: string}} result
 */
export function settle(operations, { uuid, status, code, message, theirs, who }) {
    if (status === "done") {
        return operations.filter((one) => one.uuid !== uuid);
    }
    if (status === "conflict") {
        const conflict = { code, message, theirs, who };
        return operations.map((one) => (one.uuid === uuid ? { ...one, conflict } : one));
    }
    return operations;
}

// ---- deciding ------------------------------------------------------------------------------

/** The person gives way: what he typed is dropped, with what depends on it. */
export function discard(operations, uuid) {
    const dropped = operations.find((one) => one.uuid === uuid);
    if (!dropped) {
        return operations;
    }
    if (CLOSED.includes(dropped.conflict?.code)) {
        return operations.filter((one) => one.work !== dropped.work);
    }
    const key = keyOf(dropped);
    return operations.filter(
        (one) => one.uuid !== uuid && keyOf(one) !== key && one.target !== uuid
    );
}

/**
 * The person insists: a new operation that has seen what the other one wrote.
 *
 * @param {Operation[]} operations
 * @param {string} uuid
 * @param {{uuid: string, at: string}} fresh
 */
export function insist(operations, uuid, fresh) {
    return operations.map((one) => {
        if (one.uuid === uuid) {
            const { conflict, ...rest } = one;
            const seen = conflict?.code === "changed" ? conflict.theirs : one.seen;
            return { ...rest, ...fresh, seen, tried: false };
        }
        return one.target === uuid ? { ...one, target: fresh.uuid } : one;
    });
}

export function conflictsOf(operations, workId) {
    const all = operations.filter(({ work, conflict }) => work === workId && conflict);
    const closed = all.find(({ conflict }) => CLOSED.includes(conflict.code));
    return closed ? [closed] : all;
}

export const countOf = (operations, workId) =>
    operations.filter(({ work }) => work === workId).length;

/**
 * Which line the screen shows about the connection.
 *
 * @returns {"unkept"|"stranger"|"login"|"conflict"|"sending"|"failed"|"waiting"|"offline"|"saved"}
 */
export function statusOf({ operations, online, problem, sending, kept }) {
    const isLeft = operations.length > 0;
    const cases = [
        ["unkept", !kept],
        [problem, problem === "stranger" || problem === "login"],
        ["sending", sending && isLeft],
        ["offline", !online],
        ["failed", isLeft && problem === "failed"],
        ["conflict", operations.some(({ conflict }) => conflict)],
        ["waiting", isLeft],
    ];
    return cases.find(([, isTrue]) => isTrue)?.[0] ?? "saved";
}
