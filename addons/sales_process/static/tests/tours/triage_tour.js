import { registry } from "@web/core/registry";

/** A key pressed on the place of the focus, as a person does. */
function press(code, key) {
    return () => {
        const target = document.activeElement || document.body;
        const options = { key, code, bubbles: true, cancelable: true };
        target.dispatchEvent(new KeyboardEvent("keydown", options));
        target.dispatchEvent(new KeyboardEvent("keyup", options));
    };
}

const FIRST = ".o_kanban_record:contains('First on the board')";
const SECOND = ".o_kanban_record:contains('Second on the board')";

registry.category("web_tour.tours").add("sales_process_triage", {
    steps: () => [
        {
            content: "The people of the department are on the card with their loads",
            trigger: `${FIRST} .o_sales_triage_person .o_sales_triage_load`,
        },
        {
            content: "An arrow goes to the first card",
            trigger: `${FIRST} .o_sales_triage_person`,
            run: press("ArrowDown", "ArrowDown"),
        },
        {
            content: "1 gives it to the first of them",
            trigger: `${FIRST}:focus`,
            run: press("Digit1", "1"),
        },
        {
            content: "It has left the board, without a reload",
            trigger: `.o_kanban_view:not(:has(${FIRST})) ${SECOND}`,
        },
        {
            content: "The notification offers the way back",
            trigger: ".o_notification button",
        },
        {
            content: "U takes it back, with the Russian layout too",
            trigger: SECOND,
            run: press("KeyU", "г"),
        },
        {
            content: "The card is on the board again",
            trigger: FIRST,
        },
        {
            content: "A key in a field does nothing",
            trigger: ".o_searchview_input",
            run() {
                this.anchor.focus();
                press("Digit1", "1")();
            },
        },
        {
            content: "D opens the departments, Escape closes them",
            trigger: `${SECOND} .o_sales_triage_person`,
            run() {
                this.anchor.closest(".o_kanban_record").focus();
                press("KeyD", "d")();
            },
        },
        {
            trigger: ".modal .o_sales_triage_choices button",
            run: press("Escape", "Escape"),
        },
        {
            content: "X opens the reasons, 1 takes the first",
            trigger: `body:not(:has(.modal)) ${SECOND}`,
            run() {
                this.anchor.focus();
                press("KeyX", "x")();
            },
        },
        {
            trigger: ".modal .o_sales_triage_choices button",
            run: press("Digit1", "1"),
        },
        {
            content: "Rejected: only the first one is left",
            trigger: `body:not(:has(.modal)) .o_kanban_view:not(:has(${SECOND})) ${FIRST}`,
        },
        {
            content: "The switch shows the departments as columns",
            trigger: ".o_sales_triage_switch button[data-group='team_id']",
            run: "click",
        },
        {
            trigger: `.o_sales_triage_switch button.active[data-group='team_id']`,
        },
        {
            content: "One click assigns",
            trigger: `${FIRST} .o_sales_triage_person:first`,
            run: "click",
        },
        {
            trigger: `.o_kanban_view:not(:has(${FIRST}))`,
        },
    ],
});
