import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { formatNumber, phoneHref, phoneNumbers } from "../core/phone_numbers";
import { textOfError } from "./rpc_notice";

/** Click to call: through the exchange where the user has a telephone, else `tel:`. */
export const dialService = {
    dependencies: ["orm", "notification"],

    start(env, { orm, notification }) {
        const underway = new Set();

        function openLink(href) {
            browser.open(href, "_self");
        }

        function tellRefusal(text, href) {
            notification.add(text, {
                type: "warning",
                sticky: true,
                buttons: [
                    {
                        name: _t("Call from this device"),
                        icon: "fa-phone",
                        primary: true,
                        onClick: () => openLink(href),
                    },
                ],
            });
        }

        async function ask(number, href, { resModel, resId }) {
            try {
                const answer = await orm.call("sales.webhook", "dial", [
                    number,
                    resModel || false,
                    resId || false,
                ]);
                if (!answer.is_dialled) {
                    openLink(answer.tel || href);
                    return;
                }
                const [parsed] = phoneNumbers(number);
                notification.add(
                    _t("Lift the receiver: calling %(number)s", {
                        number: parsed ? formatNumber(parsed) : number,
                    }),
                    { title: answer.name || "", type: "success" }
                );
            } catch (error) {
                const text = textOfError(error);
                if (!text) {
                    throw error;
                }
                tellRefusal(text, href);
            }
        }

        return {
            /** Whether an exchange can ring the telephone of the present user. */
            get canDial() {
                return Boolean(session.sales_process_can_dial);
            },

            /**
             * Call a number. A second click while the first is on its way does nothing.
             *
             * @param {string} number as it is written
             * @param {{resModel?: string, resId?: number}} [record] from which it is called
             */
            async dial(number, record = {}) {
                const href = phoneHref(number);
                if (!this.canDial) {
                    openLink(href);
                    return;
                }
                if (underway.has(href)) {
                    return;
                }
                underway.add(href);
                try {
                    await ask(number, href, record);
                } finally {
                    underway.delete(href);
                }
            },
        };
    },
};

registry.category("services").add("sales_process.dial", dialService);
