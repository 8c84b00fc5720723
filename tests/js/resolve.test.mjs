import assert from "node:assert/strict";
import { test } from "node:test";

import { makeIndex, resolve } from "../../addons/warehouse_barcode/static/src/core/resolve.js";
import { addDone, takeBack } from "../../addons/warehouse_barcode/static/src/core/line.js";
import { line, lot, product } from "./scanner_state.mjs";

const TODAY = "2026-11-22";
const index = makeIndex({
    products: [
        product(1, { tracking: "serial", codes: [{ code: "04670540176099", quantity: 1 }] }),
        product(2, { codes: [{ code: "4140000000009", quantity: 1 }] }),
        product(3, { codes: [{ code: "1000123", quantity: 1 }] }),
    ],
    lots: [lot(7, 3, "1000123"), lot(8, 3, "00123")],
    locations: [{ id: 1, name: "Stock", barcode: "WHSTOCK" }],
});
const typesOf = (code) => resolve(index, code, TODAY).candidates.map(({ type }) => type);

test("EAN and GTIN-14 forms of one item are equal", () => {
    for (const code of ["4670540176099", "04670540176099", "]E04670540176099"]) {
        assert.equal(resolve(index, code, TODAY).candidates[0]?.product_id, 1, code);
    }
});

test("an EAN that looks like a location of the nomenclature is its product", () => {
    assert.deepEqual(typesOf("4140000000009"), ["product"]);
});

test("a location by its barcode", () => {
    assert.deepEqual(typesOf("WHSTOCK"), ["location"]);
});

test("a code with several meanings gives all of them", () => {
    assert.deepEqual(typesOf("1000123"), ["product", "lot", "lot"]);
});

test("a marking code is its product and serial; 91 and 92 stay out of it", () => {
    const code = "0104670540176099215'W9Um\x1d91EE06\x1d92dGVz";
    const [candidate] = resolve(index, code, TODAY).candidates;
    assert.deepEqual([candidate.product_id, candidate.lot_name], [1, "5'W9Um"]);
});

test("inverse mapping only when nothing matches", () => {
    assert.deepEqual(typesOf("ЦРЫЕЩСЛ"), ["location"]);
    assert.deepEqual(typesOf("НЕТ ТАКОГО"), []);
});

test("quantities are spread as on the server", () => {
    const lines = [line(1, 1, 2), line(2, 1, 3), line(3, 2, 5)];
    const done = addDone(lines, 1, 6);
    assert.deepEqual(
        done.map((one) => one.done),
        [2, 4, 0]
    );
    assert.deepEqual(
        takeBack(done, 1, 5).map((one) => one.done),
        [1, 0, 0]
    );
    const parts = addDone(addDone([line(1, 1, 1)], 1, 0.1), 1, 0.2);
    assert.equal(parts[0].done, 0.3);
});
