import { registry } from "@web/core/registry";

const ADDRESS = "/sales_process/telephony/mikopbx/token-of-the-tour-0123456789";

/** What the exchange reports; the client calls extension 201. */
async function report(action, values = {}) {
    const query = new URLSearchParams({
        action,
        date: new Date().toISOString(),
        id: "tour-1",
        uid: "leg-1",
        user: "201",
        src: "79990001122",
        dst: "201",
        type: "incoming",
        ...values,
    });
    const response = await fetch(`${ADDRESS}?${query}`);
    if (!response.ok) {
        throw new Error(`The exchange was answered ${response.status}`);
    }
}

const CARD = ".o_sales_process_call_card";

registry.category("web_tour.tours").add("sales_process.call_card", {
    steps: () => [
        {
            content: "The salesperson types in the search while the telephone rings",
            trigger: ".o_searchview_input",
            run: "click",
        },
        {
            trigger: ".o_searchview_input",
            run: async () => {
                await report("call");
            },
        },
        {
            content: "The card comes: a client of mine with a deal",
            trigger: `${CARD}.o_sales_process_call_rings:contains('Tour Vacuum Ltd'):contains('Your client')`,
            run: () => {
                if (!document.activeElement.matches(".o_searchview_input")) {
                    throw new Error("The card has taken the focus");
                }
            },
        },
        {
            trigger: `${CARD} .o_sales_process_call_deal:contains('Pump for the tour')`,
            run: async () => {
                await report("answer");
            },
        },
        {
            content: "He talks: the clock runs",
            trigger: `${CARD}.o_sales_process_call_talks header:contains('00:0')`,
        },
        {
            trigger: `${CARD} .o_sales_process_call_inquiry`,
            run: "click",
        },
        {
            content: "The form has the number",
            trigger: ".modal .o_field_widget[name='number']:contains('79990001122')",
        },
        {
            trigger: ".modal .o_field_widget[name='partner_id']:contains('Tour Vacuum Ltd')",
        },
        {
            trigger: ".modal .o_field_widget[name='text'] textarea",
            run: "edit Spare parts for the pump",
        },
        {
            trigger: ".modal button[name='action_create']",
            run: "click",
        },
        {
            content: "The inquiry is open",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name='body']",
            run: async () => {
                await report("hangup");
                await report("end-call-global", { missed: "", gmissed: "", file: "" });
            },
        },
        {
            content: "The talk is over; the card stays for notes",
            trigger: `${CARD}.o_sales_process_call_over`,
        },
        {
            trigger: `${CARD} .o_sales_process_call_close`,
            run: "click",
        },
        {
            trigger: `body:not(:has(${CARD}))`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_process.call_card_restored", {
    steps: () => [
        {
            content: "The telephone has been ringing since before the page was loaded",
            trigger: `${CARD}.o_sales_process_call_rings:contains('Tour Vacuum Ltd')`,
        },
        {
            content: "Escape does nothing while the focus is elsewhere",
            trigger: ".o_searchview_input",
            run: "click",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Escape",
        },
        {
            trigger: `${CARD} .o_sales_process_call_close`,
            run: () => document.querySelector(`${CARD} .o_sales_process_call_close`).focus(),
        },
        {
            trigger: `${CARD} .o_sales_process_call_close:focus`,
            run: "press Escape",
        },
        {
            trigger: `body:not(:has(${CARD}))`,
        },
    ],
});
