import { Component, onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const ACTION = "sales_process.sales_inquiry_phone_action";
const GROUPS = ["sales_process.group_salesperson", "sales_process.group_triage"];
const HOTKEY = "alt+shift+p";

/** @returns {Promise<boolean>} whether the user takes inquiries by voice */
export async function mayTakeInquiries() {
    const answers = await Promise.all(GROUPS.map((group) => user.hasGroup(group)));
    return answers.some(Boolean);
}

/** "New phone inquiry" from anywhere: in the command palette and by its keys. */
export const phoneInquiryService = {
    dependencies: ["action", "command"],
    async start(env, { action, command }) {
        if (await mayTakeInquiries()) {
            command.add(_t("New phone inquiry"), () => action.doAction(ACTION), {
                category: "app",
                hotkey: HOTKEY,
                // the telephone rings while one types somewhere else
                hotkeyOptions: { global: true, bypassEditableProtection: true },
            });
        }
    },
};

registry.category("services").add("sales_process.phone_inquiry", phoneInquiryService);

export class PhoneInquirySystray extends Component {
    static template = "sales_process.PhoneInquirySystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.allowed = false;
        onWillStart(async () => {
            this.allowed = await mayTakeInquiries();
        });
    }

    open() {
        this.action.doAction(ACTION);
    }
}

registry
    .category("systray")
    .add("sales_process.phone_inquiry", { Component: PhoneInquirySystray }, { sequence: 30 });
