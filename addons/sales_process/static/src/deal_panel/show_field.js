const EDITABLE = "input, textarea, select, [contenteditable], button";

/**
 * Bring a field of a form into view and put the cursor into it, also when it is on
 * another page of the notebook.
 * @param {string} name
 * @param {HTMLElement} root the form: there may be one more behind a dialog
 * @returns {Promise<boolean>} whether the field is there
 */
export async function showField(name, root) {
    const field = findField(name, root) || (await openPageOf(name, root));
    if (!field) {
        return false;
    }
    field.scrollIntoView({ block: "center", behavior: "smooth" });
    field.querySelector(EDITABLE)?.focus({ preventScroll: true });
    field.classList.add("o_sales_panel_found");
    setTimeout(() => field.classList.remove("o_sales_panel_found"), 2000);
    return true;
}

function findField(name, root) {
    return root.querySelector(`.o_form_renderer .o_field_widget[name="${name}"]`);
}

/** Open the pages of the notebook one after another until the field is there. */
async function openPageOf(name, root) {
    const tabs = [...root.querySelectorAll(".o_notebook_headers .nav-link")];
    const present = tabs.find((tab) => tab.classList.contains("active"));
    for (const tab of tabs) {
        tab.click();
        await nextFrame();
        const field = findField(name, root);
        if (field) {
            return field;
        }
    }
    present?.click();
    return null;
}

function nextFrame() {
    return new Promise((resolve) => setTimeout(resolve, 50));
}
