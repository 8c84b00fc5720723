from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_open_qty(self):
        """Still to be received, in the unit of the product."""
        self.ensure_one()
        rest = max(self.product_qty - self.qty_received, 0.0)
        return self.product_uom_id._compute_quantity(
            rest,
            self.product_id.uom_id,
            round=False,
        )
