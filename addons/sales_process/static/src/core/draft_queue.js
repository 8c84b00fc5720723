/**
 * Answers that wait to be saved: of each question only the last one, one at a time.
 *
 * Times are milliseconds that the caller gives: nothing here looks at a clock.
 */
export class DraftQueue {
    /** @param {number} delay how long a person must have stopped typing */
    constructor(delay = 800) {
        this.delay = delay;
        this.waiting = new Map();
        this.sending = null;
    }

    get isEmpty() {
        return !this.waiting.size && !this.sending;
    }

    /** A question was answered; at once: the field was left. */
    put(key, value, now, atOnce = false) {
        this.waiting.set(key, { key, value, due: atOnce ? now : now + this.delay });
    }

    /** What is to be sent now, or null: nothing is due or something is on its way. */
    take(now) {
        if (this.sending) {
            return null;
        }
        const due = [...this.waiting.values()].find((item) => item.due <= now);
        if (due) {
            this.waiting.delete(due.key);
            this.sending = due;
        }
        return due || null;
    }

    /** It is saved. */
    done() {
        this.sending = null;
    }

    /** It was not saved: all wait for a while, a newer answer takes its place. */
    failed(now, pause) {
        const item = this.sending;
        this.sending = null;
        if (!this.waiting.has(item.key)) {
            this.waiting.set(item.key, item);
        }
        for (const waiting of this.waiting.values()) {
            waiting.due = Math.max(waiting.due, now + pause);
        }
    }

    /** Nothing waits for its time any more: the page is left. */
    hurry(now) {
        for (const waiting of this.waiting.values()) {
            waiting.due = now;
        }
    }

    /** Milliseconds until something is due; null: nothing waits. */
    pause(now) {
        const times = [...this.waiting.values()].map((item) => item.due);
        return times.length ? Math.max(0, Math.min(...times) - now) : null;
    }
}
