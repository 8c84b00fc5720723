from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    claim_ids = fields.One2many(
        "sales.claim",
        "credit_note_id",
        string="Settled Claims",
        copy=False,
        # who has core's rights only reads invoices without it
        groups="sales_process.group_salesperson,sales_process.group_engineer,"
        "sales_process.group_reader",
    )

    @api.depends_context("lang")
    def _compute_amount_total_words(self):
        # core keeps the words of the language in which they were asked for first
        return super()._compute_amount_total_words()

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.line_ids.sale_line_ids.order_id.opportunity_id._advance()
        return result
