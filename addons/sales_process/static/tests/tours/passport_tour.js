import { registry } from "@web/core/registry";

const PAGE = ".o_passport_page";
const SEARCH = `${PAGE} .o_passport_search input`;

registry.category("web_tour.tours").add("sales_process_passport_salesperson", {
    steps: () => [
        {
            content: "The empty page says what to do",
            trigger: `${PAGE} .o_passport_empty:contains('Введите или отсканируйте заводской номер')`,
        },
        {
            content: "A part of the number suggests",
            trigger: SEARCH,
            run: "edit TOUR-U",
        },
        {
            content: "The suggestion names product and client",
            trigger: `${PAGE} .o_passport_found button:contains('TOUR-U-1'):contains('Client')`,
            run: "click",
        },
        {
            content: "The client is told at the top",
            trigger: `${PAGE} .o_passport_head:contains('TOUR-U-1'):contains('Street 1')`,
        },
        {
            content: "The part of a part is one click away",
            trigger: `${PAGE} [data-section='production'] .o_passport_row:contains('Block') .o_passport_toggle`,
            run: "click",
        },
        {
            trigger: `${PAGE} [data-section='production'] .o_passport_row a:contains('TOUR-G-1')`,
        },
        {
            content: "The deal is opened",
            trigger: `${PAGE} [data-section='deals'] a:contains('Сделка тура')`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='name']",
        },
        {
            content: "And back: the page is as it was",
            trigger: ".o_back_button, .breadcrumb a:contains('Паспорт оборудования')",
            run: "click",
        },
        {
            trigger: `${PAGE} .o_passport_head:contains('TOUR-U-1')`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_passport_colleague", {
    steps: () => [
        {
            content: "The link opens the page; the client is another salesperson's",
            trigger: `${PAGE} .o_passport_notice:contains('другого менеджера')`,
        },
        {
            trigger: `${PAGE}:not(:contains('Street 1')) .o_passport_head:contains('TOUR-U-1')`,
        },
        {
            content: "The parts are there",
            trigger: `${PAGE} [data-section='production']:contains('TOUR-B-1')`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_passport_stranger", {
    steps: () => [
        {
            content: "Nothing is shown to a stranger",
            trigger: ".o_notification",
        },
        {
            trigger: `${PAGE} .o_passport_empty`,
        },
        {
            trigger: `${PAGE}:not(:contains('TOUR-U-1'))`,
        },
    ],
});
