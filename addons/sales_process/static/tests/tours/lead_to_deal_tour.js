import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_process_lead_to_deal", {
    steps: () => [
        {
            content: "The salesperson opens the lead",
            trigger: ".o_data_row:contains('Chamber for the tour') td[name='name']",
            run: "click",
        },
        {
            content: "What is missing stands on top: the deal is not confirmed, no need",
            trigger: ".o_sales_panel_missing li:nth-child(2)",
        },
        {
            content: "Too early: the click is refused",
            trigger: "button[name='action_convert']",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "He writes down the need",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='need'] textarea",
            run: "edit A chamber of 1000 litres",
        },
        {
            trigger: "button[name='action_convert']",
            run: "click",
        },
        {
            content: "The lead is a deal in the selection, where a quotation can be agreed",
            trigger: "button[name='action_agree']",
        },
        {
            content: "The type of equipment is chosen: the offer and the agreed order are missing",
            trigger: ".o_sales_panel_missing:has(li:nth-child(2)):not(:has(li:nth-child(3)))",
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
            content: "and gives it to the least busy salesperson in one click",
            trigger:
                ".o_kanban_record:contains('Chamber for the tour') .o_sales_triage_person:first",
            run: "click",
        },
        {
            content: "It has left the board",
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('Chamber for the tour')))",
        },
    ],
});
