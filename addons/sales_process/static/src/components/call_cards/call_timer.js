import { Component, onWillUnmount, useState, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** How long the talk lasts: 02:35. */
export class CallTimer extends Component {
    static props = { since: Number };
    static template = xml`
        <span class="font-monospace" aria-hidden="true" t-out="text"/>`;

    setup() {
        this.clock = useState({ now: Date.now() });
        const timer = browser.setInterval(() => (this.clock.now = Date.now()), 1000);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get text() {
        const seconds = Math.max(0, Math.floor((this.clock.now - this.props.since) / 1000));
        const parts = [Math.floor(seconds / 60), seconds % 60];
        return parts.map((part) => String(part).padStart(2, "0")).join(":");
    }
}
