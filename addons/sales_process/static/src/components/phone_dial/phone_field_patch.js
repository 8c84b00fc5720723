import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { PhoneField } from "@web/views/fields/phone/phone_field";
import { session } from "@web/session";
import { phoneHref } from "../../core/phone_numbers";
import { PhoneDial } from "./phone_dial";

patch(PhoneField, {
    components: { ...PhoneField.components, PhoneDial },
});

/** For members of our groups only: for everybody else the field is as it was. */
patch(PhoneField.prototype, {
    setup() {
        super.setup(...arguments);
        this.dialing = session.sales_process_calls_numbers
            ? useService("sales_process.dial")
            : null;
    },

    get phoneHref() {
        return this.dialing ? phoneHref(this.props.record.data[this.props.name]) : super.phoneHref;
    },

    get dialProps() {
        const { record, name, readonly } = this.props;
        return {
            text: record.data[name] || "",
            resModel: record.resModel,
            resId: record.resId || false,
            skipsFirst: !readonly || !this.dialing.canDial,
        };
    },

    onPhoneLinkClick(ev) {
        if (!this.dialing) {
            return;
        }
        // the click is a call: it does not open the record of the row
        ev.stopPropagation();
        if (this.dialing.canDial) {
            ev.preventDefault();
            const { record, name } = this.props;
            this.dialing.dial(record.data[name], {
                resModel: record.resModel,
                resId: record.resId,
            });
        }
    },
});
