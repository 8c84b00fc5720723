import { markRaw, reactive } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { delay, Mutex } from "@web/core/utils/concurrency";
import { init, keyOf, refresh, replay } from "../core/flow";
import { commandOf } from "../core/commands";
import { FLOWS } from "../core/flows";
import { cleanText, fromRussianLayout, hasCyrillic } from "../core/keyboard";
import { isSessionLost } from "./operation_queue";
import { isOf } from "./operation_store";
import { makeUuid } from "./uuid";

/** Key of the document that does not exist; its operations are not sent. */
const TRAINING = "training";
const TRAINED = { validate: "validated", undo: "undone", allow_newer: "picked_newer" };

/** As long the user waits for what the server knows of a code. Milliseconds. */
const LOOKUP_TIME = 3000;
const isUnreachable = (error) => error instanceof ConnectionLostError || isSessionLost(error);

/**
 * The scanner behind the screen: holds the state, gives events to the machine of the flow and
 * carries out its effects, one after another.
 */
export class ScannerSession {
    /**
     * @param {Object} services
     * @param {(method: string, args: any[], model: string?) => Promise<any>} services.call
     * @param {(makeOptions: Object) => Object} services.makeQueue
     * @param {Object} services.store see OperationStore
     * @param {(tone: string) => void} services.play
     * @param {{get: () => Object|null, set: (ref: Object|null) => void}} services.memory
     *   the document on the screen: {key, id}
     */
    constructor({ call, makeQueue, store, play, memory }) {
        Object.assign(this, { call, store, play, memory });
        this.device = makeUuid();
        this.effects = new Mutex();
        this.underway = [];
        /** What is true now; `state.machine` shows it as soon as its effects are carried out. */
        this.machine = null;
        this.queue = makeQueue({
            call: (operations) => call("apply", [operations]),
            onAnswer: (operation, answer, key) => this.onAnswer(operation, answer, key),
            onStatus: (status) => Object.assign(this.state.status, status),
            isOnScreen: (operation) => this.isOnScreen(operation),
        });
        this.state = reactive({
            screen: "start",
            loading: false,
            documents: [],
            info: null,
            mode: null,
            machine: null,
            notice: null,
            conflicts: [],
            flash: { tone: "", seq: 0 },
            status: { unsent: 0, online: true, failure: "", session: true },
        });
    }

    /**
     * A document that the device knows is shown at once, and told anew in the background.
     * @param {Object|false} ref the document to show; else the one shown before
     */
    async start(ref) {
        await this.loadConflicts();
        await this.queue.takeUp();
        const wanted = ref || this.memory.get() || false;
        const kept = wanted && (await this.store.loadDocument(wanted));
        if (kept) {
            await this.showDocument(kept, wanted);
            this.open(wanted);
        } else {
            await this.open(wanted);
        }
    }

    /** A code from any source: key reader, camera, field. */
    scan(code) {
        const text = cleanText(code);
        if (!text.trim()) {
            return;
        }
        if (this.machine) {
            this.dispatch({ type: "scan", code: text });
        } else {
            this.openCode(text.trim());
        }
    }

    /** On the first screen: the next shelf that is scanned is counted, or goods are moved. */
    setMode(mode) {
        if (mode === TRAINING) {
            this.open({ key: TRAINING, id: "delivery" });
            return;
        }
        this.state.mode = this.state.mode === mode ? null : mode;
        this.state.notice = null;
        this.state.info = null;
        this.state.screen = "start";
    }

    async openCode(code) {
        const command = commandOf(code);
        if (command) {
            return this.startCommand(command);
        }
        const key = { count: "count_id", shelf: "shelf_id" }[this.state.mode];
        const wanted = (text) => (key ? { key, id: text } : text);
        const opened = await this.open(wanted(code));
        if (!opened && hasCyrillic(code)) {
            await this.open(wanted(fromRussianLayout(code)));
        }
    }

    startCommand(command) {
        if (command.type === "mode") {
            this.signal("ok");
            this.setMode(command.mode);
        } else if (command.type === "scrap") {
            this.signal("ok");
            this.setMode("shelf");
        } else if (["leave", "cancel"].includes(command.type)) {
            this.leave();
        } else {
            this.say("no", "open_first");
        }
    }

    /**
     * @param {string|{key: string, id: number}|false} ref
     * @returns {Promise<boolean>} whether something opened
     */
    async open(ref) {
        this.state.loading = true;
        try {
            await this.queue.flush();
            const settled = await this.keysOfSettled(ref);
            const wanted = ref?.key ? { [ref.key]: ref.id } : ref;
            return await this.show(await this.call("open", [wanted]), ref, settled);
        } catch (error) {
            if (!isUnreachable(error)) {
                throw error;
            }
            this.noteUnreachable(error);
            return this.openKept(ref);
        } finally {
            this.state.loading = false;
        }
    }

    /** Operations that a document told from now on has in it. */
    async keysOfSettled(ref) {
        const rows = ref?.key && ref.key !== TRAINING ? await this.rowsOf(ref) : [];
        return rows.filter(({ status }) => status === "done").map(({ key }) => key);
    }

    noteUnreachable(error) {
        this.queue.setStatus(error);
        this.queue.retryLater();
    }

    /** Without connection the document is taken as the server last told it. */
    async openKept(ref) {
        const kept = ref?.key && (await this.store.loadDocument(ref));
        if (!kept) {
            this.say("no", "needs_connection");
            return false;
        }
        await this.showDocument(kept, ref);
        return true;
    }

    async show(answer, ref, settled) {
        if (answer.kind === "document" && answer.document.key === TRAINING) {
            this.setMachine(init(answer));
            this.state.screen = "document";
            this.state.mode = null;
            return true;
        }
        if (answer.kind === "document") {
            const { key, id } = answer.document;
            await this.store.saveDocument({ key, id }, answer, settled);
            await this.showDocument(answer, { key, id });
            return true;
        }
        const last = this.memory.get();
        const isLast = ref?.key && last && isSame(ref, last);
        if (answer.kind === "unknown" && isLast) {
            await this.store.forgetDocument(ref);
            await this.leave();
            this.say("no", answer.message_code, answer.params);
            return true;
        }
        if (answer.kind === "unknown") {
            this.say("no", answer.message_code, answer.params);
            return false;
        }
        if (answer.kind === "info") {
            this.state.info = answer;
            this.state.screen = "info";
            this.state.notice = null;
            this.signal("ok");
            return true;
        }
        this.state.documents = answer.documents;
        this.state.screen = "start";
        return true;
    }

    async showDocument(payload, ref) {
        this.memory.set(ref);
        const rows = await this.rowsOf(ref);
        const present = this.machine;
        const machine =
            present && isSame(refOf(present), ref)
                ? refresh(present, payload, rows)
                : replay(init(payload), rows);
        this.setMachine(machine);
        this.state.notice = null;
        this.state.mode = null;
        this.state.screen = "document";
    }

    /**
     * What was scanned in a document since the server told it; also what was scanned so shortly
     * ago that the device does not keep it yet.
     */
    async rowsOf(ref) {
        const kept = await this.store.load();
        const known = new Set(kept.map(({ operation }) => operation.uuid));
        const fresh = this.underway.filter(({ operation }) => !known.has(operation.uuid));
        return [...kept, ...fresh].filter(({ operation }) => isOf(operation, ref));
    }

    isOnScreen(operation) {
        const { machine } = this;
        return Boolean(machine) && isOf(operation, refOf(machine));
    }

    /** Whether somebody else has changed the document on the screen. */
    isChanged({ device, ...ref }) {
        const { machine } = this;
        return Boolean(machine) && isSame(refOf(machine), ref) && device !== this.device;
    }

    /**
     * Take over what the server knows now of the document on the screen; it knows nothing of a
     * training, which would begin anew.
     */
    async takeOver() {
        const { machine } = this;
        if (machine && machine.step !== "done" && keyOf(machine) !== TRAINING) {
            await this.open(refOf(machine));
        }
    }

    async leave() {
        this.memory.set(null);
        this.setMachine(null);
        this.state.info = null;
        this.state.mode = null;
        this.state.notice = null;
        this.state.screen = "start";
        await this.open(false);
    }

    /** A message outside of a document. */
    say(tone, code, params = {}) {
        this.state.notice = { tone, code, params };
        this.signal(tone);
    }

    /** A message in the document, where there is one. */
    tell(tone, code, params = {}) {
        const { machine } = this;
        if (!machine) {
            this.say(tone, code, params);
            return;
        }
        const seq = (machine.message?.seq || 0) + 1;
        this.setMachine({ ...machine, message: { tone, code, params, seq } });
        this.signal(tone);
    }

    signal(tone) {
        this.state.flash = { tone, seq: this.state.flash.seq + 1 };
        this.play(tone);
    }

    /** @param {Object|null} machine shown at once */
    setMachine(machine) {
        this.machine = machine && markRaw(machine);
        this.state.machine = this.machine;
    }

    /**
     * The sound comes before the picture: one picture then shows the scan and its colour,
     * instead of two that the sound would have to wait for.
     */
    dispatch(event) {
        const { machine } = this;
        if (!machine) {
            return;
        }
        const reduce = FLOWS[machine.flow];
        const { state, effects } = reduce(machine, { uuid: makeUuid(), ...event });
        this.machine = markRaw(state);
        const underway = effects.flatMap((effect) => UNDERWAY[effect.type]?.(effect) || []);
        this.underway = [...this.underway, ...underway];
        return this.effects.exec(async () => {
            try {
                await this.run(effects);
            } finally {
                this.underway = this.underway.filter((row) => !underway.includes(row));
                this.state.machine = this.machine;
            }
        });
    }

    async run(effects) {
        for (const effect of effects) {
            await this[`run_${effect.type}`](effect);
        }
    }

    /** Kept on the device before anything is heard; sent in the background. */
    async run_send({ operation: given, now }) {
        if (given[TRAINING] !== undefined) {
            this.answerTraining(given);
            return;
        }
        const operation = { ...given, device: this.device };
        if (now) {
            this.sendNow(operation);
        } else {
            await this.queue.push(operation);
        }
    }

    /** In a training nothing leaves the device: every scan is accepted, nothing is written. */
    answerTraining(operation) {
        const answer = {
            uuid: operation.uuid,
            ok: true,
            message_code: TRAINED[operation.type] || "picked",
            params: { document: this.machine?.document.name },
            lines: [],
        };
        Promise.resolve().then(() =>
            this.dispatch({ type: "answer", operation, answer, waiting: 1 })
        );
    }

    run_beep({ tone }) {
        this.signal(tone);
    }

    run_leave() {
        this.leave();
    }

    run_keep({ operation }) {
        return this.queue.keep(operation);
    }

    run_forget({ uuids }) {
        return this.store.forget(uuids);
    }

    /** The document has more in it now than the device knows. */
    run_reload() {
        const { machine } = this;
        this.state.machine = machine; // the answer may take long
        return machine && this.open(refOf(machine));
    }

    /** What is a code that the device does not know? Asked in the background. */
    run_lookup({ code }) {
        const { machine } = this;
        if (!machine || keyOf(machine) === TRAINING) {
            return;
        }
        const tell = (answer) =>
            this.dispatch({ type: "found", candidates: null, ...answer, code });
        Promise.race([this.ask("search_code", [code]), delay(LOOKUP_TIME)]).then(tell);
    }

    run_find_lot({ product_id, lot_name }) {
        const { machine } = this;
        if (!machine) {
            return;
        }
        const { key, id } = refOf(machine);
        this.ask("find_lot", [{ [key]: id }, product_id, lot_name]).then((payload) =>
            this.dispatch({ type: "lot_found", payload })
        );
    }

    /** A question to the server; null when it cannot be reached. */
    async ask(method, args, model) {
        try {
            return await this.call(method, args, model);
        } catch (error) {
            if (!isUnreachable(error)) {
                throw error;
            }
            return null;
        }
    }

    run_conflict() {
        this.signal("no");
        return this.loadConflicts();
    }

    /** Operations with a secret are never kept on the device: they need the server at once. */
    async sendNow(operation) {
        try {
            if (!(await this.queue.flush())) {
                this.dispatch({ type: "failed" });
                return;
            }
            const [answer] = await this.call("apply", [[operation]]);
            this.onAnswer(operation, answer);
        } catch (error) {
            this.dispatch({ type: "failed" });
            if (!isUnreachable(error)) {
                throw error;
            }
        }
    }

    onAnswer(operation, answer) {
        const { machine } = this;
        if (this.isOnScreen(operation)) {
            const waiting = this.queue.countOf(refOf(machine)) + this.underway.length;
            this.dispatch({ type: "answer", operation, answer, waiting });
        } else if (!answer.ok) {
            this.signal("no");
            this.loadConflicts();
        }
    }

    // ---- What the server could not accept --------------------------------------------------

    async loadConflicts() {
        this.state.conflicts = await this.store.loadConflicts();
    }

    /** The user has answered: nothing, or the same again with his permission. */
    async settleConflict(conflict, permission) {
        if (permission) {
            const operation = { ...conflict.operation, ...permission, uuid: makeUuid() };
            if (this.isOnScreen(operation)) {
                this.dispatch({ type: "redo", operation });
            }
            await this.queue.push(operation);
        }
        await this.store.removeConflict(conflict.key);
        await this.loadConflicts();
    }
}

/** Operations that the screen shows before the device keeps them, as rows of the store. */
const UNDERWAY = {
    send: ({ operation, now }) => (now ? [] : [{ operation }]),
    keep: ({ operation }) => [{ operation, status: "kept" }],
};

const isSame = (one, other) => one.key === other.key && one.id === other.id;

function refOf(machine) {
    return { key: keyOf(machine), id: machine.document.id };
}
