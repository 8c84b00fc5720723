import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_process_salesperson_promises", {
    steps: () => [
        {
            content: "The goods of the deal",
            trigger: ".o_form_view .nav-link:contains('Товары')",
            run: "click",
        },
        {
            content: "What is in production is said in words",
            trigger: ".o_sales_supply_row:contains('в производстве'):contains('TourPump')",
        },
        {
            content: "Its documents",
            trigger: ".o_sales_supply_row:contains('TourPump') .o_sales_supply_name",
            run: "click",
        },
        {
            trigger:
                ".o_sales_supply_documents:contains('Заказ на производство') a:contains('WH/MO')",
        },
        {
            trigger: ".o_sales_supply_tell",
            run: "click",
        },
        {
            content: "The expected dates are there already",
            trigger: ".modal .o_field_widget[name='comment'] input",
            run: "edit По плану производства",
        },
        {
            trigger: ".modal footer button[name='action_tell']",
            run: "click",
        },
        {
            content: "The promise is on the deal",
            trigger: "body:not(:has(.modal)) .o_sales_supply_order:contains('обещано на')",
        },
        {
            trigger: ".o_sales_supply_order button:contains('История обещаний')",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains('TourPump'):contains('По плану производства')",
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_planner_orders", {
    steps: () => [
        {
            content: "The late order is the first, its slip is said in words",
            trigger:
                ".o_list_view .o_data_row:first:contains('опоздание, дней'):contains('Tour client')",
        },
        {
            trigger: ".o_data_row:first .o_sales_timeline_bar.bg-danger",
        },
        {
            trigger: ".o_sales_timeline_head span",
        },
        {
            content: "The calendar of promised dates",
            trigger: ".o_cp_switch_buttons .o_switch_view.o_calendar",
            run: "click",
        },
        {
            trigger: ".o_calendar_view",
        },
        {
            trigger: ".o_cp_switch_buttons .o_switch_view.o_list",
            run: "click",
        },
        {
            content: "A row opens the deal",
            trigger: ".o_data_row:contains('Tour client') td[name='partner_id']",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link:contains('Товары')",
            run: "click",
        },
        {
            content: "The planner reads the goods and promises nothing",
            trigger: ".o_sales_supply:not(:has(.o_sales_supply_tell)) .o_sales_supply_row",
        },
    ],
});
