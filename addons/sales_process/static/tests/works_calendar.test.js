import { expect, test } from "@odoo/hoot";
import { WorksCalendarModel } from "@sales_process/works_calendar/works_calendar";

const makeModel = (write) =>
    Object.assign(Object.create(WorksCalendarModel.prototype), {
        meta: { resModel: "equipment.work", context: {} },
        orm: { write },
        buildRawRecord: () => ({ date_planned: "2026-03-03 09:00:00" }),
        load: async () => expect.step("load"),
    });

test("a work that is moved is saved and shown anew", async () => {
    const model = makeModel(async (name, ids) => expect.step(`${name} ${ids}`));

    await model.updateRecord({ id: 5 });

    expect.verifySteps(["equipment.work 5", "load"]);
});

test("a move that is refused puts the work back and says why", async () => {
    const model = makeModel(async () => {
        throw new Error("signed");
    });

    await expect(model.updateRecord({ id: 5 })).rejects.toThrow("signed");

    expect.verifySteps(["load"]);
});
