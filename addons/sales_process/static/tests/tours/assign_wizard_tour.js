import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_process_assign_wizard", {
    steps: () => [
        {
            trigger: ".o_form_view button[name='action_assign']",
            run: "click",
        },
        {
            content: "The people of the department with their loads",
            trigger: ".modal .o_sales_people_load tr:contains('Seller') input[type='radio']",
            run: "click",
        },
        {
            content: "Another department in the open form",
            trigger: ".modal .o_field_widget[name='team_id'] input",
            run: "edit Tour department",
        },
        {
            trigger: ".ui-autocomplete > li > a:contains('Tour department')",
            run: "click",
        },
        {
            content: "shows its people, who can be chosen at once",
            trigger: ".modal .o_sales_people_load tr:contains('Other Seller') input[type='radio']",
            run: "click",
        },
        {
            trigger: ".modal .o_sales_people_load tr:contains('Other Seller') input:checked",
        },
        {
            trigger: ".modal footer button[name='action_assign']",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='user_id']:contains('Other Seller')",
        },
    ],
});
