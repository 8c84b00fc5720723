import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A key pressed on the screen, as a caller does it who never takes the mouse. */
const press = (content, key, { trigger, code }) => ({
    content,
    trigger,
    run: () =>
        document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true })
        ),
});
const onClient = (name) => `.o_sales_calls_name:contains("${name}")`;

registry.category("web_tour.tours").add("sales_marketing_call_worklist", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the sales of equipment",
            trigger: '.o_app[data-menu-xmlid="sales_process.menu_root"]',
            run: "click",
        },
        {
            content: "Open the marketing menu",
            trigger: '[data-menu-xmlid="sales_marketing.menu_marketing"]',
            run: "click",
        },
        {
            content: "Open my calls",
            trigger: '[data-menu-xmlid="sales_marketing.marketing_call_campaign_line_menu_my"]',
            run: "click",
        },
        {
            content: "The first client, his time and the words to say",
            trigger: `.o_sales_calls:has(.o_sales_calls_words:contains("vacuum furnaces")) ${onClient("First")}`,
        },
        press("Go to the comment", "c", { trigger: onClient("First"), code: "KeyC" }),
        {
            content: "Write what the client said",
            trigger: "#o_sales_calls_note:focus",
            run: "edit Wants a price list",
        },
        {
            content: "Back to the keys",
            trigger: "#o_sales_calls_note:focus",
            run: "press Escape",
        },
        press("Interested", "1", { trigger: onClient("First"), code: "Digit1" }),
        press("The second one does not answer", "4", {
            trigger: `.o_sales_calls:has(.o_sales_calls_undo) ${onClient("Second")}`,
            code: "Digit4",
        }),
        press("That was a mistake: take it back", "u", {
            trigger: `.o_sales_calls:has(.o_sales_calls_undo:contains("Second")) ${onClient("Third")}`,
            code: "KeyU",
        }),
        press("The second one again: not interested", "2", {
            trigger: onClient("Second"),
            code: "Digit2",
        }),
        press("The third one asks to call again", "3", {
            trigger: onClient("Third"),
            code: "Digit3",
        }),
        press("Tomorrow", "2", { trigger: ".o_sales_calls_choice", code: "Digit2" }),
        {
            content: "Two of three are done, one waits",
            trigger:
                '.o_sales_calls:has(.o_sales_calls_progress:contains("2")) .o_sales_calls_waiting',
        },
    ],
});

registry.category("web_tour.tours").add("sales_marketing_start_campaign", {
    url: "/odoo/action-sales_marketing.marketing_call_campaign_action",
    steps: () => [
        {
            content: "Open the campaign",
            trigger: '.o_data_row .o_data_cell:contains("Autumn calls")',
            run: "click",
        },
        {
            content: "See who would call before anything is handed out",
            trigger: 'button[name="action_preview"]',
            run: "click",
        },
        {
            content: "Three calls, one contact left out with its reason",
            trigger: '.o_field_widget[name="plan_html"]:contains("Test seller"):contains("3")',
        },
        {
            content: "Hand them out",
            trigger: 'button[name="action_start"]',
            run: "click",
        },
        {
            content: "The campaign is under way with three calls",
            trigger: '.o_sales_marketing_funnel .o_field_widget[name="line_count"]:contains("3")',
        },
        {
            content: "Who is left out stays listed",
            trigger: '.oe_stat_button[name="action_open_refusals"]:contains("1")',
            run: "click",
        },
        {
            content: "With the reason",
            trigger: ".o_list_view .o_group_name",
        },
    ],
});
