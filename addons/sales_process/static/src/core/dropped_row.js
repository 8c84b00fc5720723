/**
 * The row of a list on which something is dropped.
 *
 * @param {Element[]} elements what lies under the pointer, the topmost first
 * @returns {string|null} identifier of the record, as the list marks its rows
 */
export function droppedRow(elements) {
    for (const element of elements) {
        const row = element.closest?.("tr.o_data_row[data-id]");
        if (row) {
            return row.dataset.id;
        }
    }
    return null;
}
