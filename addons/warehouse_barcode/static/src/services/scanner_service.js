import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { messageText } from "../scanner_action/messages";
import { OperationQueue } from "./operation_queue";
import { OperationStore } from "./operation_store";
import { ScannerSession } from "./scanner_session";
import { playTone } from "./sound";

const LAST_DOCUMENT = "warehouse_barcode.last_document";

const memory = {
    get: () => Number(browser.sessionStorage.getItem(LAST_DOCUMENT)) || false,
    set: (id) => browser.sessionStorage.setItem(LAST_DOCUMENT, id || ""),
};

/** One scanner per page; it is made when the scanner screen is first opened. */
export const scannerService = {
    dependencies: ["orm", "notification"],

    start(env, { orm, notification }) {
        let scanner = null;

        function makeScanner() {
            const name = `warehouse_barcode_${session.db}_${user.userId}`;
            return new ScannerSession({
                call: (method, args) => orm.silent.call("warehouse.barcode", method, args),
                makeQueue: (options) =>
                    new OperationQueue({ store: new OperationStore(name), ...options }),
                play: playTone,
                warn: (code, params) =>
                    notification.add(messageText(code, params), { type: "danger", sticky: true }),
                memory,
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
