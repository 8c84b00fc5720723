import { Component } from "@odoo/owl";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Texts to be copied into the settings of a service: [{label, text}], one below another. */
export class CopyLines extends Component {
    static template = "sales_process.CopyLines";
    static components = { CopyButton };
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get copied() {
        return _t("Copied");
    }
}

registry.category("fields").add("sales_process_copy_lines", {
    component: CopyLines,
    displayName: _t("Texts to copy"),
    supportedTypes: ["json"],
});
