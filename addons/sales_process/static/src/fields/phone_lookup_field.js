import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { isWorthLooking } from "../core/phone_digits";

const PAUSE_MS = 400;

/**
 * A telephone number that is looked up while it is typed, after each pause.
 */
export class PhoneLookupField extends CharField {
    setup() {
        super.setup();
        const look = useDebounced((value) => this.look(value), PAUSE_MS);
        useEffect(
            (input) => {
                if (!input) {
                    return undefined;
                }
                const onInput = () => look(input.value);
                input.addEventListener("input", onInput);
                return () => input.removeEventListener("input", onInput);
            },
            () => [this.input.el]
        );
    }

    async look(value) {
        const isNew = value !== this.props.record.data[this.props.name];
        if (isNew && isWorthLooking(value)) {
            await this.props.record.update({ [this.props.name]: this.parse(value) });
        }
    }
}

registry.category("fields").add("sales_phone_lookup", {
    ...charField,
    component: PhoneLookupField,
    supportedTypes: ["char"],
});
