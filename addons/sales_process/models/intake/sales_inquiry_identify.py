from odoo import models

from .sales_identification import Contact


class SalesInquiry(models.Model):
    _inherit = "sales.inquiry"

    def _identify(self):
        """Return the `Found` of each inquiry, in a constant number of queries."""
        contacts = [inquiry._get_contact() for inquiry in self]
        return self.env["sales.identification"]._identify(contacts)

    def _get_contact(self):
        self.ensure_one()
        return Contact(
            email=self.email_normalized or "",
            phones=tuple((self.phone_numbers or "").split()),
            inn=self.inn or "",
        )

    def action_choose_candidate(self, partner_id):
        """The head says which of the possible clients it is.

        :param int partner_id: one of `candidate_ids`
        """
        self.ensure_one()
        partner = self.candidate_ids.filtered(lambda p: p.id == partner_id)
        if partner and not self.partner_id:
            self.candidate_ids = False
            self._close_triage_tasks()
            self._dispatch_known({self: partner})
        return True

    def action_no_candidate(self):
        """None of the possible clients: a new prospect and a lead."""
        self.ensure_one()
        if self.candidate_ids and not self.partner_id:
            self.candidate_ids = False
            self._close_triage_tasks()
            self._dispatch_unknown()
        return True

    def action_accept_partner_suggestion(self):
        """The new contact belongs to the company with the same mail domain."""
        self.ensure_one()
        company = self.partner_suggestion_id
        person = self.partner_id
        if company and person and not person.is_company and not person.parent_id:
            # sudo: who sorts inquiries may not edit partners
            person.sudo().parent_id = company
            self.company_name = company.name
        self.partner_suggestion_id = False
        return True
