import { IndexedDB } from "@web/core/utils/indexed_db";

const TABLE = "operations";
/** Changing it empties the database of every device: never do it with operations unsent. */
const VERSION = 1;

/** Unsent operations of one user on this device, in the order of their keys. */
export class OperationStore extends IndexedDB {
    constructor(name) {
        super(name, VERSION);
        this._tables.add(TABLE);
    }

    /** @returns {Promise<Array<{key: string, operation: Object}>>} */
    async load() {
        const rows = await this.execute((db) => db && this._all(db));
        return rows || [];
    }

    async put(key, operation) {
        await this.write(TABLE, key, { key, operation });
    }

    async remove(keys) {
        await this.execute((db) => db && this._remove(db, keys));
    }

    _all(db) {
        return new Promise((resolve, reject) => {
            const request = db.transaction(TABLE, "readonly").objectStore(TABLE).getAll();
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    }

    _remove(db, keys) {
        return new Promise((resolve, reject) => {
            const transaction = db.transaction(TABLE, "readwrite");
            keys.forEach((key) => transaction.objectStore(TABLE).delete(key));
            transaction.oncomplete = () => resolve();
            transaction.onerror = () => reject(transaction.error);
        });
    }
}
