import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { isShown, listMonths, makeScale, place, placeBar } from "../core/timeline";

const { DateTime } = luxon;
const BEFORE = 28; // days to the left of today
const AFTER = 112;
const STATE_CLASSES = {
    ok: "bg-success",
    late: "bg-danger",
    unknown: "o_sales_timeline_unknown",
};

/** One scale for all the rows, beginning four weeks before today. */
export function getScale() {
    return makeScale(DateTime.local().toISODate(), BEFORE, AFTER);
}

/** The head of the column: the months of the scale. */
export class TimelineHead extends Component {
    static template = "sales_process.TimelineHead";
    static props = {};

    get months() {
        return listMonths(getScale()).map((month) => ({
            ...month,
            label: DateTime.fromObject({ year: month.year, month: month.month }).toFormat("LLL yy"),
        }));
    }
}

/** The row of an order: its bar, how far it is, today, and the promised day. */
export class TimelineField extends Component {
    static template = "sales_process.TimelineField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get scale() {
        return getScale();
    }

    get todayLeft() {
        return place(this.scale, DateTime.local().toISODate());
    }

    get bar() {
        const { start, end } = this.value;
        return placeBar(this.scale, start, end || this.value.promised || start);
    }

    get barClass() {
        return STATE_CLASSES[this.value.state];
    }

    get promise() {
        const { promised } = this.value;
        return (
            promised && { left: place(this.scale, promised), shown: isShown(this.scale, promised) }
        );
    }

    get promiseTitle() {
        return _t("Promised to the client");
    }
}

registry.category("fields").add("sales_timeline", {
    component: TimelineField,
    supportedTypes: ["json"],
    label: _t("Timeline"),
});
