from odoo import fields, models


class SalesClaimReopen(models.TransientModel):
    """Why a decided or closed claim is examined again."""

    _name = "sales.claim.reopen"
    _description = "Open a Claim Again"

    claim_id = fields.Many2one("sales.claim", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.claim_id._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
