import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useQuietReload } from "@sales_process/hooks/quiet_reload";

const CHANNEL = "sales_marketing/calls";
const PAUSE_MS = 1000;

/**
 * Calls back when results of campaigns have come: once for a burst of them.
 *
 * @param {(ids: number[]) => any} onChange
 */
export function useCallFigures(onChange) {
    const bus = useService("bus_service");
    const reload = useQuietReload(onChange);
    let timer = null;
    let changed = new Set();
    const onNotification = ({ campaign_ids: ids }) => {
        ids.forEach((id) => changed.add(id));
        timer ||= browser.setTimeout(() => {
            const ids = [...changed];
            timer = null;
            changed = new Set();
            reload(ids);
        }, PAUSE_MS);
    };
    bus.subscribe(CHANNEL, onNotification);
    onWillUnmount(() => {
        bus.unsubscribe(CHANNEL, onNotification);
        browser.clearTimeout(timer);
    });
}

/** Keeps the figures of an open campaign form up to date; shows nothing. */
export class CallLive extends Component {
    static template = "sales_marketing.CallLive";
    static props = { ...standardWidgetProps };

    setup() {
        useCallFigures((ids) => this.refresh(ids));
    }

    async refresh(ids) {
        const { record } = this.props;
        // what is being typed is not thrown away
        if (ids.includes(record.resId) && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("sales_marketing_call_live", { component: CallLive });

class CallLiveListController extends ListController {
    setup() {
        super.setup();
        useCallFigures(() => this.refresh());
    }

    async refresh() {
        if (!this.model.root.editedRecord) {
            await this.model.root.load();
        }
    }
}

registry.category("views").add("sales_marketing_call_live_list", {
    ...listView,
    Controller: CallLiveListController,
});
