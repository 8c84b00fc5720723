import { describe, expect, test } from "@odoo/hoot";
import { uploadedFiles } from "@sales_process/core/uploaded_files";

describe.current.tags("headless");

test("a list of uploaded files gives their numbers", () => {
    expect(uploadedFiles([{ id: 1 }, { id: 2 }])).toEqual({ ids: [1, 2], errors: [] });
});

test("one file may come without a list", () => {
    expect(uploadedFiles({ id: 5 })).toEqual({ ids: [5], errors: [] });
});

test("files that were not kept are told", () => {
    expect(uploadedFiles([{ id: 1 }, { error: "Not kept" }])).toEqual({
        ids: [1],
        errors: ["Not kept"],
    });
});

test("nothing uploaded is nothing", () => {
    expect(uploadedFiles(null)).toEqual({ ids: [], errors: [] });
});
