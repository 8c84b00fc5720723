import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A salesperson chosen among the people of the field `people`, each with his load.
 */
export class PeopleLoadField extends Component {
    static template = "sales_process.PeopleLoadField";
    static props = { ...standardFieldProps };

    get people() {
        return this.props.record.data.people || [];
    }

    get value() {
        return this.props.record.data[this.props.name]?.id;
    }

    choose({ id, name }) {
        return this.props.record.update({ [this.props.name]: { id, display_name: name } });
    }
}

export const peopleLoadField = {
    component: PeopleLoadField,
    supportedTypes: ["many2one"],
    fieldDependencies: [{ name: "people", type: "json" }],
};

registry.category("fields").add("sales_people_load", peopleLoadField);
