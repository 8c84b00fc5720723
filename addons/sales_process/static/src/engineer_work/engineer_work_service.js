import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { user } from "@web/core/user";
import { session as info } from "@web/session";
import { DraftSession } from "./draft_session";
import { DraftStore } from "./draft_store";
import { makeUuid } from "./uuid";

const LEASE = 30000;
const PAUSE = 500;

const PATIENCE = 90000; // a photo over a bad connection

const sleep = (delay) => new Promise((resolve) => browser.setTimeout(resolve, delay));

/**
 * Runs one thing at a time, over all tabs of this browser. Browsers without locks (pages without
 * https) lend a place in the store for half a minute; the server applies a uuid once anyway.
 */
export function makeTurns(name, getStore, locks = navigator.locks) {
    if (locks) {
        return (action) => locks.request(name, action);
    }
    const mutex = new Mutex();
    const owner = makeUuid();
    const lend = (length) => getStore().lease(owner, Date.now() + length, Date.now());
    return (action) =>
        mutex.exec(async () => {
            while (!(await lend(LEASE))) {
                await sleep(PAUSE);
            }
            const renewing = browser.setInterval(() => lend(LEASE), LEASE / 3);
            try {
                return await action();
            } finally {
                browser.clearInterval(renewing);
                await lend(0);
            }
        });
}

/** An answer that does not come is a lost connection: nothing waits for it for ever. */
export async function withPatience(answer, patience = PATIENCE) {
    let timer;
    const late = new Promise((resolve, reject) => {
        timer = browser.setTimeout(() => reject(new ConnectionLostError()), patience);
    });
    try {
        return await Promise.race([answer, late]);
    } finally {
        browser.clearTimeout(timer);
    }
}

/** The works of the engineer on this phone; made when the screen is first opened. */
export const engineerWorkService = {
    dependencies: ["orm"],

    start(env, { orm }) {
        let session = null;

        function makeSession() {
            const name = `sales_process_works_${info.db}_${user.userId}`;
            const channel = new BroadcastChannel(name);
            session = new DraftSession({
                userId: user.userId,
                store: new DraftStore(name),
                call: (method, args) =>
                    withPatience(orm.silent.call("equipment.work", method, args)),
                inTurn: makeTurns(name, () => session.store),
                tellOthers: (isReached) => channel.postMessage({ isReached }),
            });
            channel.onmessage = ({ data }) =>
                session.state.writing || session.lookAgain(data.isReached);
            // the browser is asked not to clear what is unsent when space is short
            navigator.storage?.persist?.();
            return session;
        }

        const wake = () => session && session.wake();
        browser.addEventListener("online", wake);
        browser.addEventListener("offline", () => {
            if (session) {
                session.state.online = false;
            }
        });
        document.addEventListener("visibilitychange", () => document.hidden || wake());
        return {
            get session() {
                return session || makeSession();
            },
        };
    },
};

registry.category("services").add("sales_process.engineer_work", engineerWorkService);
