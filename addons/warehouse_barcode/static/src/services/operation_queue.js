import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";

const BATCH = 20;
const RETRY_DELAY = 3000;

/**
 * Operations on their way to the server: kept on the device first, sent in order, removed only
 * when answered. The server applies each uuid once, so sending again is always safe.
 */
export class OperationQueue {
    /**
     * @param {Object} options
     * @param {Object} options.store {load, put, remove}
     * @param {(operations: Object[]) => Promise<Object[]>} options.call
     * @param {(operation: Object, answer: Object) => void} options.onAnswer
     * @param {(status: {unsent: number, online: boolean, failure: string}) => void}
     *   options.onStatus
     */
    constructor({ store, call, onAnswer, onStatus }) {
        Object.assign(this, { store, call, onAnswer, onStatus });
        this.rows = [];
        this.counter = 0;
        this.online = true;
        this.failure = "";
        this.sending = new Mutex();
        this.timer = null;
    }

    /** Take up what an earlier page has left, and send it. */
    async start() {
        this.rows = [...(await this.store.load()), ...this.rows];
        this.notify();
        return this.flush();
    }

    async push(operation) {
        const row = { key: this.nextKey(), operation };
        this.rows.push(row);
        this.notify();
        await this.store.put(row.key, operation);
        this.flush();
    }

    countOf(pickingId) {
        return this.rows.filter(({ operation }) => operation.picking_id === pickingId).length;
    }

    /** Send all there is. @returns {Promise<boolean>} whether everything has been answered */
    flush() {
        return this.sending.exec(() => this.sendAll());
    }

    async sendAll() {
        browser.clearTimeout(this.timer);
        let size = BATCH;
        while (this.rows.length) {
            const batch = this.rows.slice(0, size);
            const failure = await this.sendBatch(batch);
            if (failure && !this.isOffline(failure) && size > 1) {
                size = 1; // find the operation that the server cannot digest
                continue;
            }
            this.setStatus(failure);
            if (failure) {
                this.timer = browser.setTimeout(() => this.flush(), RETRY_DELAY);
                return false;
            }
        }
        this.setStatus(null);
        return true;
    }

    async sendBatch(batch) {
        let answers;
        try {
            answers = await this.call(batch.map(({ operation }) => operation));
        } catch (error) {
            return error;
        }
        const keys = batch.map(({ key }) => key);
        this.rows = this.rows.filter(({ key }) => !keys.includes(key));
        await this.store.remove(keys);
        answers.forEach((answer, index) => this.onAnswer(batch[index].operation, answer));
        return null;
    }

    isOffline(failure) {
        return failure instanceof ConnectionLostError;
    }

    setStatus(failure) {
        this.online = !failure || !this.isOffline(failure);
        this.failure = failure && this.online ? failure.data?.message || failure.message : "";
        this.notify();
    }

    notify() {
        const { online, failure } = this;
        this.onStatus({ unsent: this.rows.length, online, failure });
    }

    nextKey() {
        this.counter += 1;
        const part = (number) => String(number).padStart(15, "0");
        return `${part(Date.now())}-${part(this.counter)}`;
    }
}
