import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { OperationQueue } from "./operation_queue";
import { OperationStore } from "./operation_store";
import { ScannerSession } from "./scanner_session";
import { playTone } from "./sound";
import { Tabs } from "./tabs";

const LAST_DOCUMENT = "warehouse_barcode.last_document";
/** A request that hangs in a Wi-Fi gap is given up after this time. Milliseconds. */
const PATIENCE = 20000;
/** A scan is heard and seen first, then sent. Milliseconds. */
const SEEN = 50;

/** The document on the screen: of this tab, or of a tab that was closed. */
function makeMemory(userId) {
    const name = `${LAST_DOCUMENT}.${userId}`;
    const read = (storage) => JSON.parse(storage.getItem(name) || "null");
    return {
        get: () => read(browser.sessionStorage) || read(browser.localStorage),
        set(ref) {
            for (const storage of [browser.sessionStorage, browser.localStorage]) {
                storage.setItem(name, JSON.stringify(ref));
            }
        },
    };
}

/** Give up waiting for an answer: the operation stays on the device and is sent again. */
function withPatience(promise) {
    let timer;
    const lost = new Promise((resolve, reject) => {
        timer = browser.setTimeout(() => reject(new ConnectionLostError()), PATIENCE);
    });
    return Promise.race([promise, lost]).finally(() => browser.clearTimeout(timer));
}

/** One scanner per page; it is made when the scanner screen is first opened. */
export const scannerService = {
    dependencies: ["orm"],

    start(env, { orm }) {
        let scanner = null;

        function makeScanner() {
            const name = `warehouse_barcode_${session.db}_${user.userId}`;
            const store = new OperationStore(name);
            const tabs = new Tabs(name);
            return new ScannerSession({
                call: (method, args, model = "warehouse.barcode") =>
                    withPatience(orm.silent.call(model, method, args)),
                makeQueue: (options) =>
                    new OperationQueue({
                        store,
                        tabs,
                        later: (work) => browser.setTimeout(work, SEEN),
                        ...options,
                    }),
                store,
                play: playTone,
                memory: makeMemory(user.userId),
            });
        }

        browser.addEventListener("online", () => scanner?.queue.flush());
        return {
            get scanner() {
                scanner ||= makeScanner();
                return scanner;
            },
        };
    },
};

registry.category("services").add("warehouse_barcode.scanner", scannerService);
