import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatNumber, phoneNumbers } from "../../core/phone_numbers";

const TAIL = 5;

/** A small telephone button for each number of a field. */
export class PhoneDial extends Component {
    static template = "sales_process.PhoneDial";
    static props = {
        text: { type: String, optional: true },
        resModel: { type: String, optional: true },
        resId: { type: [Number, Boolean], optional: true },
        // the first number has a link already
        skipsFirst: { type: Boolean, optional: true },
    };

    setup() {
        this.dialing = useService("sales_process.dial");
    }

    get numbers() {
        const all = phoneNumbers(this.props.text);
        const isOne = all.length < 2;
        return all.slice(this.props.skipsFirst ? 1 : 0).map((number) => ({
            ...number,
            title: _t("Call %(number)s", { number: formatNumber(number) }),
            tail: isOne ? "" : `…${formatNumber({ e164: number.e164 }).slice(-TAIL)}`,
        }));
    }

    onClick(ev, { e164, extension }) {
        ev.preventDefault();
        const { resModel, resId } = this.props;
        const number = extension ? `${e164} доб. ${extension}` : e164;
        return this.dialing.dial(number, { resModel, resId });
    }
}
