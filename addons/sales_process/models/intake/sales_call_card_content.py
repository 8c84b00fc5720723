from odoo import fields, models
from odoo.tools import format_date, formatLang

from ...tools.intake.phones import format_phone

LAST_CONTACTS = 3
DEALS = 3
CANDIDATES = 3


class SalesCall(models.Model):
    """What stands on the call card.

    Who may read calls sees the client, his deals, debt and last contacts; another
    employee with an internal number sees who calls and nothing else.
    """

    _inherit = "sales.call"

    def _get_card(self, user, phase="ring"):
        """What the card shows, in the language of its user.

        :param phase: "ring", "answer" or "pass"
        :return: dictionary of plain values; amounts, dates and numbers are formatted
        """
        self.ensure_one()
        # sudo: the card tells its user who calls, whoever the client belongs to
        call = self.sudo().with_context(lang=user.lang, tz=user.tz)
        card = {
            "phase": phase,
            "id": call.id,
            "seconds": call._get_talk_seconds(),
            "number": call.phone_sanitized or call.number or "",
            "number_text": format_phone(call.number),
            **call._get_names(),
            "is_full": call.with_user(user).browse().has_access("read"),
        }
        return card | call._get_details(user) if card["is_full"] else card

    def _get_talk_seconds(self):
        """Seconds since the answer, by the clock of the server."""
        if self.state != "answered" or not self.date_answer:
            return 0
        return max(0, int((fields.Datetime.now() - self.date_answer).total_seconds()))

    def _get_names(self):
        """Name and company of the caller; empty when nobody knows them."""
        partner, lead = self.partner_id, self.lead_id
        company = partner.commercial_partner_id
        name = partner.name or lead.contact_name or lead.partner_name or ""
        if not any(letter.isalpha() for letter in name):
            name = ""  # somebody new is called by his number until it is known
        return {
            "name": name,
            "company": company.name if company and company != partner else "",
        }

    def _get_details(self, user):
        partner = self.partner_id
        company = partner.commercial_partner_id
        deals = self.env["sales.inquiry"]._get_open_deals(partner)
        deals = deals.get(company, self.lead_id)
        if self.inquiry_id.is_lead_created:
            deals -= self.inquiry_id.lead_id  # it was made of this very call
        deals = deals.sorted(lambda deal: deal.user_id != user)
        responsible = self._get_responsible(deals)
        return {
            "kind": self._get_kind(),
            "candidates": self.inquiry_id.candidate_ids[:CANDIDATES].mapped("name"),
            "can_open": bool(self._get_openable(user)),
            "deals": self._get_deal_rows(deals, user),
            "deal_count": len(deals),
            "debt": self._get_debt(company),
            "responsible": responsible.name or "",
            "is_mine": responsible == user,
            "can_pass": bool(responsible) and responsible != user,
            "team": self._get_line_team().name or "",
            "last": self._get_last_contacts(),
        }

    def _get_kind(self):
        """Return "client", "prospect", "several" (candidates) or "new"."""
        if self.inquiry_id.candidate_ids:
            return "several"
        if self.inquiry_id.is_partner_created:
            return "new"
        if not self.partner_id:
            return "prospect" if self.lead_id else "new"
        return "prospect" if self.partner_id._is_only_prospect() else "client"

    def _get_responsible(self, deals):
        inquiries = self.env["sales.inquiry"]
        return inquiries._get_responsible(self.partner_id, deals[:1])

    def _get_line_team(self):
        """The department of our number that was called, else of the call."""
        line = self.webhook_id._get_number(self.did) if self.webhook_id else None
        return line.team_id if line and line.team_id else self.team_id

    def _get_deal_rows(self, deals, user):
        shown = deals[:DEALS]
        allowed = shown.with_user(user)._filtered_access("read")
        return [
            {**deal._get_card_values(), "can_open": deal.id in allowed.ids}
            for deal in shown
        ]

    def _get_debt(self, company):
        """What the client owes by invoices that are not paid; empty when nothing."""
        owner = self.webhook_id.company_id or self.env.company
        owed = company.with_company(owner).credit if company else 0
        if not owed or owed < 0:
            return ""
        return formatLang(self.env, owed, currency_obj=owner.currency_id)

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
