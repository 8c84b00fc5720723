/** What the equipment passport shows: rules without a screen. */

export const MOST_RECENT = 8;

/**
 * @param {Object[]} recent serial numbers looked at before, the latest first
 * @param {{id: number, name: string, product: string}} lot
 * @returns {Object[]} the list with this one in front, without doubles
 */
export function remember(recent, { id, name, product }) {
    const others = recent.filter((one) => one.id !== id);
    return [{ id, name, product }, ...others].slice(0, MOST_RECENT);
}

/**
 * @param {string|null} text what the browser has kept
 * @returns {Object[]} nothing when it is damaged
 */
export function readRecent(text) {
    try {
        const recent = JSON.parse(text || "[]");
        return Array.isArray(recent) ? recent.filter((one) => one && one.id && one.name) : [];
    } catch {
        return [];
    }
}

/**
 * Rows of a tree that are to be seen: those whose rows above are all open.
 *
 * @param {{depth?: number}[]} rows in the order of the tree
 * @param {Set<number>} open indexes of the rows that are open
 * @returns {{index: number, row: Object, hasParts: boolean, isOpen: boolean}[]}
 */
export function getVisibleRows(rows, open) {
    const visible = [];
    let closedAt = Infinity;
    rows.forEach((row, index) => {
        const depth = row.depth || 0;
        if (depth > closedAt) {
            return;
        }
        closedAt = Infinity;
        const next = rows[index + 1];
        const hasParts = Boolean(next) && (next.depth || 0) > depth;
        const isOpen = open.has(index);
        if (hasParts && !isOpen) {
            closedAt = depth;
        }
        visible.push({ index, row, hasParts, isOpen });
    });
    return visible;
}

/**
 * @param {{depth?: number}[]} rows
 * @param {number} deepest rows of a lower level are opened
 * @returns {Set<number>} indexes
 */
export function getOpenRows(rows, deepest) {
    const indexes = rows.map((row, index) => ((row.depth || 0) < deepest ? index : -1));
    return new Set(indexes.filter((index) => index >= 0));
}
