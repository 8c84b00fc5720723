from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesInquiry(models.Model):
    """Other open leads and deals of who wrote: shown, merged or taken at one click."""

    _name = "sales.inquiry"
    _inherit = ["sales.inquiry", "sales.duplicates.mixin"]

    open_duplicate_ids = fields.Many2many(
        "crm.lead", string="Other Open Deals", compute="_compute_open_duplicates"
    )
    open_duplicate_count = fields.Integer(compute="_compute_open_duplicates")
    hidden_duplicate_count = fields.Integer(
        compute="_compute_open_duplicates",
        help="Open leads and deals of this client that others work with.",
    )

    @api.depends_context("uid")
    @api.depends("partner_id", "lead_id", "email_normalized", "phone_numbers", "state")
    def _compute_open_duplicates(self):
        # sudo: the keys of the client; what is shown follows the rules of leads
        waiting = self.filtered(lambda inquiry: inquiry.state != "rejected")
        found = self.env["crm.lead"]._find_open_duplicates(
            [inquiry.sudo()._get_duplicate_keys() for inquiry in waiting]
        )
        self._show_duplicates(dict(zip(waiting, found, strict=True)))

    def _get_duplicate_keys(self):
        tails = (number[-10:] for number in (self.phone_numbers or "").split())
        return {
            "own": self.lead_id.ids,
            "email": self.email_normalized or "",
            "phones": list(tails),
            "company": self.partner_id.commercial_partner_id.id or 0,
        }

    def action_merge_duplicates(self):
        """One lead or deal for this client: merge the open ones, or take the only one.

        :raises UserError: nothing that the user may merge
        """
        self.ensure_one()
        leads = (self.lead_id | self.open_duplicate_ids)._filter_mergeable()
        if not leads or (
            self.lead_id and (self.lead_id not in leads or len(leads) < 2)
        ):
            raise UserError(
                self.env._(
                    "There is nothing that you may merge: the other deals are worked "
                    "on by colleagues. Ask the head of the department."
                )
            )
        if self._is_other_client(leads):
            return leads._ask_merge(self)
        return self._join_lead(leads)

    def _is_other_client(self, leads):
        # sudo: only whether the companies differ
        companies = leads.sudo().partner_id | self.sudo().partner_id
        return len(companies.commercial_partner_id) > 1

    def _join_lead(self, leads):
        """Merge the leads, when there are several, and belong to the result."""
        lead = leads._merge_same_client() if len(leads) > 1 else leads
        if self.lead_id != lead:
            self.lead_id = lead
            self._post_history()
        return lead._get_repeat_action()
