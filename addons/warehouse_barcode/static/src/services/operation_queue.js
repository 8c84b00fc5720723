import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { isOf } from "./operation_store";
import { makeUuid } from "./uuid";

const BATCH = 50;
const RETRY_DELAY = 3000;
const SESSION_ERRORS = ["odoo.http.SessionExpiredException"];
const SESSION_CODE = 100;

/** One tab alone, for a browser that cannot tell its tabs apart. */
const ONE_TAB = { alone: (work) => work(), tell() {}, listen() {} };

/** Operations whose refusal the document on the screen shows by itself. */
const isShownInDocument = ({ type }) => ["undo", "validate", "count_finish"].includes(type);
/** Operations whose refusal is of no interest to the user. */
const isSilent = ({ type }) => type === "unknown_code";

export function isSessionLost(error) {
    return SESSION_ERRORS.includes(error.exceptionName) || error.code === SESSION_CODE;
}

/**
 * Operations on their way to the server: kept on the device first, sent in order, settled only
 * when answered. The server applies each uuid once, so sending again is always safe.
 */
export class OperationQueue {
    /**
     * @param {Object} options
     * @param {Object} options.store see OperationStore
     * @param {(operations: Object[]) => Promise<Object[]>} options.call
     * @param {(operation: Object, answer: Object, key: string) => void} options.onAnswer
     * @param {(status: {unsent: number, online: boolean, failure: string, session: boolean})
     *   => void} options.onStatus
     * @param {(operation: Object) => boolean} [options.isOnScreen] whether its document is
     *   on the screen, where a question of the server is answered
     * @param {Object} [options.tabs] see Tabs
     * @param {(work: () => void) => void} [options.later] does the work when the user has seen
     *   what he has scanned: at once, unless told otherwise
     */
    constructor({
        store,
        call,
        onAnswer,
        onStatus,
        isOnScreen = () => true,
        tabs = ONE_TAB,
        later = (work) => work(),
    }) {
        Object.assign(this, { store, call, onAnswer, onStatus, isOnScreen, tabs, later });
        this.rows = [];
        this.tab = makeUuid().slice(0, 8);
        this.moment = 0;
        this.counter = 0;
        this.online = true;
        this.session = true;
        this.failure = "";
        this.sending = new Mutex();
        this.timer = null;
        tabs.listen((message) => this.onTold(message));
    }

    /** Take up what an earlier page has left, and send it. */
    async start() {
        await this.takeUp();
        return this.flush();
    }

    /** What the device keeps and this tab does not know: of an earlier page or another tab. */
    async takeUp() {
        const kept = await this.store.load();
        const known = new Set(this.rows.map(({ key }) => key));
        const more = kept.filter(({ key, status }) => !status && !known.has(key));
        this.moment = Math.max(this.moment, ...kept.map(({ key }) => Number.parseInt(key) || 0));
        this.rows = [...this.rows, ...more].sort((a, b) => (a.key < b.key ? -1 : 1));
        this.notify();
        return kept;
    }

    async push(operation) {
        const row = { key: this.nextKey(), operation };
        this.rows.push(row);
        await this.store.put(row.key, operation);
        this.notify(); // not before: a picture would make the sound wait
        this.later(() => {
            this.tabs.tell({ type: "kept" });
            this.flush();
        });
    }

    /** Kept on the device and not sent: another operation tells it. */
    async keep(operation) {
        await this.store.put(this.nextKey(), operation, "kept");
    }

    countOf(ref) {
        return this.rows.filter(({ operation }) => isOf(operation, ref)).length;
    }

    /** Send all there is. @returns {Promise<boolean>} whether everything has been answered */
    flush() {
        return this.sending.exec(() => this.tabs.alone(() => this.sendAll()));
    }

    /** Send also what a tab has kept that was closed before it could send. */
    flushKept() {
        return this.sending.exec(() =>
            this.tabs.alone(async () => {
                await this.takeUp();
                return this.sendAll();
            })
        );
    }

    async sendAll() {
        browser.clearTimeout(this.timer);
        let size = BATCH;
        while (this.rows.length) {
            const batch = this.rows.slice(0, size);
            const failure = await this.sendBatch(batch);
            if (failure && this.isDigestFailure(failure) && size > 1) {
                size = 1; // find the operation that the server cannot digest
                continue;
            }
            this.setStatus(failure);
            if (failure) {
                this.retryLater();
                return false;
            }
        }
        this.setStatus(null);
        return true;
    }

    retryLater() {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.flushKept(), RETRY_DELAY);
    }

    async sendBatch(batch) {
        let answers;
        try {
            answers = await this.call(batch.map(({ operation }) => operation));
        } catch (error) {
            return error;
        }
        const settled = batch.map(({ key, operation }, index) => {
            const answer = answers[index];
            const isConflict = !answer.ok && this.needsWord(operation);
            return { key, operation, answer, isConflict };
        });
        const keys = new Set(batch.map(({ key }) => key));
        this.rows = this.rows.filter(({ key }) => !keys.has(key));
        await this.store.settle(settled);
        this.tabs.tell({ type: "settled", settled });
        settled.forEach((row) => this.onAnswer(row.operation, row.answer, row.key));
        return null;
    }

    /** Whether a refusal is kept until the user has answered it. */
    needsWord(operation) {
        const isShown = isShownInDocument(operation) && this.isOnScreen(operation);
        return !isShown && !isSilent(operation);
    }

    /** Another tab was answered, or has kept something: if it dies, this one sends it. */
    onTold({ type, settled }) {
        if (type === "kept") {
            this.retryLater();
        }
        if (type === "settled") {
            const keys = new Set(settled.map(({ key }) => key));
            this.rows = this.rows.filter(({ key }) => !keys.has(key));
            this.notify();
            settled.forEach((row) => this.onAnswer(row.operation, row.answer, row.key));
        }
    }

    isOffline(failure) {
        return failure instanceof ConnectionLostError;
    }

    isDigestFailure(failure) {
        return !this.isOffline(failure) && !isSessionLost(failure);
    }

    setStatus(failure) {
        this.online = !failure || !this.isOffline(failure);
        this.session = !failure || !isSessionLost(failure);
        const isOther = failure && this.isDigestFailure(failure);
        this.failure = isOther ? failure.data?.message || failure.message : "";
        this.notify();
    }

    notify() {
        const { online, failure, session } = this;
        this.onStatus({ unsent: this.rows.length, online, failure, session });
    }

    /** Later than every key before, also when the clock was set back; unlike other tabs' keys. */
    nextKey() {
        this.counter += 1;
        this.moment = Math.max(this.moment, Date.now());
        const part = (number) => String(number).padStart(15, "0");
        return `${part(this.moment)}-${part(this.counter)}-${this.tab}`;
    }
}
