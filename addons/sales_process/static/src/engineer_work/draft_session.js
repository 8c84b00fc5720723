import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionAbortedError, ConnectionLostError } from "@web/core/network/rpc";
import {
    append,
    countOf,
    discard,
    fold,
    insist,
    markTried,
    nextToSend,
    settle,
} from "../core/work_draft";
import { MemoryStore } from "./draft_store";
import { makeUuid } from "./uuid";

const QUIET = 700; // milliseconds after the last key before it is sent
const FIRST_DELAY = 2000;
const LAST_DELAY = 60000;
const MAX_FAILURES = 5;
const EXPIRED = ["odoo.http.SessionExpiredException", "werkzeug.exceptions.Forbidden"];

const isOffline = (error) =>
    error instanceof ConnectionLostError || error instanceof ConnectionAbortedError;
const textOf = (error) => error.data?.message || error.message;

/**
 * The works on this phone: loads them, keeps what is typed, sends it in the background.
 *
 * 1. What is typed is on the disk before the screen says that it is kept.
 * 2. One operation at a time, in order; the server applies each uuid once. Tabs take turns.
 * 3. The answer brings the work as it is now: both are kept in one transaction.
 * 4. Without a connection it tries again, less and less often, and when there is one again.
 */
export class DraftSession {
    /**
     * @param {Object} options
     * @param {number} options.userId
     * @param {Object} options.store
     * @param {(method: string, args: any[]) => Promise<any>} options.call of equipment.work
     * @param {(work: Function) => Promise} options.inTurn runs while no other tab sends
     * @param {(isReached: boolean) => void} options.tellOthers other tabs have to look again
     */
    constructor({ userId, store, call, inTurn, tellOthers }) {
        Object.assign(this, { userId, store, call, inTurn, tellOthers });
        this.state = reactive({
            operations: [],
            works: {},
            listed: null,
            thumbs: {},
            isEngineer: true,
            online: true,
            sending: false,
            kept: true,
            writing: 0,
            problem: "",
            failure: "",
        });
        this.delay = FIRST_DELAY;
        this.failures = {};
        this.resting = new Set();
    }

    // ---- reading ---------------------------------------------------------------------------

    get count() {
        return this.state.operations.length;
    }

    /** @param {Object} [state] the one that a component observes */
    workOf(id, { works, operations } = this.state) {
        const work = works[id];
        return work && fold(work, operations);
    }

    /** The works of the list, and those that have something unsent. */
    listWorks(state = this.state) {
        const ids = new Set(state.listed?.ids || []);
        state.operations.forEach(({ work }) => ids.add(work));
        return [...ids].map((id) => this.workOf(id, state)).filter(Boolean);
    }

    // ---- beginning -------------------------------------------------------------------------

    /** What is kept on this phone is on the screen first; then the server is asked. */
    start() {
        this.starting ||= this.lookAgain();
        return this.starting;
    }

    /** Another tab has typed or sent something, or has reached the server. */
    async lookAgain(isReached = false) {
        this.state.online ||= isReached;
        await this.keep(async () => this.show(await this.store.read()));
    }

    show({ operations, works, listed, thumbs }) {
        Object.assign(this.state, { operations, listed });
        Object.assign(this.state.thumbs, thumbs);
        this.state.works = {};
        this.showWorks(works);
        this.state.kept = this.store.isLasting;
    }

    /** Load the own works, or one of them. @returns {Promise<boolean>} whether it worked */
    async load(ids = null) {
        const isLoaded = await this.loadOnce(ids);
        this.tryAgain();
        return isLoaded;
    }

    loadOnce(ids) {
        return this.inTurn(async () => {
            try {
                return await this.takeWorks(await this.call("phone_load", [ids]), !ids);
            } catch (error) {
                this.note(error);
                return false;
            }
        });
    }

    async takeWorks({ user, is_engineer, works }, isList) {
        if (user !== this.userId) {
            this.state.problem = "stranger";
            return false;
        }
        this.greet();
        this.state.isEngineer = is_engineer;
        const ids = works.map(({ id }) => id);
        const listed = isList ? { ids, at: Date.now() } : undefined;
        await this.change((operations) => operations, { works, listed });
        if (isList) {
            await this.forget(ids);
        }
        return true;
    }

    async forget(listed) {
        const isNeeded = (id) => listed.includes(id) || countOf(this.state.operations, id);
        const ids = Object.keys(this.state.works).map(Number);
        const old = ids.filter((id) => !isNeeded(id) && id !== this.opened);
        await this.keep(() => this.store.forgetWorks(old));
        old.forEach((id) => delete this.state.works[id]);
    }

    // ---- typing ----------------------------------------------------------------------------

    /**
     * @param {Object} operation {work, kind, target, field, value, seen}
     * @param {{data: string, thumb: string}} [picture]
     */
    async push(operation, picture) {
        const made = { ...operation, uuid: makeUuid(), at: new Date().toISOString() };
        const photo = picture && { ...picture, uuid: made.uuid };
        if (photo) {
            this.state.thumbs[made.uuid] = photo.thumb;
        }
        // the screen follows at once, the line below says when it is kept
        this.state.operations = append(this.state.operations, made);
        await this.change((operations) => append(operations, made), { photo });
        this.sendLater(QUIET);
    }

    async discard(uuid) {
        await this.change((operations) => discard(operations, uuid));
        this.flush();
    }

    async insist(uuid) {
        const fresh = { uuid: makeUuid(), at: new Date().toISOString() };
        const picture = await this.store.readPhoto(uuid);
        this.state.thumbs[fresh.uuid] = picture?.thumb;
        const photo = picture && { ...picture, uuid: fresh.uuid };
        await this.change((operations) => insist(operations, uuid, fresh), { photo });
        this.flush();
    }

    /** Change the queue on the disk; the screen shows it when nothing else is written. */
    async change(update, more = {}) {
        this.state.writing += 1;
        const operations = await this.keep(() => this.store.change(update, more));
        this.state.writing -= 1;
        this.showWorks(more.works || []);
        if (more.listed) {
            this.state.listed = more.listed;
        }
        if (!this.state.writing) {
            this.state.operations = operations;
        }
        this.tellOthers(this.state.online);
        return operations;
    }

    showWorks(works) {
        const fresh = Object.fromEntries(works.map((work) => [work.id, work]));
        this.state.works = { ...this.state.works, ...fresh };
    }

    /** A phone that keeps nothing more: what is typed lives as long as the page, and it says so. */
    async keep(action) {
        try {
            return await action();
        } catch (error) {
            if (!this.store.isLasting) {
                throw error;
            }
            console.warn("Works are not kept on this device:", error);
            const { operations, works, listed } = this.state;
            this.store = new MemoryStore({ operations, works: Object.values(works), listed });
            this.state.kept = false;
            return action();
        }
    }

    // ---- sending ---------------------------------------------------------------------------

    sendLater(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.flush(), delay);
    }

    /** There is a connection again, or the person asks for it. */
    wake() {
        this.delay = FIRST_DELAY;
        this.state.online = browser.navigator.onLine !== false;
        return this.flush();
    }

    /** Send all there is, once after the other. @returns {Promise<boolean>} whether nothing is left */
    async flush() {
        browser.clearTimeout(this.timer);
        this.flushing ||= this.inTurn(() => this.sendAll()).finally(() => {
            this.flushing = null;
            this.state.sending = false;
        });
        await this.flushing;
        if (!this.count && !this.state.online) {
            await this.loadOnce(this.opened ? [this.opened] : null); // is the server there again?
        }
        this.tryAgain();
        return !this.count;
    }

    tryAgain() {
        const isWaiting = nextToSend(this.state.operations) || !this.state.online;
        if (isWaiting && !["stranger", "login"].includes(this.state.problem)) {
            this.sendLater(this.delay);
            this.delay = Math.min(this.delay * 2, LAST_DELAY);
        }
    }

    async sendAll() {
        this.resting.clear();
        for (;;) {
            const waiting = await this.keep(() => this.store.readQueue());
            const next = nextToSend(waiting, this.resting);
            if (!next) {
                return;
            }
            this.state.sending = true;
            const marked = await this.change((all) => markTried(all, next.uuid));
            const operation = marked.find(({ uuid }) => uuid === next.uuid);
            if (operation && !(await this.send(operation))) {
                return;
            }
        }
    }

    /** @returns {Promise<boolean>} whether the next one may go */
    async send(operation) {
        let answer;
        try {
            answer = await this.call("phone_apply", [[await this.prepare(operation)]]);
        } catch (error) {
            return this.noteFailure(operation, error);
        }
        const [result] = answer.results;
        if (result.status === "user") {
            this.state.problem = "stranger";
            return false;
        }
        this.greet();
        delete this.failures[operation.work];
        if (result.status === "busy") {
            this.resting.add(operation.work);
            return true;
        }
        this.delay = FIRST_DELAY;
        await this.change((all) => settle(all, result), { works: answer.works });
        return true;
    }

    async prepare({ uuid, work, kind, target, field, value, seen, at }) {
        const operation = { uuid, work, kind, target, field, value, seen, at, user: this.userId };
        if (kind === "photo_add") {
            const photo = await this.store.readPhoto(uuid);
            operation.value = { name: value.name, data: photo?.data };
        }
        return operation;
    }

    greet() {
        Object.assign(this.state, { online: true, problem: "", failure: "" });
    }

    /** @returns {boolean} whether the server was there */
    note(error) {
        if (isOffline(error)) {
            this.state.online = false;
            return false;
        }
        this.state.online = true;
        const isExpired = EXPIRED.includes(error.exceptionName);
        this.state.problem = isExpired ? "login" : "failed";
        this.state.failure = isExpired ? "" : textOf(error);
        return !isExpired;
    }

    /** One work that the server cannot digest does not hold up the others. */
    async noteFailure(operation, error) {
        if (!this.note(error)) {
            return false;
        }
        const { work, uuid } = operation;
        this.resting.add(work);
        this.failures[work] = (this.failures[work] || 0) + 1;
        if (this.failures[work] >= MAX_FAILURES) {
            delete this.failures[work];
            const result = { uuid, status: "conflict", code: "server", message: textOf(error) };
            await this.change((all) => settle(all, result));
        }
        return true;
    }

    // ---- with a connection only --------------------------------------------------------------

    /** Ask the server for something that cannot wait. @throws what the server says */
    async ask(method, workId, args = []) {
        const answer = await this.call(method, [[workId], ...args]);
        this.state.online = true;
        if (answer.works) {
            await this.takeWorks(answer, false);
        }
        return answer;
    }
}
