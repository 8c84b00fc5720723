from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Goods received may complete a deal, goods shipped move it on."""
        result = super()._action_done()
        self.move_ids._follow_orders()
        self.env["crm.lead"]._advance_waiting(self.move_ids.product_id)
        return result

    def action_assign(self):
        result = super().action_assign()
        self.env["crm.lead"]._advance_waiting(self.move_ids.product_id)
        return result
