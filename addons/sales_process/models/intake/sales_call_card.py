from odoo import models
from odoo.tools import format_date, formatLang

CHANNEL = "sales_process.call"
ANSWERS = ("answer", "summary")
LAST_CONTACTS = 3
DEALS = 3


class SalesCall(models.Model):
    """The card that pops up for the employee whose telephone rings.

    Bus message `sales_process.call` to the user: `{"phase": "ring" | "answer", ...card}`
    or `{"phase": "end", "id": call}`.
    """

    _inherit = "sales.call"

    def _tell_people(self, new, users, user_of):
        """Send the card to whom it rings, close it for the others.

        :param new: the `CallEvent`s that have just come
        :param users: everybody whose telephone has rung
        :param user_of: function from a `CallEvent` to its user
        """
        if self.is_over:
            for user in users | self.user_id:
                user._bus_send(CHANNEL, {"phase": "end", "id": self.id})
        elif self.state == "answered":
            self._tell_answer(new, users)
        elif self.direction == "in":
            for event in new:
                user = user_of(event) if event.event == "ring" else None
                if user:
                    user._bus_send(CHANNEL, self._get_card(user, "ring"))

    def _tell_answer(self, new, users):
        if not any(event.event in ANSWERS for event in new):
            return
        if self.user_id and self.direction == "in":
            card = self._get_card(self.user_id, "answer")
            self.user_id._bus_send(CHANNEL, card)
        for user in users - self.user_id:
            user._bus_send(CHANNEL, {"phase": "end", "id": self.id})

    def _get_card(self, user, phase="ring"):
        """What the card shows, in the language of its user.

        :return: dictionary of plain values; amounts and dates are formatted
        """
        self.ensure_one()
        # sudo: the card tells its user who calls, whoever the client belongs to
        call = self.sudo().with_context(lang=user.lang, tz=user.tz)
        partner = call.partner_id
        company = partner.commercial_partner_id
        deals = call.env["sales.inquiry"]._get_open_deals(partner)
        deals = deals.get(company, call.lead_id)
        responsible = call.env["sales.inquiry"]._get_responsible(partner, deals[:1])
        return {
            "phase": phase,
            "id": call.id,
            "direction": call.direction,
            "number": call.phone_sanitized or call.number or "",
            "name": partner.name or call.lead_id.contact_name or "",
            "company": company.name if company != partner else "",
            "partner_id": partner.id,
            "is_known": bool(partner) and not partner._is_only_prospect(),
            "inquiry_id": call.inquiry_id.id,
            "deals": [deal._get_card_values() for deal in deals[:DEALS]],
            "deal_count": len(deals),
            "debt": call._get_debt(company),
            "responsible": responsible.name or "",
            "responsible_id": responsible.id,
            "is_mine": responsible == user,
            "team": call.team_id.name or "",
            "last": call._get_last_contacts(),
        }

    def _get_debt(self, company):
        """What the client owes by open invoices; empty when nothing."""
        owed = company.credit if company else 0
        currency = (self.webhook_id.company_id or self.env.company).currency_id
        if not owed or owed < 0:
            return ""
        return formatLang(self.env, owed, currency_obj=currency)

    def _get_last_contacts(self):
        """The last calls and inquiries of the client, newest first."""
        company = self.partner_id.commercial_partner_id
        if not company:
            return []
        domain = [("partner_id.commercial_partner_id", "=", company.id)]
        calls = self.search(
            [*domain, ("id", "!=", self.id)], limit=LAST_CONTACTS, order="date desc"
        )
        inquiries = self.env["sales.inquiry"].search(
            [*domain, ("channel", "!=", "phone")],
            limit=LAST_CONTACTS,
            order="date desc",
        )
        rows = [(call.date, call._get_contact_text()) for call in calls]
        rows += [(inq.date, inq.subject or inq.name) for inq in inquiries]
        rows = sorted(rows, reverse=True)[:LAST_CONTACTS]
        return [
            {"date": format_date(self.env, moment), "text": text}
            for moment, text in rows
        ]

    def _get_contact_text(self):
        state = dict(self._fields["state"]._description_selection(self.env))
        direction = dict(self._fields["direction"]._description_selection(self.env))
        text = f"{direction[self.direction]}: {state[self.state]}"
        return f"{text} · {self.user_id.name}" if self.user_id else text

    # ---- buttons of the card -----------------------------------------------------

    def action_open_client(self):
        """Open the one deal, else the inquiry, else the client."""
        self.ensure_one()
        for record in (self.lead_id, self.inquiry_id, self.partner_id):
            if record and record.has_access("read"):
                return record._get_records_action()
        return self._get_records_action()

    def action_new_inquiry(self):
        """The short form for what the caller says, with his number."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_phone_action"
        )
        context = {"default_number": self.number, "default_call_id": self.id}
        return {**action, "context": context}

    def action_pass_to_responsible(self):
        """The client's own salesperson gets the card and a task to call back.

        :return: the name of the salesperson, empty when there is none
        """
        self.ensure_one()
        # sudo: the responsible is looked up whoever the client belongs to
        call = self.sudo()
        inquiries = call.env["sales.inquiry"]
        user = inquiries._get_responsible(call.partner_id, call.lead_id)
        if not user or user == self.env.user:
            return ""
        user._bus_send(CHANNEL, call._get_card(user, "answer"))
        call._schedule_call_back(user)
        return user.name


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_card_values(self):
        """A deal on the call card."""
        self.ensure_one()
        currency = self.company_currency or self.env.company.currency_id
        amount = self.expected_revenue
        return {
            "id": self.id,
            "name": self.name,
            "stage": self.stage_id.name or "",
            "amount": formatLang(self.env, amount, currency_obj=currency)
            if amount
            else "",
        }
