import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { parse } from "../../addons/warehouse_barcode/static/src/core/gs1.js";
import { AI_SPEC } from "../../addons/warehouse_barcode/static/src/core/gs1_spec.js";
import {
    expandUpce,
    parseGtin,
    sameGtin,
} from "../../addons/warehouse_barcode/static/src/core/gtin.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
const vectors = read("gs1_vectors.json");
const cases = read("gs1_cases.json");

for (const vector of vectors.gs1) {
    test(`vector ${vector.id}`, () => {
        const { today, separators } = vector;
        assert.deepEqual(parse(vector.raw, { today, separators }), vector.expected);
        assert.deepEqual(parse(vector.raw, { today }), vector.expected);
    });
}

for (const vector of vectors.ean_upc) {
    test(`gtin ${vector.id}`, () => {
        assert.deepEqual(parseGtin(vector.raw, vector.symbology), vector.expected);
    });
}

for (const vector of vectors.digital_link) {
    test(`digital link ${vector.id}`, () => {
        assert.deepEqual(parse(vector.raw).elements, vector.elements);
    });
}

for (const { name, raw, today, expected } of cases.parse) {
    test(`our case ${name}`, () => {
        assert.deepEqual(parse(raw, { today }), expected);
    });
}

test("the table has every identifier as its source has it", () => {
    const { ais, count } = read("ai_table.json");
    assert.equal(AI_SPEC.size, count);
    for (const { ai, fnc1_required, components } of ais) {
        const expected = components.map(({ cset, min, max, optional, lint }) => {
            const part = { cset, min: optional && min < max ? 0 : min, max, optional };
            return { ...part, lints: lint };
        });
        assert.deepEqual(AI_SPEC.get(ai), { fixed: !fnc1_required, components: expected }, ai);
    }
});

test("UPC-E stands for a UPC-A", () => {
    for (const [short, long] of cases.upce) {
        assert.equal(expandUpce(short), long);
    }
});

test("one trade item has several spellings", () => {
    assert.deepEqual(sameGtin("4006381333931"), ["4006381333931", "04006381333931"]);
    assert.deepEqual(sameGtin("not a gtin"), ["not a gtin"]);
});
