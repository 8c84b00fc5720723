// node read_codes.mjs FILE: what the device reads in each line of a file, one JSON a line.

import { readFileSync } from "node:fs";

import { parse } from "../../addons/warehouse_barcode/static/src/core/gs1.js";
import { parseGtin, sameGtin } from "../../addons/warehouse_barcode/static/src/core/gtin.js";

const lines = readFileSync(process.argv[2], "utf8").trimEnd().split("\n");
const told = lines.map((line) => {
    const code = JSON.parse(line);
    return JSON.stringify([parse(code, { today: "2026-11-22" }), parseGtin(code), sameGtin(code)]);
});
process.stdout.write(told.join("\n"));
