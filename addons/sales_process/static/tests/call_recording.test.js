import { after, describe, expect, test } from "@odoo/hoot";
import {
    manuallyDispatchProgrammaticEvent,
    queryOne,
    setInputRange,
    waitFor,
} from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Talk extends models.Model {
    _name = "talk";
    has_recording = fields.Boolean();
    _records = [
        { id: 1, has_recording: true },
        { id: 2, has_recording: true },
        { id: 3, has_recording: false },
    ];
}
defineModels([Talk]);

const ARCH = `<list><field name="has_recording" widget="sales_call_recording"/></list>`;

/** The addresses of the tests lead nowhere: what the browser says of them is not heard. */
function hushBrowser() {
    const hush = (ev) => ev.isTrusted && ev.stopImmediatePropagation();
    window.addEventListener("error", hush, { capture: true });
    after(() => window.removeEventListener("error", hush, { capture: true }));
}

async function mountTalks() {
    hushBrowser();
    patchWithCleanup(HTMLMediaElement.prototype, {
        async play() {
            manuallyDispatchProgrammaticEvent(this, "play");
        },
        pause() {
            manuallyDispatchProgrammaticEvent(this, "pause");
        },
    });
    await mountView({
        type: "list",
        resModel: "talk",
        arch: ARCH,
        selectRecord: () => expect.step("opened"),
    });
}

const row = (index) => `.o_data_row:eq(${index})`;

async function listen(index) {
    await contains(`${row(index)} .o_sales_process_recording .btn`).click();
    manuallyDispatchProgrammaticEvent(await waitFor(`${row(index)} audio`), "loadedmetadata");
    await animationFrame();
}

test("the sound is asked for at the click and heard in the row", async () => {
    onRpc("talk", "get_recording_link", ({ args }) => {
        expect.step(args[0]);
        return { url: "/short/lived/1" };
    });
    await mountTalks();
    expect(".o_sales_process_recording").toHaveCount(2);
    expect.verifySteps([]);
    await listen(0);
    expect.verifySteps([[1]]);
    expect(`${row(0)} audio`).toHaveAttribute("src", "/short/lived/1");
    expect(`${row(0)} .o_sales_process_recording_play .fa-pause`).toHaveCount(1);
    expect(`${row(0)} input[type=range]`).toHaveCount(1);
});

test("faster and back; a second recording stops the first", async () => {
    onRpc("talk", "get_recording_link", ({ args }) => ({ url: `/sound/${args[0][0]}` }));
    await mountTalks();
    await listen(0);
    await contains(`${row(0)} .btn-group .btn:eq(2)`).click();
    expect(queryOne(`${row(0)} audio`).playbackRate).toBe(2);
    expect(`${row(0)} .btn-group .btn:eq(2)`).toHaveAttribute("aria-pressed", "true");
    await listen(1);
    expect(`${row(0)} .o_sales_process_recording_play .fa-play`).toHaveCount(1);
    expect(`${row(1)} .o_sales_process_recording_play .fa-pause`).toHaveCount(1);
});

test("a refusal is shown in place", async () => {
    onRpc("talk", "get_recording_link", () => {
        throw makeServerError({ type: "UserError", message: "The recording is deleted" });
    });
    await mountTalks();
    await contains(`${row(0)} .o_sales_process_recording .btn`).click();
    await waitFor(".o_sales_process_recording_error");
    expect(".o_sales_process_recording_error").toHaveText("The recording is deleted");
    expect(".o_error_dialog").toHaveCount(0);
    expect(`${row(0)} .o_sales_process_recording .btn`).toBeEnabled();
});

test("a sound that cannot be played says so", async () => {
    onRpc("talk", "get_recording_link", () => ({ url: "/nothing" }));
    await mountTalks();
    await contains(`${row(0)} .o_sales_process_recording .btn`).click();
    manuallyDispatchProgrammaticEvent(await waitFor(`${row(0)} audio`), "error");
    await animationFrame();
    expect(".o_sales_process_recording_error").toHaveText("The recording cannot be played.");
});

test("the position can be chosen", async () => {
    onRpc("talk", "get_recording_link", () => ({ url: "/sound" }));
    await mountTalks();
    await listen(0);
    const audio = queryOne(`${row(0)} audio`);
    let position = 0;
    Object.defineProperty(audio, "currentTime", {
        get: () => position,
        set: (value) => (position = value),
    });
    await setInputRange(`${row(0)} input[type=range]`, 1);
    expect(position).toBe(1);
});
