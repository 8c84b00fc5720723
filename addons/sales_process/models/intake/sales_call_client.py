from odoo import models

from .sales_call import UNANSWERED
from .sales_identification import Contact

NUMBER_DIGITS = 5  # a shorter number names no client


class SalesCall(models.Model):
    """Who calls, and what follows when the call is over."""

    _inherit = "sales.call"

    def _process_new(self, values):
        """Link a new call with the client and see what has to be done."""
        if self.direction == "inner":
            return
        self._process_client(values)
        if self.is_over:
            self._after_end()

    def _process_client(self, values):
        """Who it is; somebody unknown who calls us is an inquiry at once (R022)."""
        contact = Contact(
            email=values.get("email") or "",
            phones=(self.phone_sanitized,) if self.phone_sanitized else (),
        )
        found = self.env["sales.identification"]._identify([contact])[0]
        self._link(found)
        # a text or an unknown number makes an inquiry; it identifies once more
        if self.direction == "in" and (values.get("text") or self._is_stranger()):
            self._create_inquiry(values)

    def _is_stranger(self):
        """Whether somebody unknown has called.

        A hidden number is waited for until the end: a later report may tell it.
        """
        if self.partner_id or self.lead_id:
            return False
        digits = [letter for letter in self.number or "" if letter.isdigit()]
        return self.is_over or len(digits) >= NUMBER_DIGITS

    def _link(self, found):
        deals = self.env["sales.inquiry"]._get_open_deals(found.partner)
        deal = deals.get(found.partner.commercial_partner_id, self.env["crm.lead"])
        deal = deal if len(deal) == 1 else deal.browse()
        self.write({"partner_id": found.partner.id, "lead_id": (deal or found.lead).id})

    def _create_inquiry(self, values):
        # sudo: whoever answers the telephone may register an inquiry
        inquiry = (
            self.env["sales.inquiry"]
            .sudo()
            .create(self._prepare_inquiry_values(values))
        )
        inquiry._process_new()
        self.write(
            {
                "inquiry_id": inquiry.id,
                "partner_id": inquiry.partner_id.id,
                "lead_id": inquiry.lead_id.id,
            }
        )
        return inquiry

    def _prepare_inquiry_values(self, values):
        key = f"call:{self.provider}:{self.external_id}" if self.external_id else False
        return {
            "channel": "phone",
            "date": self.date,
            "call_id": self.id,
            "external_key": key,
            "phone": self.number,
            "body": values.get("text"),
            "subject": values.get("subject")
            or self.env._("Call from %(number)s", number=self.number or "?"),
            "contact_name": values.get("contact_name"),
            "company_name": values.get("company_name"),
            "email_from": values.get("email"),
            "team_id": values.get("team_id"),
            "user_id": values.get("responsible_id"),
            "source_id": values.get("source_id"),
            "medium_id": values.get("medium_id"),
            "campaign_id": values.get("campaign_id"),
        }

    # ---- the call is over --------------------------------------------------------

    def _after_end(self):
        """The history, a task to call back, answers to open inquiries."""
        if not self.inquiry_id:
            self._post_history()
        if self.state in UNANSWERED:
            if self.direction == "in":
                self._start_call_back()
        else:
            self._after_answer()

    def _after_answer(self):
        """Somebody has talked to the client: nobody has to call back."""
        self._finish_call_back()
        self._mark_answers()

    def _post_history(self):
        """A call of a known client is a line of his history and of his deal."""
        states = dict(self._fields["state"]._description_selection(self.env))
        body = self.env._(
            "%(call)s. %(state)s, %(seconds)s s.",
            call=self.display_name,
            state=states[self.state],
            seconds=self.duration or 0,
        )
        # sudo: the history gets the call whoever took it
        for record in (self.partner_id, self.lead_id):
            if record:
                record.sudo().message_post(body=body, subtype_xmlid="mail.mt_note")

    def _mark_answers(self):
        """An employee talked to the client: open inquiries have their answer."""
        answered = self.filtered(
            lambda call: call.direction == "out" and call.state == "answered"
        )
        # sudo: the caller may not see all the inquiries of the client
        calls = answered.sudo()
        inquiries = calls.inquiry_id | calls.lead_id.inquiry_ids
        inquiries |= calls.partner_id.inquiry_ids
        inquiries._mark_first_answer()
