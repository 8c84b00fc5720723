import { useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { useDocumentDrop } from "./document_drop";

/** The deal of the page, where the list is opened from a deal. */
const getLead = (context) =>
    context.sales_process_lead_id ? { default_lead_id: context.sales_process_lead_id } : {};

/** A controller whose screen takes files that are dropped on it. */
const withDrop = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useDocumentDrop(this.rootRef, {
                getContext: () => getLead(this.props.context),
                getRecords: () => this.model.root.records || [],
                onDone: () => this.model.load(),
            });
        }
    };

registry.category("views").add("sales_document_list", {
    ...listView,
    Controller: withDrop(ListController),
});

registry.category("views").add("sales_document_kanban", {
    ...kanbanView,
    Controller: withDrop(KanbanController),
});

/** The register on the page of a deal: files may be dropped on it. */
export class DocumentRegisterField extends X2ManyField {
    static template = "sales_process.DocumentRegisterField";

    setup() {
        super.setup();
        useDocumentDrop(useRef("drop"), {
            getContext: () => ({ default_lead_id: this.props.record.resId }),
            getRecords: () => this.list.records,
            onDone: () => this.props.record.load(),
            isEnabled: () => Boolean(this.props.record.resId) && this.canAdd,
        });
    }

    get canAdd() {
        return this.props.record.data.can_add_documents;
    }
}

registry.category("fields").add("sales_document_register", {
    ...x2ManyField,
    component: DocumentRegisterField,
    fieldDependencies: [{ name: "can_add_documents", type: "boolean" }],
});
