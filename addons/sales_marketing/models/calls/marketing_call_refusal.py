from odoo import fields, models

from ..export.marketing_export_refusal import REASONS as EXPORT_REASONS

REASONS = [*EXPORT_REASONS, ("in_campaign", "Has a call in another campaign")]


class MarketingCallRefusal(models.Model):
    """A member of the segment that a campaign does not call, as it was then, and why."""

    _name = "marketing.call.refusal"
    _description = "Contact Left Out of a Call Campaign"
    _order = "campaign_id, reason, id"

    campaign_id = fields.Many2one(
        "marketing.call.campaign",
        required=True,
        ondelete="cascade",
        index=True,
    )
    reason = fields.Selection(REASONS, required=True)
    detail = fields.Char(
        help="The other campaign, or the day of the last call.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        ondelete="set null",
        index="btree_not_null",
    )
    lead_id = fields.Many2one("crm.lead", ondelete="set null", index="btree_not_null")
    name = fields.Char(string="Contact")
    company = fields.Char(string="Client")
    phone = fields.Char()

    def action_open_contact(self):
        """Open the contact or the lead, to complete it."""
        self.ensure_one()
        return (self.partner_id or self.lead_id).get_formview_action()
