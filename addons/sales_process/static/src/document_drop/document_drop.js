import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { useFileUploader } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { uploadedFiles } from "../core/uploaded_files";

/**
 * Files that are dropped on a screen are uploaded; then a window asks which documents
 * they are. Nothing becomes a document before that window is confirmed.
 *
 * @param {object} ref element on which files may be dropped
 * @param {object} options
 * @param {function} options.getContext default values of the window, `default_...`
 * @param {function} options.onDone called when the window is closed
 * @param {function} [options.isEnabled] whether files may be dropped now
 */
export function useDocumentDrop(ref, { getContext, onDone, isEnabled = () => true }) {
    const action = useService("action");
    const notification = useService("notification");
    const upload = useFileUploader();

    async function onDrop(ev) {
        const files = [...(ev.dataTransfer?.files || [])];
        if (!files.length) {
            return;
        }
        const answer = await upload("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            ufile: files,
            model: "sales.document",
            id: 0,
        });
        const { ids, errors } = uploadedFiles(answer);
        errors.forEach((error) => notification.add(error, { type: "danger" }));
        if (ids.length) {
            await action.doAction("sales_process.sales_document_upload_action", {
                additionalContext: { ...getContext(), default_attachment_ids: ids },
                onClose: onDone,
            });
        }
    }

    useDropzone(ref, onDrop, "o_sales_document_drop", isEnabled);
}
