from odoo import fields, models
from odoo.exceptions import UserError


class SalesLeadMerge(models.TransientModel):
    """Different clients are never merged silently: somebody says that they are one."""

    _name = "sales.lead.merge"
    _description = "Merge Deals of Different Clients"

    lead_ids = fields.Many2many("crm.lead", required=True, readonly=True)
    inquiry_id = fields.Many2one("sales.inquiry", readonly=True)
    is_same_client = fields.Boolean(
        string="They are one and the same client",
        help="The deals become one; this cannot be undone.",
    )

    def action_merge(self):
        """Merge what has been asked about.

        :raises UserError: it was not confirmed, or some are not the user's to merge
        """
        self.ensure_one()
        if not self.is_same_client:
            raise UserError(
                self.env._("Confirm that they are one and the same client.")
            )
        leads = self.lead_ids.exists()
        if leads._filter_mergeable() != leads:
            raise UserError(self.env._("Some of these deals are not yours to merge."))
        if self.inquiry_id:
            self.inquiry_id.check_access("write")
            return self.inquiry_id._join_lead(leads)
        return leads._merge_same_client()._get_repeat_action()
