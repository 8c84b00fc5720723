import { advanceTime, after, describe, expect, getFixture, test } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent } from "@odoo/hoot-dom";
import { KeyReader } from "@warehouse_barcode/services/key_reader";

describe.current.tags("desktop");

const CODE = "4006381333931";

function startReader({ hasSink = false, html = "" } = {}) {
    const codes = [];
    const { body } = new DOMParser().parseFromString(html, "text/html");
    getFixture().replaceChildren(...body.childNodes);
    const reader = new KeyReader((code) => codes.push(code), { hasSink });
    reader.start();
    after(() => reader.stop());
    return { codes, reader };
}

const ENTRY = `<div class="o_warehouse_barcode_entry"><input class="entry"/></div>`;
const fieldOf = (selector) => document.querySelector(selector);

/** As an input method does it: the key says nothing, the text is in the field. */
async function commitText(field, text) {
    await manuallyDispatchProgrammaticEvent(field, "keydown", { key: "Unidentified", code: "" });
    field.value += text;
    await manuallyDispatchProgrammaticEvent(field, "input", {
        data: text,
        inputType: "insertText",
    });
}

async function pressEnter(field) {
    const [event] = [
        await manuallyDispatchProgrammaticEvent(field, "keydown", {
            key: "Enter",
            code: "Enter",
            cancelable: true,
        }),
    ].flat();
    return event;
}

test("text of a terminal's input method in the visible field", async () => {
    const { codes } = startReader({ html: ENTRY });
    await commitText(fieldOf(".entry"), CODE);
    expect(codes).toEqual([]);
    await advanceTime(200);
    expect(codes).toEqual([CODE]);
    expect(".entry").toHaveValue("");
});

test("its final Enter ends it at once and reaches nobody", async () => {
    const { codes } = startReader({ html: ENTRY });
    await commitText(fieldOf(".entry"), CODE);
    const event = await pressEnter(fieldOf(".entry"));
    expect(event.defaultPrevented).toBe(true);
    expect(codes).toEqual([CODE]);
    await advanceTime(2000);
    expect(codes).toEqual([CODE]);
});

test("a terminal without a focused field types into a hidden one", async () => {
    const { codes } = startReader({ hasSink: true, html: "<button class='any'>Any</button>" });
    const sink = fieldOf(".o_warehouse_barcode_sink");
    expect(document.activeElement).toBe(sink);
    expect(sink.inputMode).toBe("none");
    await commitText(sink, CODE.slice(0, 5));
    await commitText(sink, CODE.slice(5));
    await advanceTime(200);
    expect(codes).toEqual([CODE]);

    fieldOf(".any").focus();
    fieldOf(".any").click();
    await advanceTime(10);
    expect(document.activeElement).toBe(sink);
});

test("composed text is taken at its end", async () => {
    const { codes } = startReader({ html: ENTRY });
    const field = fieldOf(".entry");
    field.value = CODE;
    await manuallyDispatchProgrammaticEvent(field, "compositionend", { data: CODE });
    await advanceTime(200);
    expect(codes).toEqual([CODE]);
});

test("a pasted code counts; in a field of words it is left alone", async () => {
    const { codes } = startReader({ html: "<textarea class='words'></textarea>" });
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", `${CODE}\n`);
    await manuallyDispatchProgrammaticEvent(document.body, "paste", { clipboardData });
    await manuallyDispatchProgrammaticEvent(fieldOf(".words"), "paste", { clipboardData });
    expect(codes).toEqual([CODE]);
});

async function type(target, text) {
    for (const key of text) {
        await manuallyDispatchProgrammaticEvent(target, "keydown", { key, code: `Digit${key}` });
    }
}

test("what a person has typed in the field and entered is no part of the next code", async () => {
    const html = `${ENTRY}<button class="any">Any</button>`;
    const { codes } = startReader({ html });
    await type(fieldOf(".entry"), "1234");
    fieldOf(".any").click();
    await type(document.body, CODE);
    await pressEnter(document.body);
    expect(codes).toEqual([CODE]);
});
