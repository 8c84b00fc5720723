import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { ExpiryBoard } from "@warehouse_barcode/expiry_board/expiry_board";

export class ExpiryListRenderer extends ListRenderer {
    static template = "warehouse_barcode.ExpiryListRenderer";
    static components = { ...ListRenderer.components, ExpiryBoard };
}

export class ExpiryKanbanRenderer extends KanbanRenderer {
    static template = "warehouse_barcode.ExpiryKanbanRenderer";
    static components = { ...KanbanRenderer.components, ExpiryBoard };
}

registry
    .category("views")
    .add("warehouse_barcode_expiry_list", { ...listView, Renderer: ExpiryListRenderer })
    .add("warehouse_barcode_expiry_kanban", { ...kanbanView, Renderer: ExpiryKanbanRenderer });
