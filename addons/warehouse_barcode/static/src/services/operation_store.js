import { IndexedDB } from "@web/core/utils/indexed_db";

const OPERATIONS = "operations";
const DOCUMENTS = "documents";
const CONFLICTS = "conflicts";
/** Changing it empties the database of every device: never do it with operations unsent. */
const VERSION = 1;

/**
 * What the scanner keeps on the device, for one user of one database.
 *
 * - operations: every scan in the order of its key, before anything is heard of it; a row
 *   with a `status` has been answered and is kept until the document is told anew;
 * - documents: each document as the server last told it, to go on without connection;
 * - conflicts: what the server could not accept, until the user has answered.
 */
export class OperationStore extends IndexedDB {
    constructor(name) {
        super(name, VERSION);
        [OPERATIONS, DOCUMENTS, CONFLICTS].forEach((table) => this._tables.add(table));
        this.connection = null;
        this.checked = this.mutex.getUnlockedDef();
    }

    /** The browser itself puts writes in order: none waits here for those before it. */
    async execute(callback) {
        await this.checked;
        return this._execute(callback);
    }

    /**
     * One connection for all: to open it anew at each scan, as the base does, takes longer than
     * to write. Without a connection (the browser forbids it) nothing is kept.
     */
    async _execute(callback) {
        this.connection ||= this.connect();
        const db = await this.connection;
        if (!db) {
            this.connection = null;
        }
        return callback(db);
    }

    connect(version) {
        const forget = (db) => {
            db.close();
            this.connection = null;
        };
        return new Promise((resolve) => {
            const request = indexedDB.open(this.name, version);
            const missingOf = (db) =>
                [...this._tables].filter((table) => !db.objectStoreNames.contains(table));
            request.onupgradeneeded = () =>
                missingOf(request.result).forEach((table) =>
                    request.result.createObjectStore(table)
                );
            request.onsuccess = () => {
                const db = request.result;
                if (missingOf(db).length) {
                    db.close();
                    resolve(this.connect(db.version + 1));
                    return;
                }
                db.onversionchange = () => forget(db); // another tab makes a table, or deletes all
                db.onclose = () => forget(db);
                resolve(db);
            };
            request.onerror = () => {
                console.error(`IndexedDB error: ${request.error?.message}`);
                resolve(undefined);
            };
        });
    }

    /** @returns {Promise<Array<{key: string, operation: Object, status: string?}>>} */
    async load() {
        return (await this.execute((db) => db && getAll(db, OPERATIONS))) || [];
    }

    /** @param {string} [status] "kept" = the server hears of it later, in another operation */
    async put(key, operation, status) {
        await this.write(OPERATIONS, key, { key, operation, ...(status && { status }) });
    }

    /** Operations that are told by another one, or taken back before they were told. */
    async forget(uuids) {
        const rows = await this.load();
        const keys = rows
            .filter(({ operation }) => uuids.includes(operation.uuid))
            .map(({ key }) => key);
        await this.execute((db) => db && remove(db, OPERATIONS, keys));
    }

    /** Operations that were answered; the refused ones become conflicts in the same breath. */
    async settle(rows) {
        await this.execute((db) => {
            if (!db || !rows.length) {
                return;
            }
            const change = db.transaction([OPERATIONS, CONFLICTS], "readwrite");
            const operations = change.objectStore(OPERATIONS);
            for (const { key, operation, answer, isConflict } of rows) {
                if (answer.ok) {
                    operations.put({ key, operation, status: "done" }, key);
                } else {
                    operations.delete(key);
                }
                if (isConflict) {
                    change.objectStore(CONFLICTS).put({ key, operation, answer }, key);
                }
            }
            return whenComplete(change);
        });
    }

    /**
     * The server has told a document.
     * @param {string[]} settled keys of the operations that it knew when it was asked
     */
    async saveDocument(ref, payload, settled) {
        await this.execute((db) => {
            if (!db) {
                return;
            }
            const change = db.transaction([OPERATIONS, DOCUMENTS], "readwrite");
            settled.forEach((key) => change.objectStore(OPERATIONS).delete(key));
            change.objectStore(DOCUMENTS).put(payload, nameOf(ref));
            return whenComplete(change);
        });
    }

    async loadDocument(ref) {
        return this.read(DOCUMENTS, nameOf(ref));
    }

    async forgetDocument(ref) {
        await this.execute((db) => db && remove(db, DOCUMENTS, [nameOf(ref)]));
    }

    /** @returns {Promise<Array<{key: string, operation: Object, answer: Object}>>} */
    async loadConflicts() {
        return (await this.execute((db) => db && getAll(db, CONFLICTS))) || [];
    }

    async removeConflict(key) {
        await this.execute((db) => db && remove(db, CONFLICTS, [key]));
    }
}

/** @param {{key: string, id: number}} ref key of the operations and id of a document */
export const isOf = (operation, ref) => operation[ref.key] === ref.id;

const nameOf = ({ key, id }) => `${key} ${id}`;

function getAll(db, table) {
    return new Promise((resolve, reject) => {
        const request = db.transaction(table, "readonly").objectStore(table).getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

function remove(db, table, keys) {
    const change = db.transaction(table, "readwrite");
    keys.forEach((key) => change.objectStore(table).delete(key));
    return whenComplete(change);
}

function whenComplete(change) {
    return new Promise((resolve, reject) => {
        change.oncomplete = () => resolve();
        change.onerror = () => reject(change.error);
        change.onabort = () => reject(change.error);
    });
}
