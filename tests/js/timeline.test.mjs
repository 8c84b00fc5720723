import assert from "node:assert/strict";
import { test } from "node:test";
import {
    dayNumber,
    isShown,
    listMonths,
    makeScale,
    place,
    placeBar,
} from "../../addons/sales_process/static/src/core/timeline.js";

const scale = makeScale("2026-05-11", 10, 90);

test("days are counted without time zones and over the end of a year", () => {
    assert.equal(dayNumber("1970-01-01"), 0);
    assert.equal(dayNumber("2027-01-01") - dayNumber("2026-12-31"), 1);
    assert.equal(dayNumber("2024-03-01") - dayNumber("2024-02-28"), 2);
});

test("a date is placed in percent, outside dates stay on the edge", () => {
    assert.equal(place(scale, "2026-05-01"), 0);
    assert.equal(place(scale, "2026-05-11"), 10);
    assert.equal(place(scale, "2026-08-09"), 100);
    assert.equal(place(scale, "2020-01-01"), 0);
    assert.equal(place(scale, "2030-01-01"), 100);
});

test("whether a date lies on the scale", () => {
    assert.ok(isShown(scale, "2026-05-01"));
    assert.ok(isShown(scale, "2026-08-09"));
    assert.ok(!isShown(scale, "2026-04-30"));
    assert.ok(!isShown(scale, "2026-08-10"));
});

test("the bar of an order is never narrower than a sliver", () => {
    assert.deepEqual(placeBar(scale, "2026-05-11", "2026-05-31"), { left: 10, width: 20 });
    assert.deepEqual(placeBar(scale, "2026-05-11", "2026-05-11"), { left: 10, width: 1 });
    // ends before it begins: a date that was typed wrong
    assert.deepEqual(placeBar(scale, "2026-05-31", "2026-05-11"), { left: 30, width: 1 });
    // everything is to the right of the scale
    assert.deepEqual(placeBar(scale, "2030-01-01", "2030-02-01"), { left: 99, width: 1 });
});

test("the months of the head, without a first one that has no room", () => {
    assert.deepEqual(
        listMonths(scale).map((month) => [month.month, month.left]),
        [
            [5, 0],
            [6, 31],
            [7, 61],
            [8, 92],
        ]
    );
    const late = makeScale("2026-12-30", 2, 98);
    assert.deepEqual(
        listMonths(late).map((month) => [month.year, month.month]),
        [
            [2027, 1],
            [2027, 2],
            [2027, 3],
            [2027, 4],
        ]
    );
});
