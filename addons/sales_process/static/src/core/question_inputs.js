/** The inputs of a question: what they say, and what they show. */

const RANGE_SIGN = "…";

function inputsOf(question) {
    return [...question.querySelectorAll("input:not([type='hidden']), textarea, select")];
}

/**
 * @param {HTMLElement} question with its kind in `data-kind`
 * @returns {string|string[]} a list for a range and for several options
 */
export function readAnswer(question) {
    const inputs = inputsOf(question);
    switch (question.dataset.kind) {
        case "range":
            return inputs.map((input) => input.value);
        case "choices":
            return inputs.filter((input) => input.checked).map((input) => input.value);
        case "boolean":
            return inputs.find((input) => input.checked)?.value || "";
        default:
            return inputs[0].value;
    }
}

/**
 * Show a number as the server keeps it; other kinds show what was chosen already.
 *
 * @param {HTMLElement} question
 * @param {string} answer
 */
export function writeAnswer(question, answer) {
    const inputs = inputsOf(question);
    if (question.dataset.kind === "number") {
        inputs[0].value = answer;
    } else if (question.dataset.kind === "range" && answer.includes(RANGE_SIGN)) {
        answer.split(RANGE_SIGN).forEach((end, index) => {
            inputs[index].value = end.trim();
        });
    }
}
