/**
 * What is kept on the phone: the queue of operations (one record, so that its order is one
 * thing), the works as the server last gave them, and the pictures of the operations.
 *
 * A change reads and writes the queue in one transaction: two tabs never overwrite each other.
 * The promise resolves when the data is on the disk. The database is never emptied by itself.
 */

const VERSION = 1;
const TABLES = ["state", "works", "photos", "thumbs"];
const QUEUE = "operations";

const done = (request) =>
    new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

function openDatabase(name) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
        TABLES.forEach((table) => request.result.createObjectStore(table));
    };
    return done(request);
}

const photosOf = (operations) =>
    new Set(operations.filter(({ kind }) => kind === "photo_add").map(({ uuid }) => uuid));

export class DraftStore {
    /** @param {string} name one database for each user of a database of Odoo */
    constructor(name) {
        this.name = name;
        this.isLasting = true;
        this.opening = null;
    }

    open() {
        this.opening ||= openDatabase(this.name);
        return this.opening;
    }

    async close() {
        (await this.opening)?.close();
        this.opening = null;
    }

    /** @returns {Promise<{operations: Object[], works: Object[], listed: Object, thumbs: Object}>} */
    async read() {
        const database = await this.open();
        const transaction = database.transaction(TABLES, "readonly");
        const table = (name) => transaction.objectStore(name);
        const [operations, listed, works, keys, pictures] = await Promise.all([
            done(table("state").get(QUEUE)),
            done(table("state").get("listed")),
            done(table("works").getAll()),
            done(table("thumbs").getAllKeys()),
            done(table("thumbs").getAll()),
        ]);
        const thumbs = Object.fromEntries(keys.map((key, i) => [key, pictures[i]]));
        return { operations: operations || [], works, listed: listed || null, thumbs };
    }

    async readQueue() {
        const database = await this.open();
        return (await done(database.transaction("state").objectStore("state").get(QUEUE))) || [];
    }

    /** @returns {Promise<{data: string, thumb: string}|undefined>} */
    async readPhoto(uuid) {
        const database = await this.open();
        const transaction = database.transaction(["photos", "thumbs"]);
        const [data, thumb] = await Promise.all([
            done(transaction.objectStore("photos").get(uuid)),
            done(transaction.objectStore("thumbs").get(uuid)),
        ]);
        return data && { data, thumb };
    }

    /**
     * Change the queue.
     *
     * @param {(operations: Object[]) => Object[]} update
     * @param {Object} [more]
     * @param {Object[]} [more.works] as the server has given them: kept at the same moment
     * @param {{ids: number[], at: number}} [more.listed]
     * @param {{uuid: string, data: string, thumb: string}} [more.photo]
     * @returns {Promise<Object[]>} the queue, when it is on the disk
     */
    async change(update, { works = [], listed, photo } = {}) {
        const database = await this.open();
        const transaction = database.transaction(TABLES, "readwrite", { durability: "strict" });
        const table = (name) => transaction.objectStore(name);
        const isKept = new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
        });
        const before = (await done(table("state").get(QUEUE))) || [];
        const after = update(before);
        table("state").put(after, QUEUE);
        works.forEach((work) => table("works").put(work, work.id));
        if (listed) {
            table("state").put(listed, "listed");
        }
        if (photo) {
            table("photos").put(photo.data, photo.uuid);
            table("thumbs").put(photo.thumb, photo.uuid);
        }
        photosOf(before)
            .difference(photosOf(after))
            .forEach((uuid) => {
                table("photos").delete(uuid);
                table("thumbs").delete(uuid);
            });
        await isKept;
        return after;
    }

    /** Forget works that are neither listed nor have anything unsent. */
    async forgetWorks(ids) {
        const database = await this.open();
        const table = database.transaction("works", "readwrite").objectStore("works");
        ids.forEach((id) => table.delete(id));
    }

    /**
     * A lock for browsers without navigator.locks: who has it, and until when.
     *
     * @returns {Promise<boolean>} whether the owner has it now
     */
    async lease(owner, until, now) {
        const database = await this.open();
        const table = database.transaction("state", "readwrite").objectStore("state");
        const held = await done(table.get("lease"));
        const isMine = !held || held.owner === owner || held.until < now;
        if (isMine) {
            table.put({ owner, until }, "lease");
        }
        return isMine;
    }
}

/** When the phone keeps nothing: the same, for as long as the page lives. */
export class MemoryStore {
    constructor({ operations = [], works = [], listed = null, photos = {} } = {}) {
        Object.assign(this, { operations, works, listed, photos, isLasting: false });
    }

    async read() {
        const { operations, works, listed, photos } = this;
        const thumbs = Object.entries(photos).map(([uuid, { thumb }]) => [uuid, thumb]);
        return { operations, works, listed, thumbs: Object.fromEntries(thumbs) };
    }

    async readQueue() {
        return this.operations;
    }

    async readPhoto(uuid) {
        return this.photos[uuid];
    }

    async change(update, { works = [], listed, photo } = {}) {
        this.operations = update(this.operations);
        const ids = works.map(({ id }) => id);
        this.works = [...this.works.filter(({ id }) => !ids.includes(id)), ...works];
        this.listed = listed || this.listed;
        if (photo) {
            this.photos[photo.uuid] = photo;
        }
        return this.operations;
    }

    async forgetWorks(ids) {
        this.works = this.works.filter(({ id }) => !ids.includes(id));
    }

    async lease() {
        return true;
    }

    async close() {}
}
