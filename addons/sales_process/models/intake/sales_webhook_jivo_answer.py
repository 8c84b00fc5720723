import json

from odoo import models
from odoo.tools import formatLang

from ...tools.intake.phones import valid_phones
from .sales_webhook_receive import Answer

ROUBLES = "руб."


class SalesWebhook(models.Model):
    """What the operator of a chat sees about a client whom we know."""

    _inherit = "sales.webhook"

    def _answer(self, hook, events):
        if self.kind != "jivo":
            return super()._answer(hook, events)
        values = {"result": "ok"}
        if events.kind == "chat_accepted" and events.group_key:
            values |= self._describe_client(self._get_chat_key(events.group_key))
        return Answer(
            body=json.dumps(values, ensure_ascii=False),
            content_type="application/json",
        )

    def _describe_client(self, key):
        """Who he is, for the window of the operator; nothing of an unknown one."""
        # sudo: the service has no user
        inquiry = self.env["sales.inquiry"].sudo().search([("chat_key", "=", key)])
        partner = inquiry.partner_id
        if not partner or not inquiry.is_known_client:
            return {}
        here = self.sudo().with_context(
            lang=self.company_id.partner_id.lang or self.env.lang
        )
        deals = inquiry._get_open_deals(partner).get(
            partner.commercial_partner_id, self.env["crm.lead"].sudo()
        )
        phones = [phone.e164 for phone in valid_phones(partner.phone)]
        contact = {
            "name": partner.display_name,
            "phone": next(iter(phones), partner.phone),
            "email": partner.email,
        }
        return {
            "custom_data": here._describe_deals(inquiry, partner, deals),
            "contact_info": {name: value for name, value in contact.items() if value},
            "enable_assign": True,
            "crm_link": self._get_link(deals if len(deals) == 1 else partner),
        }

    def _describe_deals(self, inquiry, partner, deals):
        user = inquiry._get_responsible(partner, deals[:1])
        rows = [(self.env._("Manager"), user.name)]
        if deals:
            total = self.env._(
                "%(count)s for %(amount)s",
                count=len(deals),
                amount=self._format_amount(sum(deals.mapped("expected_revenue"))),
            )
            rows.append((self.env._("Open deals"), total))
        return [{"title": title, "content": text} for title, text in rows if text]

    def _format_amount(self, amount):
        """A sum in whole units, as people write it: 480 000 руб."""
        currency = self.company_id.currency_id
        number = formatLang(self.env, amount, digits=0)
        number = number.replace("\u00a0", " ").replace("\u202f", " ")
        is_rouble = currency.name == "RUB" and (self.env.lang or "").startswith("ru")
        symbol = ROUBLES if is_rouble else currency.symbol
        if currency.position == "before" and not is_rouble:
            return f"{symbol}{number}"
        return f"{number} {symbol}"

    def _get_link(self, record):
        path = "crm" if record._name == "crm.lead" else record._name
        return f"{self.get_base_url()}/odoo/{path}/{record.id}"
