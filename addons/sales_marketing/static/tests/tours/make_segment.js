import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_marketing_make_segment", {
    steps: () => [
        {
            content: "Make a segment",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "Give it a name",
            trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
            run: "edit Гости выставки",
        },
        {
            content: "Who: those with the tag of the fair",
            trigger: ".o_field_widget[name='category_ids'] input",
            run: "edit Выставка теста",
        },
        {
            content: "Choose the tag",
            trigger: ".o-autocomplete--dropdown-item:contains('Выставка теста')",
            run: "click",
        },
        {
            content: "The number of members has changed at once",
            trigger: ".o_field_widget[name='member_count']:contains(/^2$/)",
        },
        {
            content: "Some of them are shown, with their addresses",
            trigger:
                ".o_field_widget[name='sample']:contains('Ковалёв Игорь'):contains('kovalev@termomash.example')",
        },
        {
            content: "Leave out who was called already: other segments",
            trigger: "a.nav-link[name='combination']",
            run: "click",
        },
        {
            content: "Add a line",
            trigger: ".o_field_widget[name='line_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "How to combine",
            trigger: ".o_field_widget[name='operation'] .o_select_menu_toggler",
            run: "click",
        },
        {
            content: "Take away",
            trigger: ".o_select_menu_item:eq(2)",
            run: "click",
        },
        {
            content: "Which segment",
            trigger: ".o_field_widget[name='other_id'] input",
            run: "edit Уже обзвонили",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Уже обзвонили')",
            run: "click",
        },
        {
            content: "One is left, and the sentence says why",
            trigger: ".o_field_widget[name='member_count']:contains(/^1$/)",
        },
        {
            content: "The sentence names the other segment",
            trigger: ".o_field_widget[name='summary']:contains('Уже обзвонили')",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved: open the contacts",
            trigger: ".o_form_saved, .o_form_view:has(.o_form_status_indicator_buttons.invisible)",
        },
        {
            content: "Open the contacts",
            trigger: "button[name='action_open_contacts']:contains('1')",
            run: "click",
        },
        {
            content: "The list shows exactly the members",
            trigger: ".o_list_view .o_data_row:contains('Ковалёв Игорь')",
        },
    ],
});
