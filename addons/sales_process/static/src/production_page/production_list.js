import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { useQuietReload } from "../hooks/quiet_reload";
import { TimelineHead } from "./timeline_field";

const CHANNEL = "sales_process_production";
const PATIENCE = 1000; // ms: several documents are often changed together

/** Orders and their readiness: a change of the plan shows without a reload. */
export class ProductionController extends ListController {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        bus.addChannel(CHANNEL);
        const reload = debounce(
            useQuietReload(() => this.model.load()),
            PATIENCE
        );
        useBus(bus, "BUS:RECONNECT", reload);
        bus.subscribe("sales_production_changed", reload);
        onWillUnmount(() => {
            reload.cancel();
            bus.unsubscribe("sales_production_changed", reload);
            bus.deleteChannel(CHANNEL);
        });
    }
}

export class ProductionRenderer extends ListRenderer {
    static template = "sales_process.ProductionRenderer";
    static components = { ...ListRenderer.components, TimelineHead };
}

registry.category("views").add("sales_production_list", {
    ...listView,
    Controller: ProductionController,
    Renderer: ProductionRenderer,
});
