from odoo import fields, models


class SalesServiceCancel(models.TransientModel):
    """Why a service contract is cancelled."""

    _name = "sales.service.cancel"
    _description = "Cancel a Service Contract"

    contract_id = fields.Many2one(
        "sales.service.contract", required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_cancel(self):
        self.ensure_one()
        self.contract_id._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
