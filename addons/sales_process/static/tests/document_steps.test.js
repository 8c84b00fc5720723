import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllAttributes } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { droppedRow } from "@sales_process/core/dropped_row";

describe.current.tags("desktop");
defineMailModels();

const step = (code, state, text) => ({ code, state, text });

class Register extends models.Model {
    _name = "sales.document.register";

    steps = fields.Json({});

    _records = [
        {
            id: 1,
            steps: [
                step("sent", "yes", "Sent 03/02/2026"),
                step("opened", "no", "Not opened yet"),
                step("signed", "no_need", ""),
                step("original", "no", "The original is not here"),
            ],
        },
        { id: 2, steps: [step("sent", "later", "Not sent")] },
        { id: 3, steps: false },
    ];
}
defineModels([Register]);

test("each step has its icon, its words and a mark", async () => {
    await mountView({
        type: "list",
        resModel: "sales.document.register",
        arch: `<list><field name="steps" widget="sales_document_steps" /></list>`,
    });

    const row = ".o_data_row:first ";
    expect(queryAllAttributes(row + "[data-step]", "data-state")).toEqual([
        "yes",
        "no",
        "no_need",
        "no",
    ]);
    expect(row + "[data-step='sent']").toHaveAttribute("title", "Sent 03/02/2026");
    expect(row + "[data-step='sent'] .fa-check").toHaveCount(1);
    expect(row + "[data-step='original'] .fa-times").toHaveCount(1);
    expect(row + "[data-step='signed'] .o_sales_document_mark").toHaveCount(0);
    expect(".o_data_row:eq(1) [data-step='sent']").toHaveClass("text-muted");
    expect(".o_data_row:eq(1) .o_sales_document_mark").toHaveCount(0);
    expect(queryAll(".o_data_row:last [data-step]")).toHaveLength(0);
});

test("the row under the pointer is found below the drop zone", () => {
    const [table, row, cell, zone] = ["table", "tr", "td", "div"].map((name) =>
        document.createElement(name)
    );
    row.className = "o_data_row";
    row.dataset.id = "datapoint_7";
    row.append(cell);
    table.append(row);

    expect(droppedRow([zone, cell, table])).toBe("datapoint_7");
    expect(droppedRow([zone, table])).toBe(null);
    expect(droppedRow([])).toBe(null);
});
