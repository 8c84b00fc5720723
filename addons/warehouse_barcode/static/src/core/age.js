// Which series to take, decided on the device: the same rules as the server's age check.

/** What this document may still take of a series: free, or planned for it. */
export function available(state, lotId) {
    const lot = state.lots[lotId];
    const free = lot.places.reduce((sum, place) => sum + place.free, 0);
    return free + planned(state, lotId) - (state.taken[lotId] || 0);
}

/** Planned for this document when it was opened and not taken since. */
function planned(state, lotId) {
    return state.lines
        .flatMap((line) => line.reserved)
        .filter((reserved) => reserved.lot_id === lotId)
        .reduce((sum, reserved) => sum + reserved.quantity, 0);
}

export function isPlanned(state, lotId, quantity) {
    return planned(state, lotId) - (state.taken[lotId] || 0) >= quantity;
}

const byAge = (one, other) => (one.age < other.age ? -1 : one.age > other.age ? 1 : 0);

function takeable(state, productId) {
    return Object.values(state.lots).filter(
        (lot) => lot.product_id === productId && !lot.to_remove && available(state, lot.id) > 0
    );
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
    const reserved = state.lines
        .flatMap((line) => line.reserved)
        .find((one) => one.lot_id === lotId);
    const place = state.lots[lotId].places.find(({ free }) => free > 0);
    const id =
        reserved?.location_id || place?.location_id || state.lots[lotId].places[0]?.location_id;
    return state.locations[id]?.name || "";
}
