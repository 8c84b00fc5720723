from odoo import fields, models


class SalesHandoverLine(models.Model):
    _inherit = "sales.handover.line"

    kind = fields.Selection(
        selection_add=[
            ("work", "Work"),
            ("claim", "Claim"),
            ("service", "Service contract"),
            ("task",),
        ],
        ondelete={"work": "cascade", "claim": "cascade", "service": "cascade"},
    )
