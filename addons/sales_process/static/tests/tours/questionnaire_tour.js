import { registry } from "@web/core/registry";

const question = (kind) => `.o_question[data-kind='${kind}']`;
const SAVED = ".o_save_state:contains('Всё сохранено')";

registry.category("web_tour.tours").add("sales_process_questionnaire", {
    steps: () => [
        {
            content: "Every field fits the telephone",
            trigger: ".o_sales_questionnaire .o_question",
            run() {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`The page is ${scrollWidth} wide on ${clientWidth}`);
                }
            },
        },
        {
            trigger: `${question("number")} input`,
            run: "edit 5 мбар && press Tab",
        },
        {
            content: "What is wrong stands under the field",
            trigger: `${question("number")} .o_problem:contains('Па')`,
        },
        {
            trigger: `${question("number")} input`,
            run: "edit 1.50 Па && press Tab",
        },
        {
            content: "It is saved and shown as it is kept",
            trigger: SAVED,
        },
        {
            trigger: `${question("number")} input:value(1,5)`,
        },
        {
            trigger: `${question("range")} input:first`,
            run: "edit -60",
        },
        {
            trigger: `${question("range")} input:last`,
            run: "edit 180 && press Tab",
        },
        {
            trigger: `${question("choices")} input[type='checkbox']:first`,
            run: "check",
        },
        {
            trigger: `${question("boolean")} input[value='yes']`,
            run: "click",
        },
        {
            content: "Sent at once, without waiting: nothing is lost",
            trigger: `${question("text")} textarea`,
            run: "edit Воздух",
        },
        {
            trigger: "input[name='name']",
            run: "edit Иванов И. И., технолог",
        },
        {
            trigger: ".o_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains('Спасибо')",
        },
    ],
});
