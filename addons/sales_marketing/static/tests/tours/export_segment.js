import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("sales_marketing_export_segment", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the sales of equipment",
            trigger: '.o_app[data-menu-xmlid="sales_process.menu_root"]',
            run: "click",
        },
        {
            content: "The marketer sees the segments with their counts; open one",
            trigger: '.o_kanban_record:contains("Печи: клиенты для письма")',
            run: "click",
        },
        {
            content: "Two contacts are in it",
            trigger: 'button[name="action_open_contacts"]:contains("2")',
        },
        {
            content: "Export it for Mailchimp",
            trigger: 'button[name="action_export_mailchimp"]:contains("Выгрузить для Mailchimp")',
            run: "click",
        },
        {
            content: "The consent is asked for",
            trigger: '.alert:contains("Контакты без согласия")',
        },
        {
            content: "Make the file",
            trigger: 'button[name="action_export"]:contains("Выгрузить")',
            run: "click",
        },
        {
            content: "One contact is in the file",
            trigger: '.o_field_widget[name="row_count"]:contains("1")',
        },
        {
            content: "The other one is refused, with the reason",
            trigger: '.o_field_widget[name="refusal_ids"] .o_data_row:contains("Нет согласия")',
        },
        {
            content: "The file can be downloaded",
            trigger: 'button[name="action_download_csv"]:contains("Скачать CSV")',
        },
    ],
});
