import { browser } from "@web/core/browser/browser";

/**
 * Two tabs of one user share what the device keeps: only one sends at a time, and each hears
 * what the other was answered. Where the browser has no locks (a page without https) both may
 * send; the server applies each operation once, so that does no harm.
 */
export class Tabs {
    /** @param {string} name of the store that is shared */
    constructor(name) {
        this.name = name;
        const Channel = browser.BroadcastChannel;
        this.channel = Channel ? new Channel(name) : null;
    }

    /** Run while no other tab sends. */
    alone(work) {
        const { locks } = browser.navigator;
        return locks ? locks.request(this.name, work) : work();
    }

    tell(message) {
        this.channel?.postMessage(message);
    }

    listen(callback) {
        this.channel?.addEventListener("message", (event) => callback(event.data));
    }
}
