from odoo import fields, models


class MarketingCallCampaign(models.Model):
    """The results of a list for calls are a campaign of its export: one set of rules."""

    _inherit = "marketing.call.campaign"

    export_id = fields.Many2one(
        "marketing.export",
        string="Results of the list",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _unique_export = models.Constraint(
        "UNIQUE (export_id)",
        "The results of a list are one campaign.",
    )
