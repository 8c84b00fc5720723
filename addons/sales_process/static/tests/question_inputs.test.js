import { describe, expect, test } from "@odoo/hoot";
import { readAnswer, writeAnswer } from "@sales_process/core/question_inputs";

describe.current.tags("headless");

function makeQuestion(kind, html) {
    const question = document.createElement("div");
    question.dataset.kind = kind;
    question.append(document.createRange().createContextualFragment(html));
    return question;
}

const RANGE = `<input value="10"><input value="20">`;

test("each kind of question says its answer", () => {
    const box = (value, checked) => `<input type="checkbox" value="${value}" ${checked}>`;
    const hidden = `<input type="hidden" value="">`;
    const cases = [
        ["text", "<textarea>air</textarea>", "air"],
        ["number", `<input value="1,5">`, "1,5"],
        [
            "choice",
            `<select><option value="">-</option><option selected>Oil</option></select>`,
            "Oil",
        ],
        ["range", RANGE, ["10", "20"]],
        ["choices", hidden + box("Dust", "checked") + box("Rain", ""), ["Dust"]],
        [
            "boolean",
            `${hidden}<input type="radio" value="yes" checked><input type="radio" value="no">`,
            "yes",
        ],
        ["boolean", `<input type="radio" value="yes"><input type="radio" value="no">`, ""],
        ["date", `<input type="date" value="2026-11-27">`, "2026-11-27"],
    ];
    for (const [kind, html, expected] of cases) {
        expect(readAnswer(makeQuestion(kind, html))).toEqual(expected);
    }
});

test("a number is shown as it is kept", () => {
    const question = makeQuestion("number", `<input value="1.50">`);
    writeAnswer(question, "1,5");

    expect(readAnswer(question)).toBe("1,5");
});

test("a range is shown in its two fields", () => {
    const question = makeQuestion("range", RANGE);
    writeAnswer(question, "-60 … 180");

    expect(readAnswer(question)).toEqual(["-60", "180"]);
});

test("what a person has written or chosen himself stays", () => {
    const question = makeQuestion("text", "<textarea>my words</textarea>");
    writeAnswer(question, "other words");

    expect(readAnswer(question)).toBe("my words");
});
