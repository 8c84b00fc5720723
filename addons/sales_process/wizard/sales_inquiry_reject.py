from odoo import fields, models


class SalesInquiryReject(models.TransientModel):
    """Say why inquiries are no leads (R051)."""

    _name = "sales.inquiry.reject"
    _description = "Reject Inquiries"

    inquiry_ids = fields.Many2many("sales.inquiry", required=True)
    reason_id = fields.Many2one("sales.inquiry.reject.reason", required=True)
    comment = fields.Char()

    def action_reject(self):
        self.ensure_one()
        self.inquiry_ids._reject(self.reason_id, self.comment)
        return {"type": "ir.actions.act_window_close"}
