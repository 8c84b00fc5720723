import { browser } from "@web/core/browser/browser";

const KEY = "warehouse_barcode.dark";

/** As chosen on this device, else as the device itself is set. */
export function isDark() {
    const chosen = browser.localStorage.getItem(KEY);
    return chosen === null
        ? browser.matchMedia("(prefers-color-scheme: dark)").matches
        : chosen === "1";
}

export function keep(dark) {
    browser.localStorage.setItem(KEY, dark ? "1" : "0");
}
