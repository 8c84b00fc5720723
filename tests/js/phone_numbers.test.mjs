import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
    formatNumber,
    phoneHref,
    phoneNumbers,
} from "../../addons/sales_process/static/src/core/phone_numbers.js";

const VECTORS = new URL("../../addons/sales_process/tests/data/phones.csv", import.meta.url);

/** Rows of the file; a field in quotes may hold commas. */
function readVectors() {
    const [, ...lines] = readFileSync(VECTORS, "utf8").trim().split(/\r?\n/);
    return lines.map((line) =>
        [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) =>
            quoted === undefined ? plain : quoted
        )
    );
}

const e164 = (text) => phoneNumbers(text).map((number) => number.e164);

test("every row of the shared vectors", () => {
    const rows = readVectors();
    assert.ok(rows.length > 10);
    for (const [raw, expected, extension] of rows) {
        const found = phoneNumbers(raw);
        assert.equal(found.map((number) => number.e164).join(";"), expected, raw);
        const extensions = found.map((number) => number.extension).filter(Boolean);
        assert.equal(extensions.join(";"), extension, raw);
    }
});

test("other spellings, as the server reads them", () => {
    const cases = {
        "8(347)272-00-00, 273-11-11": ["+73472720000", "+73472731111"],
        "8 10 375 29 1234567": ["+375291234567"],
        "00375291234567": ["+375291234567"],
        "+994 12 345 67 89": ["+994123456789"],
        "8\u00a0(495)\u00a0123\u201145\u201167": ["+74951234567"],
        "8 800 555-12-34 или 8-926-111-22-33": ["+78005551234", "+79261112233"],
        "8 926 111-22-33 и 8 926 111-22-34": ["+79261112233", "+79261112234"],
        "(495) 123-45-67|(495) 123-45-68": ["+74951234567", "+74951234568"],
        "доб. 231": [],
        "+7 (111) 111-11-11": [],
        нет: [],
        "": [],
    };
    for (const [text, expected] of Object.entries(cases)) {
        assert.deepEqual(e164(text), expected, text);
    }
    assert.deepEqual(e164(undefined), []);
});

test("the address of the link holds the extension", () => {
    assert.equal(phoneHref("8 (3412) 90-15-15 доб. 231"), "tel:+73412901515;ext=231");
    assert.equal(phoneHref("(495) 600-12-34, 8-903-123-45-67"), "tel:+74956001234");
    assert.equal(phoneHref("123-45-67"), "tel:1234567");
    assert.equal(phoneHref("+7 12"), "tel:+712");
});

test("numbers are written for people", () => {
    const text = (value) => phoneNumbers(value).map(formatNumber).join(" | ");
    assert.equal(text("84951234567 доб 12"), "+7 495 123-45-67, 12");
    assert.equal(text("+375291234567"), "+375291234567");
});
