from odoo import fields, models

from ..models.export.marketing_export_refusal import REASONS

OWN_REASONS = [
    ("role", "Role address: nobody's own"),
    ("bounced", "Letters come back"),
    ("other_channel", "Prefers another channel"),
]
ALL_REASONS = list(dict([*REASONS, *OWN_REASONS]).items())


class MarketingMailingRefusal(models.TransientModel):
    """A member of the segment who does not get the mailing, and why."""

    _name = "marketing.mailing.refusal"
    _description = "Left Out of a Mailing"
    _order = "reason, id"

    mailing_id = fields.Many2one(
        "marketing.mailing",
        required=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one("res.partner", ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade")
    name = fields.Char(string="Contact")
    company_name = fields.Char(string="Company")
    address = fields.Char()
    reason = fields.Selection(ALL_REASONS, required=True)
