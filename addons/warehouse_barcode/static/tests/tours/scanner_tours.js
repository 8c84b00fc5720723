import { registry } from "@web/core/registry";

/** Types a code as a wedge scanner does and ends it with Enter. */
function scan(code, content = `scan ${code}`) {
    return {
        content,
        trigger: ".o_warehouse_barcode_scanner",
        run() {
            for (const key of [...code, "Enter"]) {
                const init = { key: key === "\x1d" ? "F8" : key, bubbles: true, cancelable: true };
                init.code = key === "\x1d" ? "F8" : key === "Enter" ? "Enter" : "";
                document.body.dispatchEvent(new KeyboardEvent("keydown", init));
                document.body.dispatchEvent(new KeyboardEvent("keyup", init));
            }
        },
    };
}

const prompt = (text) => ({ trigger: `.o_warehouse_barcode_prompt_text:contains("${text}")` });
const done = (count) => ({ trigger: `.o_warehouse_barcode_done:contains("${count}")` });
const click = (name) => ({ trigger: `.o_warehouse_barcode_${name}`, run: "click" });

registry.category("web_tour.tours").add("warehouse_barcode_receipt", {
    steps: () => [
        prompt("Сканируйте документ"),
        scan("TOUR/IN/1"),
        prompt("Сканируйте товар"),
        scan(
            "]C101040063813339311731033137" + "5\x1d10L-GS1",
            "product, series and expiry at once"
        ),
        done("5"),
        scan("4006381333931"),
        prompt("Сканируйте серию"),
        scan("L-TYPED"),
        prompt("Укажите срок годности"),
        {
            trigger: ".o_warehouse_barcode_entry input",
            run: "edit 31.03.2031",
        },
        click("enter"),
        done("6"),
        scan("OCDUNDO", "undo by a command barcode"),
        done("5"),
        click("validate"),
        prompt("Собрано не всё"),
        click("answer_create"),
        prompt("Готово"),
    ],
});

registry.category("web_tour.tours").add("warehouse_barcode_delivery", {
    steps: () => [
        {
            trigger: ".o_warehouse_barcode_document:contains('TOUR/OUT/1')",
            run: "click",
        },
        { trigger: ".o_warehouse_barcode_lot:contains('OLD')" },
        { trigger: ".o_warehouse_barcode_shelf:contains('A-01')" },
        scan("NEW"),
        prompt("Стоп"),
        { trigger: ".o_warehouse_barcode_older:contains('OLD')" },
        click("answer_older"),
        scan("OLD"),
        done("1"),
        scan("NEW"),
        click("answer_manager"),
        { trigger: "input[name=reason]", run: "edit Канистра повреждена" },
        { trigger: "input[name=pin]", run: "edit 271828" },
        click("allow"),
        prompt("Всё отсканировано"),
        click("validate"),
        prompt("Готово"),
    ],
});
