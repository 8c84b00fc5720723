// The lines of a document on the device: what is asked, what is done. Nothing is changed in
// place, every function returns new lines.

/** @typedef {{id: number, product_id: number, demand: number, done: number}} Line */

/** Quantities are compared to 5 decimals, the precision of units in stock. */
export const round = (quantity) => Math.round(quantity * 1e5) / 1e5;

export function totals(lines, productId) {
    const own = lines.filter((line) => line.product_id === productId);
    return {
        demand: round(own.reduce((sum, line) => sum + line.demand, 0)),
        done: round(own.reduce((sum, line) => sum + line.done, 0)),
    };
}

export const isAsked = (lines, productId) => lines.some((line) => line.product_id === productId);

export const isComplete = (lines) => lines.every((line) => line.done >= line.demand);

export const isStarted = (lines) => lines.some((line) => line.done > 0);

export function missing(lines) {
    return lines
        .filter((line) => line.done < line.demand)
        .map(({ product_id, demand, done }) => ({ product_id, quantity: round(demand - done) }));
}

/**
 * The line to work on: of the product in hand while it is open, else the first open one, those
 * first at which nobody else is at work.
 */
export function presentLine(lines, productId) {
    const open = lines.filter((line) => line.done < line.demand);
    const free = open.find(({ workers }) => !workers?.length);
    return open.find((line) => line.product_id === productId) || free || open[0] || null;
}

/** The line that gets the next piece of a product. */
export function lineFor(lines, productId) {
    const own = lines.filter((line) => line.product_id === productId);
    return own.find((line) => line.done < line.demand) || own.at(-1) || null;
}

/** Add a quantity: to what each line misses, the rest to the last (as the server does). */
export function addDone(lines, productId, quantity) {
    const own = lines.filter((line) => line.product_id === productId);
    const last = own.at(-1);
    let rest = quantity;
    return lines.map((line) => {
        if (line.product_id !== productId) {
            return line;
        }
        const share = line === last ? rest : Math.min(Math.max(line.demand - line.done, 0), rest);
        rest = round(rest - share);
        return { ...line, done: round(line.done + share) };
    });
}

/** Take a quantity back, from the last line first. */
export function takeBack(lines, productId, quantity) {
    let rest = quantity;
    return [...lines]
        .reverse()
        .map((line) => {
            if (line.product_id !== productId) {
                return line;
            }
            const share = Math.min(line.done, rest);
            rest = round(rest - share);
            return { ...line, done: round(line.done - share) };
        })
        .reverse();
}

/** Replace what the server has told about some lines. */
export function adopt(lines, fresh) {
    const byId = new Map(fresh.map((line) => [line.id, line]));
    return lines.map((line) => {
        const told = byId.get(line.id);
        return told ? { ...line, demand: told.demand, done: told.done } : line;
    });
}

/** Lines of a shelf: one per series. What is found there without a line gets one. */
export function addCounted(lines, { product_id, lot_id, lot_name = "", quantity }, sign) {
    const name = lot_name || "";
    const isOwn = (line) => line.product_id === product_id && (line.lot_name || "") === name;
    const own = lines.find((line) => isOwn(line) && !line.package) || lines.find(isOwn);
    if (!own) {
        const id = `${product_id} ${name}`;
        const fresh = { id, product_id, lot_id, lot_name: name, demand: 0, free: 0 };
        return [...lines, { ...fresh, done: quantity, is_counted: true, picked: [], reserved: [] }];
    }
    const done = round(Math.max(own.done + sign * quantity, 0));
    return lines.map((line) =>
        line === own ? { ...line, done, is_counted: sign > 0 || done > 0 } : line
    );
}

/** Goods that have left a shelf, from the hand. */
export const takeAway = (lines, rows) => changeGoods(lines, rows, -1);

/** Goods that the server has put back on a shelf; they are not in hand any more. */
export const giveBack = (lines, rows) => changeGoods(lines, rows, 1);

function changeGoods(lines, rows, sign) {
    return rows.reduce(
        (current, { product_id, lot_name, quantity }) =>
            current.map((line) =>
                line.product_id === product_id && (line.lot_name || "") === (lot_name || "")
                    ? {
                          ...line,
                          done: round(sign < 0 ? Math.max(line.done - quantity, 0) : line.done),
                          demand: round(Math.max(line.demand + sign * quantity, 0)),
                          free: round(Math.max(line.free + sign * quantity, 0)),
                      }
                    : line
            ),
        lines
    );
}
