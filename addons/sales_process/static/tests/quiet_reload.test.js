import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { useQuietReload } from "@sales_process/hooks/quiet_reload";

describe.current.tags("desktop");
defineMailModels();

/** A screen that reads again, and the means to leave it. */
async function mountReader(read) {
    let reload;
    class Reader extends Component {
        static template = xml`<div class="reader"/>`;
        static props = {};
        setup() {
            reload = useQuietReload(read);
        }
    }
    const reader = await mountWithCleanup(Reader);
    return { reload: (...args) => reload(...args), leave: () => reader.__owl__.app.destroy() };
}

test("who is still there is told what failed", async () => {
    const { reload } = await mountReader(() => Promise.reject(new Error("No access")));

    await expect(reload()).rejects.toThrow("No access");
});

test("a screen that was left while it read is told nothing", async () => {
    const answer = new Deferred();
    const { reload, leave } = await mountReader(() => answer);

    const end = reload().then(() => expect.step("quiet"));
    leave();
    answer.reject(new Error("Component is destroyed"));
    await end;

    expect.verifySteps(["quiet"]);
});

test("a screen that was left does not read", async () => {
    const { reload, leave } = await mountReader((...args) => expect.step(`read ${args}`));

    await reload(1, 2);
    leave();
    await reload(3);

    expect.verifySteps(["read 1,2"]);
});
