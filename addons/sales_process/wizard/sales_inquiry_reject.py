from odoo import fields, models
from odoo.exceptions import UserError


class SalesInquiryReject(models.TransientModel):
    """Say why inquiries are no leads (R051)."""

    _name = "sales.inquiry.reject"
    _description = "Reject Inquiries"

    inquiry_ids = fields.Many2many("sales.inquiry", required=True)
    reason_id = fields.Many2one("sales.inquiry.reject.reason", required=True)
    comment = fields.Char()

    def action_reject(self):
        """Reject those that are not rejected or done already.

        :raises UserError: none is left
        """
        self.ensure_one()
        self.inquiry_ids._lock_triage()
        open_ones = self.inquiry_ids.filtered(
            lambda inquiry: inquiry.state not in ("rejected", "done")
        )
        if not open_ones:
            raise UserError(
                "\n".join(inquiry._get_refusal() for inquiry in self.inquiry_ids)
            )
        open_ones._reject(self.reason_id, self.comment)
        return {"type": "ir.actions.act_window_close"}
