from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    claim_ids = fields.One2many(
        "sales.claim", "credit_note_id", string="Settled Claims", copy=False
    )

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.line_ids.sale_line_ids.order_id.opportunity_id._advance()
        return result
