import { describe, expect, test } from "@odoo/hoot";
import { DraftQueue } from "@sales_process/core/draft_queue";

describe.current.tags("headless");

test("an answer is sent when a person has stopped typing", () => {
    const queue = new DraftQueue(800);
    queue.put(1, "5", 1000);

    expect(queue.take(1500)).toBe(null);
    expect(queue.pause(1500)).toBe(300);
    expect(queue.take(1800).value).toBe("5");
});

test("only the last answer to a question is sent", () => {
    const queue = new DraftQueue(800);
    queue.put(1, "5", 0);
    queue.put(1, "50", 500);

    expect(queue.take(1000)).toBe(null);
    expect(queue.take(1300).value).toBe("50");
    expect(queue.take(5000)).toBe(null);
});

test("a field that is left is sent at once", () => {
    const queue = new DraftQueue(800);
    queue.put(1, "5", 0, true);

    expect(queue.take(0).value).toBe("5");
});

test("one answer at a time is on its way", () => {
    const queue = new DraftQueue(0);
    queue.put(1, "a", 0);
    queue.put(2, "b", 0);

    expect(queue.take(0).key).toBe(1);
    expect(queue.take(0)).toBe(null);
    queue.done();
    expect(queue.take(0).key).toBe(2);
    expect(queue.isEmpty).toBe(false);
    queue.done();
    expect(queue.isEmpty).toBe(true);
});

test("an answer that was not saved is sent again after a while", () => {
    const queue = new DraftQueue(0);
    queue.put(1, "a", 0);
    queue.take(0);
    queue.failed(0, 5000);

    expect(queue.take(4999)).toBe(null);
    expect(queue.pause(4000)).toBe(1000);
    expect(queue.take(5000).value).toBe("a");
});

test("a newer answer takes the place of one that was not saved", () => {
    const queue = new DraftQueue(0);
    queue.put(1, "a", 0);
    queue.take(0);
    queue.put(1, "b", 10);
    queue.failed(20, 100);

    expect(queue.take(200).value).toBe("b");
    queue.done();
    expect(queue.isEmpty).toBe(true);
});

test("nothing waits when the page is left", () => {
    const queue = new DraftQueue(800);
    queue.put(1, "a", 0);
    queue.hurry(10);

    expect(queue.take(10).value).toBe("a");
    expect(queue.pause(10)).toBe(null);
});
