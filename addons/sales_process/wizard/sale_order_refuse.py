from odoo import fields, models


class SaleOrderRefuse(models.TransientModel):
    """The head does not approve an order, and says why (R081)."""

    _name = "sale.order.refuse"
    _description = "Refuse an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    problem = fields.Char(related="order_id.approval_problem")
    note = fields.Text(string="Why", required=True)

    def action_refuse(self):
        self.ensure_one()
        self.order_id._decide_approval("refused", self.note)
        return {"type": "ir.actions.act_window_close"}
