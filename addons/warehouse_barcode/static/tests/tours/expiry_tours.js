import { registry } from "@web/core/registry";

const tile = (name, count) => ({
    trigger: `.o_warehouse_barcode_expiry_tile[data-name=${name}] .fs-2:contains(/^${count}$/)`,
});
const tap = (name) => ({
    trigger: `.o_warehouse_barcode_expiry_board [data-name=${name}]`,
    run: "click",
});
const card = (series) => `.o_kanban_record:contains("${series}")`;
const act = (series, button) => ({
    trigger: `${card(series)} button[name=${button}]`,
    run: "click",
});
const apply = { trigger: ".modal button[name=action_apply]", run: "click" };

registry.category("web_tour.tours").add("warehouse_barcode_expiry", {
    steps: () => [
        tile("expired", 2),
        tile("week", 1),
        tap("expired"),
        { trigger: `.o_kanban_renderer:not(:has(${card("SOON")}))` },
        { trigger: "[data-name=expired][aria-pressed=true]" },
        tile("week", 1),
        act("GONE-1", "action_scrap"),
        { trigger: ".modal [name=reason_tag_ids] .o_tag" },
        apply,
        { trigger: `.o_kanban_renderer:not(:has(${card("GONE-1")}))` },
        tile("expired", 1),
        act("GONE-2", "action_move"),
        { trigger: ".modal [name=dest_location_id] input", run: "click" },
        { trigger: `.modal ${card("Q-99")}`, run: "click" },
        { trigger: ".modal [name=quantity] input", run: "edit 2" },
        apply,
        { trigger: `${card("GONE-2")}:contains(Q-99)` },
        tap("week"),
        { trigger: card("SOON") },
        { trigger: `.o_kanban_renderer:not(:has(${card("GONE-2")}))` },
        tap("week"),
        { trigger: card("GONE-2") },
        tap("oldest"),
        { trigger: '.o_kanban_record:first:contains("SOON")' },
        { trigger: ".o_warehouse_barcode_expiry_forecast button:contains(/^30$/)", run: "click" },
        { trigger: "button.btn-primary:contains(/^30$/)" },
        tap("forecast"),
        { trigger: `${card("SOON")} .text-danger` },
    ],
});
