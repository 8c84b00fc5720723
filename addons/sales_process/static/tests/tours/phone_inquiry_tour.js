import { registry } from "@web/core/registry";

function press(options) {
    return () => {
        const target = document.activeElement || document.body;
        const init = { bubbles: true, cancelable: true, ...options };
        target.dispatchEvent(new KeyboardEvent("keydown", init));
        target.dispatchEvent(new KeyboardEvent("keyup", init));
    };
}

/** The fields in the order of Tab, as the browser walks. */
function tabOrder() {
    const form = document.querySelector(".modal .o_sales_phone_form");
    const inputs = form.querySelectorAll("input:not([tabindex='-1']), textarea");
    const names = [...inputs].map((el) => el.closest(".o_field_widget").getAttribute("name"));
    return [...new Set(names)];
}

const FIELD = ".modal .o_field_widget";

registry.category("web_tour.tours").add("sales_process_phone_inquiry", {
    steps: () => [
        {
            content: "The keys open the form from anywhere",
            trigger: "button.o_sales_phone_systray",
            run: press({ key: "P", code: "KeyP", altKey: true, shiftKey: true }),
        },
        {
            content: "The number has the focus; Tab goes number, text, name, company...",
            trigger: `${FIELD}[name='number'] input:focus`,
            run() {
                const expected = ["number", "text", "contact_name", "company_name"];
                const found = tabOrder().slice(0, 4);
                if (found.join() !== expected.join()) {
                    throw new Error(`Tab goes ${found.join()}`);
                }
            },
        },
        {
            content: "Who it is shows while the number is typed, before Tab",
            trigger: `${FIELD}[name='number'] input`,
            run() {
                this.anchor.value = "8 999 000-11-22";
                this.anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
            },
        },
        {
            trigger: ".modal .alert-success:contains('Known works')",
        },
        {
            trigger: `${FIELD}[name='text'] textarea`,
            run: "edit When is it ready?",
        },
        {
            content: "Alt+N registers and opens an empty form",
            trigger: `${FIELD}[name='text'] textarea`,
            run: press({ key: "n", code: "KeyN", altKey: true }),
        },
        {
            trigger: ".modal:not(:has(.alert-success:contains('Known works')))",
        },
        {
            content: "The form is empty",
            trigger: `${FIELD}[name='number'] input:focus`,
            run() {
                if (this.anchor.value) {
                    throw new Error(`The old number is left: ${this.anchor.value}`);
                }
            },
        },
        {
            trigger: `${FIELD}[name='number'] input`,
            run: "edit 8 999 000-55-66",
        },
        {
            trigger: `${FIELD}[name='text'] textarea`,
            run: "edit A vacuum pump",
        },
        {
            trigger: `${FIELD}[name='contact_name'] input`,
            run: "edit Ivan",
        },
        {
            trigger: `${FIELD}[name='company_name'] input`,
            run: "edit New works",
        },
        {
            content: "Ctrl+Enter registers and opens the inquiry",
            trigger: `${FIELD}[name='company_name'] input`,
            run: press({ key: "Enter", code: "Enter", ctrlKey: true }),
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name='body']",
        },
    ],
});
