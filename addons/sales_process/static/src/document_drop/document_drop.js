import { useExternalListener } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { useFileUploader } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { droppedRow } from "../core/dropped_row";
import { uploadedFiles } from "../core/uploaded_files";

const OVER_CLASS = "o_sales_document_over";

/** The record of the list whose row lies under the pointer. */
function findRecord(ev, records) {
    const id = droppedRow(document.elementsFromPoint(ev.clientX, ev.clientY));
    return records.find((record) => record.id === id);
}

/** The row under the files that are dragged is marked, so that one sees where they go. */
function useMarkedRow(ref, isEnabled) {
    const mark = (ev) => {
        const id = ev && droppedRow(document.elementsFromPoint(ev.clientX, ev.clientY));
        for (const row of ref.el?.querySelectorAll("tr.o_data_row") || []) {
            row.classList.toggle(OVER_CLASS, Boolean(id) && row.dataset.id === id);
        }
    };
    const onDragOver = (ev) => {
        if (ev.dataTransfer?.types.includes("Files") && isEnabled()) {
            mark(ev);
        }
    };
    useExternalListener(window, "dragover", onDragOver);
    useExternalListener(window, "drop", () => mark(null), { capture: true });
    useExternalListener(document, "dragleave", (ev) => !ev.relatedTarget && mark(null));
}

/**
 * Files that are dropped on a screen are uploaded; then a window asks which documents
 * they are. Dropped on the row of a document they are its signed scan. Nothing becomes a
 * document before that window is confirmed.
 *
 * @param {object} ref element on which files may be dropped
 * @param {object} options
 * @param {function} options.getContext default values of the window, `default_...`
 * @param {function} options.getRecords rows on which files may be dropped
 * @param {function} options.onDone called when the window is closed
 * @param {function} [options.isEnabled] whether files may be dropped now
 */
export function useDocumentDrop(ref, { getContext, getRecords, onDone, isEnabled = () => true }) {
    const action = useService("action");
    const notification = useService("notification");
    const orm = useService("orm");
    const upload = useFileUploader();

    async function uploadFiles(files) {
        const answer = await upload("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            ufile: files,
            model: "sales.document",
            id: 0,
        });
        const { ids, errors } = uploadedFiles(answer);
        errors.forEach((error) => notification.add(error, { type: "danger" }));
        return ids;
    }

    /** The window of the document itself; an ordinary one where no row is hit. */
    async function getWindow(record) {
        const takesFiles = record && record.data.can_attach && record.data.state !== "cancelled";
        if (!takesFiles) {
            return ["sales_process.sales_document_upload_action", getContext()];
        }
        const own = await orm.call(record.resModel, "action_attach", [[record.resId]]);
        return [own, own.context];
    }

    async function onDrop(ev) {
        const files = [...(ev.dataTransfer?.files || [])];
        const record = findRecord(ev, getRecords());
        const ids = files.length ? await uploadFiles(files) : [];
        if (ids.length) {
            const [request, context] = await getWindow(record);
            await action.doAction(request, {
                additionalContext: { ...context, default_attachment_ids: ids },
                onClose: onDone,
            });
        }
    }

    useDropzone(ref, onDrop, "o_sales_document_drop", isEnabled);
    useMarkedRow(ref, isEnabled);
}
