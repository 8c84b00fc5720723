import { registry } from "@web/core/registry";

/** Types a code as a wedge scanner does and ends it with Enter. */
function scan(code) {
    return {
        content: `scan ${code}`,
        trigger: ".o_warehouse_barcode_scanner",
        run() {
            for (const key of [...code, "Enter"]) {
                const init = { key, bubbles: true, cancelable: true };
                init.code = key === "Enter" ? "Enter" : "";
                document.body.dispatchEvent(new KeyboardEvent("keydown", init));
                document.body.dispatchEvent(new KeyboardEvent("keyup", init));
            }
        },
    };
}

const prompt = (text) => ({ trigger: `.o_warehouse_barcode_prompt_text:contains("${text}")` });
const message = (text) => ({ trigger: `.o_warehouse_barcode_scanner:contains("${text}")` });
const made = (count) => ({ trigger: `.o_warehouse_barcode_made_count:contains("${count}")` });
const click = (name) => ({ trigger: `.o_warehouse_barcode_${name}`, run: "click" });

registry.category("web_tour.tours").add("warehouse_barcode_production", {
    steps: () => [
        {
            trigger: ".o_warehouse_barcode_document:contains('TOUR/MO/1')",
            run: "click",
        },
        made("0 / 2"),
        click("work_start"),
        { trigger: ".o_warehouse_barcode_work_stop" },
        click("take_number"),
        { trigger: ".o_warehouse_barcode_serial:contains('TP-0000001')" },
        scan("M-1"),
        message("Взято: Мотор"),
        scan("PUMP-1"),
        prompt("Сканируйте номер готового изделия"),
        scan("TP-OWN"),
        made("2 / 2"),
        scan("M-2"),
        scan("GREASE-1"),
        prompt("Нет в заказе"),
        click("answer_yes"),
        prompt("Всё отсканировано"),
        click("work_done"),
        { trigger: ".o_warehouse_barcode_work:contains('завершено')" },
        click("more"),
        { trigger: ".o_warehouse_barcode_lines:contains('по плану, если не сканировать')" },
        click("back"),
        click("validate"),
        prompt("Не по плану"),
        { trigger: ".o_warehouse_barcode_differences:contains('Смазка')" },
        click("answer_yes"),
        prompt("Готово"),
        message("Списано по плану: Винт"),
    ],
});
