// What a code means, by the records of the open document. All meanings are returned: when there
// is more than one, the user is asked.

import { parse } from "./gs1.js";
import { sameGtin } from "./gtin.js";
import { cleanText, fromRussianLayout, hasCyrillic } from "./keyboard.js";

const LOT_AIS = { 10: "lot", 21: "serial" };
const EXPIRY_AIS = ["17", "7003"];
const COUNT_AIS = ["30", "37"];

/** Index of the codes of a document; plain objects, made once when it is opened. */
export function makeIndex({ products, lots, locations, packages = [] }) {
    const index = { products: {}, lots: {}, locations: {}, packages: {}, tracking: {} };
    for (const { id, name } of packages) {
        push(index.packages, name, { package_id: id });
    }
    for (const product of products) {
        index.tracking[product.id] = product.tracking;
        for (const { code, quantity } of product.codes) {
            for (const form of sameGtin(code)) {
                push(index.products, form, { product_id: product.id, quantity });
            }
        }
    }
    for (const lot of lots) {
        push(index.lots, lot.name, { product_id: lot.product_id, lot_id: lot.id });
    }
    for (const location of locations) {
        if (location.barcode) {
            push(index.locations, location.barcode, { location_id: location.id });
        }
    }
    return index;
}

/** The same index with one more code of a product. */
export function addCode(index, code, product_id) {
    const products = { ...index.products };
    for (const form of sameGtin(readGs1(code)?.gtin || code)) {
        products[form] = [...(products[form] || []), { product_id, quantity: 1 }];
    }
    return { ...index, products };
}

function push(table, key, value) {
    (table[key] ||= []).push(value);
}

/** What a GS1 code says: {gtin, lot, serial, expiration_date, count}; null when it is none. */
export function readGs1(code, today) {
    const read = parse(code, { today });
    if (!read.valid) {
        return null;
    }
    const facts = {};
    for (const { ai, value, date } of read.elements) {
        if (ai === "00") {
            facts.sscc = value;
        } else if (["01", "02"].includes(ai)) {
            facts.gtin = value;
        } else if (ai in LOT_AIS) {
            facts[LOT_AIS[ai]] = value;
        } else if (EXPIRY_AIS.includes(ai)) {
            facts.expiration_date = date;
        } else if (COUNT_AIS.includes(ai)) {
            facts.count = Number(value);
        }
    }
    return facts;
}

/** Serial (21) for products tracked by serial number, batch (10) for series. */
export function lotNameOf(facts, tracking) {
    const { lot = "", serial = "" } = facts || {};
    return tracking === "serial" ? serial || lot : lot || serial;
}

/**
 * @returns {{code: string, candidates: Object[]}} candidates: {type: "product", product_id,
 *   quantity, lot_name, expiration_date} | {type: "lot", product_id, lot_id, lot_name} |
 *   {type: "location", location_id} | {type: "package", package_id} | {type: "pack", name}
 */
export function resolve(index, code, today) {
    const text = cleanText(code).trim();
    const candidates = findAll(index, text, today);
    if (candidates.length || !hasCyrillic(text)) {
        return { code: text, candidates };
    }
    const mapped = fromRussianLayout(text);
    return { code: mapped, candidates: findAll(index, mapped, today) };
}

function findAll(index, code, today) {
    const facts = readGs1(code, today);
    return [
        ...findProducts(index, code, facts),
        ...findLots(index, code, facts),
        ...(index.locations[code] || []).map((found) => ({ type: "location", ...found })),
        ...findPackages(index, code, facts),
    ];
}

/** A package that stands here, or the number of one (SSCC) that is not known. */
function findPackages(index, code, facts) {
    const name = facts?.sscc || code;
    const known = (index.packages[name] || []).map((found) => ({ type: "package", ...found }));
    return !known.length && facts?.sscc ? [{ type: "pack", name }] : known;
}

function findProducts(index, code, facts) {
    const forms = sameGtin(facts?.gtin || code);
    const found = forms.flatMap((form) => index.products[form] || []);
    const unique = new Map(found.map((item) => [`${item.product_id} ${item.quantity}`, item]));
    return [...unique.values()].map(({ product_id, quantity }) => ({
        type: "product",
        product_id,
        quantity: quantity * ((facts?.gtin && facts.count) || 1),
        lot_name: facts?.gtin ? lotNameOf(facts, index.tracking[product_id]) : "",
        expiration_date: (facts?.gtin && facts.expiration_date) || "",
    }));
}

function findLots(index, code, facts) {
    const names = new Set([code]);
    if (facts && !facts.gtin) {
        [facts.lot, facts.serial].filter(Boolean).forEach((name) => names.add(name));
    }
    return [...names].flatMap((name) =>
        (index.lots[name] || []).map((found) => ({ type: "lot", lot_name: name, ...found }))
    );
}
