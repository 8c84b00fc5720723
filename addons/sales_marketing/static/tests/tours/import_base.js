import { registry } from "@web/core/registry";

const FILE = [
    "Компания;ИНН;Контактное лицо;E-mail;Телефон",
    "ООО «Крио»;18314456;Орлова Вера;orlova@krio.example;8 (495) 600-12-34",
    "ООО «Крио»;;Белов Пётр;belov@krio.example;",
    ";;Ковалёв;kovalev@termomash.example;",
    "ООО «Без связи»;;;;",
].join("\r\n");

registry.category("web_tour.tours").add("sales_marketing_import_base", {
    url: "/odoo/action-sales_marketing.marketing_import_action",
    steps: () => [
        {
            content: "The empty list says what to do; begin an import",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Choose the file",
            trigger: '.o_field_widget[name="file"]',
            run() {
                const input = this.anchor.querySelector('input[type="file"]');
                const data = new DataTransfer();
                data.items.add(new File([FILE], "base.csv", { type: "text/csv" }));
                input.files = data.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "Read it",
            trigger: '.o_form_view:has(.o_clear_file_button) button[name="action_read"]',
            run: "click",
        },
        {
            content: "The columns are recognised",
            trigger:
                '.o_field_widget[name="column_ids"] .o_data_row:contains("Контактное лицо"):contains("Contact")',
        },
        {
            content: "Check the rows",
            trigger: 'button[name="action_check"]:contains("Check")',
            run: "click",
        },
        {
            content: "Two are new, one is in the base already, one is a problem: see it",
            trigger: '.oe_stat_button:contains("With problems"):contains("1")',
            run: "click",
        },
        {
            content: "The problem is named",
            trigger:
                '.o_list_view .o_data_row:contains("Без связи"):contains("Neither e-mail nor phone")',
        },
        {
            content: "Back to the import",
            trigger: '.breadcrumb-item:contains("base.csv")',
            run: "click",
        },
        {
            content: "Load",
            trigger: 'button[name="action_start"]:contains("Load")',
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "It goes on in the background",
            trigger:
                '.o_form_view:has(button[name="action_refresh"]) .alert:contains("in the background")',
        },
    ],
});
