import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_process_lead_to_deal", {
    steps: () => [
        {
            content: "The salesperson opens the lead",
            trigger: ".o_data_row:contains('Chamber for the tour') td[name='name']",
            run: "click",
        },
        {
            content: "What is missing stands on top, with the needs in it",
            trigger: ".o_sales_process_next li:contains('needs')",
        },
        {
            content: "Too early: the refusal names what is missing",
            trigger: "button[name='action_convert']",
            run: "click",
        },
        {
            trigger: ".modal:contains('needs') .btn-primary",
            run: "click",
        },
        {
            content: "He writes down the need",
            trigger: ".o_field_widget[name='need'] textarea",
            run: "edit A chamber of 1000 litres",
        },
        {
            trigger: "button[name='action_convert']",
            run: "click",
        },
        {
            content: "The lead is a deal in the next stage",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains('Equipment selection')",
        },
        {
            content: "and waits for the agreed quotation",
            trigger: ".o_sales_process_next li:contains('confirm the order')",
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_assign", {
    steps: () => [
        {
            content: "The head opens the inquiry on the triage board",
            trigger: ".o_kanban_record:contains('Chamber for the tour')",
        },
        {
            content: "and gives it to the suggested salesperson in one click",
            trigger:
                ".o_kanban_record:contains('Chamber for the tour') button[name='action_assign_suggested']",
            run: "click",
        },
        {
            content: "It has left the board",
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('Chamber for the tour')))",
        },
    ],
});
