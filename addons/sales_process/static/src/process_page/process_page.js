import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * "Our process": the stages as they are configured, for staff and newcomers. A
 * department is chosen, and the type of a deal: stages it does not go through are pale.
 */
export class ProcessPage extends Component {
    static template = "sales_process.ProcessPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            teams: [],
            teamId: null,
            flags: [],
            html: "",
            isTyped: false,
            chosen: {},
        });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get html() {
        return markup(this.state.html);
    }

    async load() {
        const flags = this.state.isTyped ? { ...this.state.chosen } : null;
        // two quick choices: what was chosen last is shown, whichever answer comes last
        const page = await this.keepLast.add(
            this.orm.call("crm.stage", "get_process_page", [this.state.teamId, flags])
        );
        this.state.teams = page.teams;
        this.state.teamId = page.team_id;
        this.state.flags = page.flags;
        this.state.html = page.html;
    }

    async chooseTeam(ev) {
        const before = this.state.teamId;
        this.state.teamId = Number(ev.target.value);
        try {
            await this.load();
        } catch (error) {
            // the page on the screen is still that of the department before
            this.state.teamId = before;
            ev.target.value = before;
            throw error;
        }
    }

    chooseType(isTyped) {
        this.state.isTyped = isTyped;
        return this.load();
    }

    toggleFlag(name) {
        this.state.chosen[name] = !this.state.chosen[name];
        return this.load();
    }

    print() {
        return this.action.doAction("sales_process.action_report_process", {
            additionalContext: {
                active_ids: [this.state.teamId],
                active_id: this.state.teamId,
                active_model: "crm.team",
            },
        });
    }
}

registry.category("actions").add("sales_process.process_page", ProcessPage);
