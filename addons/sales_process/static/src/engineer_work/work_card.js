import { Component } from "@odoo/owl";
import { mapLink, phoneLink } from "../core/work_view";
import { formatMoment } from "./messages";

/** A work in the list: when, where, whom to call, what stands there. */
export class WorkCard extends Component {
    static template = "sales_process.EngineerWorkCard";
    static props = { work: Object, unsent: Number, onOpen: Function };

    setup() {
        this.formatMoment = formatMoment;
    }

    get state() {
        return this.props.work.state_labels[this.props.work.state];
    }

    get map() {
        return mapLink(this.props.work);
    }

    get phone() {
        return phoneLink(this.props.work.phone);
    }

    get equipment() {
        return this.props.work.equipment.slice(0, 3);
    }

    get more() {
        return this.props.work.equipment.length - this.equipment.length;
    }
}
