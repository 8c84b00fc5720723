import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { initials, splitPeople } from "../core/triage_keys";

/**
 * The buttons of a card: people with their loads, outcomes of a rejection.
 */
export class TriageCard extends Component {
    static template = "sales_process.TriageCard";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardWidgetProps };

    setup() {
        this.board = this.env.triageBoard;
        this.state = useState(this.board.state);
        this.initials = initials;
    }

    get record() {
        return this.props.record;
    }

    get ids() {
        return [this.record.resId];
    }

    get isAsked() {
        const { candidate_ids: candidates, partner_id: partner } = this.record.data;
        return candidates.count > 0 && !partner;
    }

    get people() {
        return splitPeople(this.board.getPeople(this.record.data.team_id?.id));
    }

    getTitle(person) {
        return _t(
            "%(name)s: inquiries in work %(inquiries)s, open leads and deals %(deals)s",
            person
        );
    }

    choose(kind) {
        this.env.openTriageChoice(kind, this.ids);
    }
}

registry.category("view_widgets").add("sales_inquiry_triage_card", { component: TriageCard });
