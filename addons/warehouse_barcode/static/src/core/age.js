// Which series to take, decided on the device: the same rules as the server's age check.

/** What this document may still take of a series: free, or planned for it. */
export function available(state, lotId) {
    const lot = state.lots[lotId];
    const free = lot.places.reduce((sum, place) => sum + place.free, 0);
    return free + planned(state, lotId) - (state.taken[lotId] || 0);
}

/**
 * Made once from lines or series, which are never changed in place: hundreds of lines are not gone
 * through for every series at every scan.
 */
function madeOnce(make) {
    const made = new WeakMap();
    return (source) => {
        if (!made.has(source)) {
            made.set(source, make(source));
        }
        return made.get(source);
    };
}

/** What is reserved of each series: {quantity, first: the first reservation}. */
const reservedOf = madeOnce((lines) => {
    const bySeries = new Map();
    for (const reserved of lines.flatMap((line) => line.reserved)) {
        const { quantity = 0, first = reserved } = bySeries.get(reserved.lot_id) || {};
        bySeries.set(reserved.lot_id, { quantity: quantity + reserved.quantity, first });
    }
    return bySeries;
});

const seriesByProduct = madeOnce((lots) => {
    const byProduct = new Map();
    for (const lot of Object.values(lots)) {
        const own = byProduct.get(lot.product_id) || [];
        own.push(lot);
        byProduct.set(lot.product_id, own);
    }
    return byProduct;
});

/** All series of a product that the device knows. */
export const lotsOf = (state, productId) => seriesByProduct(state.lots).get(productId) || [];

/** Planned for this document when it was opened and not taken since. */
const planned = (state, lotId) => reservedOf(state.lines).get(lotId)?.quantity || 0;

export function isPlanned(state, lotId, quantity) {
    return planned(state, lotId) - (state.taken[lotId] || 0) >= quantity;
}

const byAge = (one, other) => (one.age < other.age ? -1 : one.age > other.age ? 1 : 0);

function takeable(state, productId) {
    return lotsOf(state, productId).filter((lot) => !lot.to_remove && available(state, lot.id) > 0);
}

/** The oldest series that should be taken before this one, or undefined. */
export function findOlder(state, lotId) {
    const lot = state.lots[lotId];
    if (!state.products[lot.product_id].is_age_controlled) {
        return undefined;
    }
    return takeable(state, lot.product_id)
        .filter((other) => other.id !== lotId && other.age < lot.age)
        .sort(byAge)[0];
}

/** The series to take now: the oldest, or what is planned where age does not matter. */
export function suggestLot(state, productId) {
    const lots = takeable(state, productId);
    if (!state.products[productId].is_age_controlled) {
        return lots.find((lot) => isPlanned(state, lot.id, 1)) || lots[0];
    }
    return lots.sort(byAge)[0];
}

/** Where a series lies: the shelf planned for us, else one with free goods. */
export function shelfOf(state, lotId) {
    const reserved = reservedOf(state.lines).get(lotId)?.first;
    const place = state.lots[lotId].places.find(({ free }) => free > 0);
    const id =
        reserved?.location_id || place?.location_id || state.lots[lotId].places[0]?.location_id;
    return state.locations[id]?.name || "";
}
