import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The head of a column: how many deals are in it, and how many of them are late. */
export class DealsKanbanHeader extends KanbanHeader {
    static template = "sales_process.DealsKanbanHeader";

    get lateCount() {
        const bars = this.progressBar?.bars || [];
        return bars.find((bar) => bar.value === "late")?.count || 0;
    }

    get lateTitle() {
        return _t("Late in the stage: %(count)s", { count: this.lateCount });
    }
}

export class DealsKanbanRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, KanbanHeader: DealsKanbanHeader };
}

registry.category("views").add("sales_deals_kanban", {
    ...kanbanView,
    Renderer: DealsKanbanRenderer,
});
