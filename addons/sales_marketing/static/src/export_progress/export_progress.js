import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useQuietReload } from "@sales_process/hooks/quiet_reload";

const PERIOD = 1500; // ms between two questions to the server
const UNDER_WAY = ["queued", "running"];

/**
 * How far an export in the background is. It asks the server now and then, so that it
 * goes on after the tab was closed and opened again; the end shows the whole record.
 */
export class ExportProgress extends Component {
    static template = "sales_marketing.ExportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ done: 0, total: 0, label: "", isStopped: false });
        this.askAgain = useQuietReload(() => this.ask());
        onWillStart(() => this.ask());
        onWillDestroy(() => browser.clearTimeout(this.timer));
    }

    /** @returns {number} share of the members that are done, 0 to 100 */
    get percent() {
        const { done, total } = this.state;
        return total ? Math.min(100, Math.round((100 * done) / total)) : 0;
    }

    async ask() {
        const { resId, resModel } = this.props.record;
        if (!resId || !UNDER_WAY.includes(this.props.record.data.state)) {
            return;
        }
        const progress = await this.orm.silent.call(resModel, "get_progress", [[resId]]);
        Object.assign(this.state, {
            done: progress.done,
            total: progress.total,
            label: progress.label,
            isStopped: progress.is_stopped,
        });
        if (!UNDER_WAY.includes(progress.state)) {
            await this.props.record.load();
            return;
        }
        this.timer = browser.setTimeout(() => this.askAgain(), PERIOD);
    }
}

export const exportProgress = {
    component: ExportProgress,
    fieldDependencies: [{ name: "state", type: "selection" }],
};

registry.category("view_widgets").add("marketing_export_progress", exportProgress);
