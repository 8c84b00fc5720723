import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

export const formatDay = (day) => (day ? formatDate(deserializeDate(day)) : "");

export const formatQuantity = (quantity) =>
    formatFloat(quantity || 0, { digits: [16, 3], trailingZeros: false });

const ICONS = {
    shelf: "fa-hand-paper-o",
    receipt: "fa-sign-in",
    delivery: "fa-sign-out",
    transfer: "fa-exchange",
    production: "fa-cogs",
    count: "fa-list-ol",
};

export const iconOf = (flow) => ICONS[flow] || "fa-barcode";

/** What stands in the messages: days and quantities as people of this language write them. */
function readable(params) {
    const texts = { ...params };
    for (const key of ["known", "given", "expired", "older_expiration", "expiry"]) {
        if (texts[key]) {
            texts[key] = formatDay(texts[key]);
        }
    }
    for (const key of ["counted", "demand", "done", "quantity", "available"]) {
        if (key in texts) {
            texts[key] = formatQuantity(texts[key]);
        }
    }
    for (const key of ["planned", "rows"]) {
        if (Array.isArray(texts[key])) {
            texts[key] = texts[key].map(rowText).join(", ");
        }
    }
    return texts;
}

const rowText = ({ product, quantity, done }) =>
    done === undefined
        ? `${product} × ${formatQuantity(quantity)}`
        : `${product} ${formatQuantity(done)} / ${formatQuantity(quantity)}`;

/** Code of a message -> its text. The only place with words for what the flows say. */
const MESSAGES = {
    // what was done
    received: (p) => _t("Received: %(product)s, %(quantity)s", p),
    received_expired: (p) => _t("Received, but already expired: %(product)s", p),
    picked: (p) => _t("Taken: %(product)s, %(quantity)s", p),
    picked_for: (p) => _t("%(product)s, %(quantity)s: into the box of %(document)s", p),
    received_for: (p) => _t("%(product)s, %(quantity)s: for %(document)s", p),
    picked_newer: (p) => _t("Taken with permission: %(product)s", p),
    counted: (p) => _t("Counted: %(product)s, %(quantity)s", p),
    count_done: (p) => _t("%(document)s is counted", p),
    in_hand: (p) => _t("In hand: %(product)s, %(quantity)s", p),
    moved: (p) => _t("Put on %(location)s", p),
    scrapped: () => _t("Written off"),
    attached: (p) => _t("From now on %(code)s is %(product)s", p),
    multiply: (p) => _t("The next scan counts %(quantity)s times", p),
    undone: (p) => _t("Taken back: %(product)s, %(quantity)s", p),
    undone_place: (p) => _t("Not on shelf %(location)s any more", p),
    undone_pack: () => _t("Unpacked again"),
    undone_package: (p) => _t("Package %(package)s taken back", p),
    undone_move: (p) => _t("Brought back from %(location)s", p),
    undone_scrap: () => _t("Not written off any more"),
    placed: (p) => _t("Put on shelf %(location)s", p),
    packed: (p) => (p.package ? _t("Packed into %(package)s", p) : _t("Packed")),
    package_taken: (p) => _t("Package %(package)s taken", p),
    at_shelf: (p) => _t("Shelf %(location)s", p),
    validated: (p) =>
        p.planned
            ? _t("%(document)s is done. Consumed as planned: %(planned)s", p)
            : _t("%(document)s is done", p),
    produced: (p) => _t("Made: %(product)s, %(quantity)s", p),
    serial_in_hand: (p) => _t("Number %(lot)s is registered; it is in hand now", p),
    workorder_started: (p) => _t("Started: %(workorder)s", p),
    workorder_stopped: (p) => _t("Stopped: %(workorder)s", p),
    workorder_done: (p) => _t("Finished: %(workorder)s", p),
    undone_workorder: (p) => _t("Not started any more: %(workorder)s", p),
    already_validated: (p) => _t("%(document)s was done before", p),
    // what is asked
    ambiguous: () => _t("This code has several meanings. Which one?"),
    lot_needed: (p) => _t("Series of %(product)s?", p),
    expiry_needed: (p) => _t("Expiry date of the new series %(lot)s?", p),
    over_quantity: (p) =>
        _t("%(product)s: %(demand)s expected, %(done)s done. Add %(quantity)s more?", p),
    newer_series: (p) =>
        p.older_expiration
            ? _t("An older series is here: %(older_lot)s, good until %(older_expiration)s", p)
            : _t("An older series is here: %(older_lot)s", p),
    sign_newer: (p) => _t("Why is the newer series %(lot)s taken?", p),
    serial_needed: (p) => _t("Number of %(product)s?", p),
    ask_component: (p) => _t("%(product)s is not in the order. Add it?", p),
    ask_produce_all: (p) => _t("%(product)s: nothing is registered. Are all %(quantity)s made?", p),
    ask_consumption: () => _t("Consumed is not what was planned. Is it right?"),
    ask_backorder: () => _t("Not everything is scanned. What about the rest?"),
    ask_missing: () => _t("Not everything that should be here was counted"),
    count_conflict: () => _t("Stock has moved since it was counted. What holds?"),
    scrap_reason: () => _t("Why are the goods written off?"),
    // what is refused
    found_product: (p) => _t("%(name)s is not in this document", p),
    found_lot: (p) => _t("Series %(name)s is not in this document", p),
    found_place: (p) => _t("Place %(name)s has nothing to do with this document", p),
    found_other: (p) => _t("%(name)s cannot be scanned here", p),
    finish_count_first: (p) => _t("Finish this count before you begin %(location)s", p),
    scan_target: () => _t("Scan the shelf on which the goods are put"),
    taken_already: () => _t("All of it is in hand already or kept for documents"),
    serial_elsewhere: (p) => _t("Serial number %(lot)s is in stock at %(location)s", p),
    nothing_to_repeat: () => _t("There is no scan that could be repeated"),
    open_first: () => _t("Open a document first"),
    code_taken: (p) => _t("The code %(code)s has a meaning already", p),
    unknown_barcode: (p) => _t("Unknown code: %(code)s", p),
    unknown_document: (p) => _t("No such document: %(code)s", p),
    ambiguous_barcode: (p) => _t("The code %(code)s has several meanings", p),
    over_strict: (p) =>
        _t("%(product)s: no more than %(demand)s, this order takes only what is planned", p),
    component_strict: (p) =>
        _t("%(product)s is not planned, and this order takes only what is planned", p),
    consumption_strict: (p) =>
        _t("Consumed is not what was planned. A manager must close %(document)s: %(rows)s", p),
    finished_needed: (p) => _t("Scan what was made first: %(product)s", p),
    serial_exists: (p) => _t("Number %(lot)s of %(product)s was used before", p),
    one_series: (p) => _t("This order makes series %(other)s, not %(lot)s", p),
    workorder_closed: (p) => _t("%(workorder)s is finished already", p),
    workorder_unknown: (p) => _t("This work order does not belong to %(document)s", p),
    wrong_product: () => _t("This product is not in the document"),
    scan_product: () => _t("This is a shelf. Scan a product"),
    series_not_product: () => _t("This is a product. Scan the series"),
    answer_first: () => _t("Answer the question first"),
    wait_first: () => _t("Wait for the answer of the server"),
    bad_date: () => _t("This is no date. Write it as day.month.year"),
    bad_quantity: (p) => _t("This quantity cannot be: %(quantity)s", p),
    lot_unknown: (p) => _t("There is no series %(lot)s of %(product)s", p),
    lot_of_other_product: (p) => _t("Series %(lot)s belongs to %(other)s", p),
    lot_not_here: () => _t("This series is not in this stock"),
    lot_expired: (p) => _t("Series %(lot)s has expired: %(expired)s", p),
    lot_reserved: (p) => _t("Series %(lot)s is kept for %(documents)s", p),
    lot_picked_by_others: (p) => _t("Series %(lot)s is already taken for %(documents)s", p),
    wrong_place: () => _t("Goods of this document do not go to that place"),
    not_enough: (p) => _t("Only %(available)s can be taken", p),
    serial_quantity: () => _t("A serial number is one piece"),
    serial_twice: (p) => _t("Serial number %(lot)s is already scanned", p),
    serial_in_stock: (p) => _t("Serial number %(lot)s is already in stock", p),
    expiry_mismatch: (p) =>
        _t("Series %(lot)s is known with another expiry: %(known)s, here %(given)s", p),
    badge_read: () => _t("The badge is read. Give the reason and allow"),
    reason_needed: () => _t("Write the reason"),
    manager_needed: () => _t("A manager must allow it: choose him and give his PIN"),
    wrong_pin: () => _t("The PIN is wrong"),
    too_many_attempts: () => _t("Too many wrong PINs. Wait five minutes"),
    nothing_in_hand: () => _t("Nothing is in hand. Scan the goods first"),
    nothing_to_pack: () => _t("Nothing is to be packed. Scan the goods first"),
    pack_one_document: (p) => _t("One package, but goods of several documents: %(documents)s", p),
    package_not_here: (p) => _t("Package %(package)s is not here", p),
    package_foreign: (p) => _t("Package %(package)s holds goods of other documents", p),
    nothing_to_print: () => _t("There is nothing yet whose label could be printed"),
    nothing_to_undo: () => _t("There is nothing to take back"),
    nothing_scanned: () => _t("Nothing is scanned yet"),
    needs_connection: () => _t("No connection. Try again when it is back"),
    needs_dialog: (p) => _t("%(document)s asks something more: finish it in Inventory", p),
    // documents
    document_unknown: () => _t("The document is gone or not yours"),
    document_done: (p) => _t("%(document)s is already done", p),
    document_cancel: (p) => _t("%(document)s is cancelled", p),
    document_cancelled: (p) => _t("%(document)s is cancelled", p),
    document_draft: (p) => _t("%(document)s is a draft: confirm it first", p),
    document_not_ready: (p) => _t("%(document)s is a draft: confirm it first", p),
    flow_not_supported: (p) => _t("%(document)s cannot be worked by scanning", p),
    wrong_flow: (p) => _t("%(document)s is of another kind: this cannot be done in it", p),
    refused: (p) => _t("Not accepted: %(message)s", p),
};

export function messageText(code, params = {}) {
    const message = MESSAGES[code];
    return message ? message(readable(params)).toString() : _t("Not accepted: %s", code);
}

const PROMPTS = {
    unknown_code: () => _t("Unknown code"),
    choose_product: () => _t("Which product is it?"),
    not_counted: () => _t("Not everything is counted"),
    stock_moved: () => _t("Stock has moved meanwhile"),
    give_reason: () => _t("Give the reason"),
    count_here: () => _t("Count: scan all that is here"),
    take_here: () => _t("Scan what you take"),
    scan_product: () => _t("Scan a product"),
    scan_product_at: (p) => _t("Go to shelf %(shelf)s and scan", p),
    put_at: (p) => _t("Put it on shelf %(shelf)s, scan the shelf", p),
    put_somewhere: () => _t("Scan the shelf or the next product"),
    scan_component: () => _t("Scan a component"),
    scan_finished: () => _t("Scan the serial of the finished product"),
    scan_finished_series: () => _t("Scan the series of the finished product"),
    scan_finished_product: () => _t("Scan the finished product"),
    not_planned: () => _t("Not in the order"),
    say_made: () => _t("Is everything made?"),
    say_differences: () => _t("Not as planned"),
    scan_series: () => _t("Scan the series"),
    give_expiry: () => _t("Enter the expiry date"),
    choose: () => _t("Choose what it is"),
    kept_for_others: () => _t("Kept for somebody else"),
    confirm_over: () => _t("More than expected"),
    older_first: () => _t("Stop: take the older series"),
    sign_here: () => _t("Permission for the newer series"),
    wait: () => _t("Wait…"),
    say_rest: () => _t("Not complete"),
    wait_validation: () => _t("Being validated…"),
    validate_now: () => _t("All scanned. Validate"),
    finished: () => _t("Done. Scan the next document"),
};

export const promptText = ({ code, params }) => PROMPTS[code]({ shelf: params.shelf }).toString();

export function startPrompt(mode) {
    if (mode === "count") {
        return _t("Scan the shelf to count").toString();
    }
    if (mode === "shelf") {
        return _t("Scan the shelf to take from").toString();
    }
    return _t("Scan a document, a shelf or goods").toString();
}
