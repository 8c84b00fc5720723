import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const OPEN_SEGMENT = [
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
];

registry.category("web_tour.tours").add("sales_marketing_export_segment", {
    url: "/odoo",
    steps: () => [
        ...OPEN_SEGMENT,
        {
            content: "The consent is asked for",
            trigger: '.alert:contains("Контакты без согласия")',
        },
        {
            content: "Check first who may not be in the file",
            trigger: 'button[name="action_check"]:visible',
            run: "click",
        },
        {
            content: "One contact is refused, with the reason",
            trigger: '.o_field_widget[name="refusal_ids"] .o_data_row:contains("Нет согласия")',
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
            content: "The file can be downloaded",
            trigger: 'button[name="action_download_csv"]:contains("Скачать CSV")',
            run: "click",
        },
    ],
});

registry.category("web_tour.tours").add("sales_marketing_export_in_background", {
    url: "/odoo",
    steps: () => [
        ...OPEN_SEGMENT,
        {
            content: "Make the file",
            trigger: 'button[name="action_export"]:contains("Выгрузить")',
            run: "click",
        },
        {
            content: "There are many: the progress is shown",
            trigger: ".o_marketing_export_progress .progress[aria-valuenow='0']",
        },
        {
            content: "It can be cancelled",
            trigger: 'button[name="action_cancel"]:visible',
            run: "click",
        },
        {
            content: "And tried again",
            trigger: 'button[name="action_export"]:visible',
            run: "click",
        },
        {
            content: "It waits again; the page may be closed",
            trigger: ".o_marketing_export_progress",
        },
    ],
});

registry.category("web_tour.tours").add("sales_marketing_export_ready", {
    steps: () => [
        {
            content: "The export was made while nobody looked",
            trigger: '.o_field_widget[name="row_count"]:contains("1")',
        },
        {
            content: "The file can be downloaded",
            trigger: 'button[name="action_download_csv"]:contains("Скачать CSV")',
            run: "click",
        },
    ],
});
