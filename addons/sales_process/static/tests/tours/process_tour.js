import { registry } from "@web/core/registry";

const PANEL = ".o_sales_panel";
const DEAL = "Насос для тура";
const noModal = "body:not(:has(.modal))";

registry.category("web_tour.tours").add("sales_process_salesperson", {
    steps: () => [
        {
            content: "The salesperson sees on the card that two things are missing",
            trigger: `.o_kanban_record:contains('${DEAL}')`,
            run: "click",
        },
        {
            content: "The deal says what is next and what is missing, in Russian",
            trigger: `${PANEL}:contains('Дальше:'):contains('Продажа со склада')`,
        },
        {
            content: "The instruction of the stage is one click away",
            trigger: `${PANEL}_instruction summary:contains('Что делать на этом этапе')`,
            run: "click",
        },
        {
            trigger: `${PANEL}_instruction[open]`,
        },
        {
            content: "What is missing leads to where it is put right",
            trigger: `${PANEL}_missing a:contains('Выберите тип оборудования')`,
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='equipment_type_ids'] input:focus",
        },
        {
            content: "The next stage cannot be clicked past the requirements",
            trigger: ".o_statusbar_status button:contains('Продажа со склада')",
            run: "click",
        },
        {
            trigger: ".modal:contains('Выберите тип оборудования')",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The deal shows the stage in which it is",
            trigger: ".o_arrow_button_current:contains('Подбор оборудования')",
        },
        {
            content: "He does not know how to go on and calls the head",
            trigger: `${noModal} ${PANEL}_call:contains('Позвать руководителя')`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit Клиент просит отсрочку",
        },
        {
            trigger: ".modal button[name='action_apply']:contains('Позвать руководителя')",
            run: "click",
        },
        {
            content: "The deal shows that the head is called, and why",
            trigger: `${noModal} ${PANEL}_decision:contains('Менеджер зовёт руководителя')`,
        },
        {
            content: "He does not decide himself",
            trigger: `${PANEL}_decision:contains('отсрочку'):not(:has(button))`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_head", {
    steps: () => [
        {
            content: "The head finds the deal in the list of what waits for him",
            trigger: `.o_data_row:contains('${DEAL}'):contains('Просрочено')`,
        },
        {
            content: "and gives a day more in one click",
            trigger: `.o_data_row:contains('${DEAL}') button:contains('+1 день')`,
            run: "click",
        },
        {
            content: "It has left the list",
            trigger: `.o_list_view:not(:has(.o_data_row:contains('${DEAL}')))`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_head_override", {
    steps: () => [
        {
            content: "The head lets the deal through although the order is missing",
            trigger: `${PANEL}_override:contains('Пропустить дальше')`,
            run: "click",
        },
        {
            content: "He is told what is missing",
            trigger: ".modal .o_field_widget[name='missing']:contains('подтвердите заказ')",
        },
        {
            trigger: ".modal .o_field_widget[name='comment']:not(.o_invisible_modifier) textarea",
            run: "edit Заказ подпишут завтра",
        },
        {
            trigger: ".modal button[name='action_apply']:contains('Пропустить дальше')",
            run: "click",
        },
        {
            content: "The deal is in the next stage",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Продажа со склада')",
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_head_rehearsal", {
    steps: () => [
        {
            content: "The head opens a stage",
            trigger: ".o_data_row td:contains('Подбор оборудования')",
            run: "click",
        },
        {
            trigger: ".o_notebook .nav-link:contains('Срок этапа')",
            run: "click",
        },
        {
            content: "He makes the time limit shorter",
            trigger: ".o_field_widget[name='sla_hours'] input",
            run: "edit 2",
        },
        {
            content: "and tries the rule before it is saved",
            trigger: "button:contains('Проверить на истории')",
            run: "click",
        },
        {
            content: "One deal would have been late",
            trigger:
                ".modal .o_data_row:contains('Просрочено') td[name='difference']:contains('1')",
        },
        {
            content: "and which one",
            trigger: `.modal .o_field_widget[name='line_ids'] .o_data_row:contains('${DEAL}')`,
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "His change is still there, not saved",
            trigger: `${noModal} .o_form_status_indicator_buttons:not(.invisible)`,
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))",
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_page", {
    steps: () => [
        {
            content: "Everybody reads how we work",
            trigger: ".o_content:contains('Подбор оборудования'):contains('Чтобы уйти с этапа')",
        },
        {
            content: "A deal without manufacturing skips the production",
            trigger: "button:contains('Один тип сделок')",
            run: "click",
        },
        {
            trigger: "label:contains('Нужно производство')",
            run: "click",
        },
        {
            trigger: "input:checked",
        },
    ],
});
