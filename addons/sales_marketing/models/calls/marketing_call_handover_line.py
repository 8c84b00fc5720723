from odoo import fields, models


class SalesHandoverLine(models.Model):
    _inherit = "sales.handover.line"

    kind = fields.Selection(
        selection_add=[
            ("call", "Call of a campaign"),
            ("campaign", "Call campaign"),
            ("segment", "Segment"),
            ("task",),
        ],
        ondelete={"call": "cascade", "campaign": "cascade", "segment": "cascade"},
    )
