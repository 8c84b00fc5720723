from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _prepare_stock_moves(self, picking):
        # Core reads the routes of the sale line with the rights of the buyer, who may
        # have none on sales: fetched before, they are in the cache.
        self.sudo().sale_line_id.fetch(["route_ids"])
        return super()._prepare_stock_moves(picking)

    def _get_open_qty(self):
        """Still to be received, in the unit of the product."""
        self.ensure_one()
        rest = max(self.product_qty - self.qty_received, 0.0)
        return self.product_uom_id._compute_quantity(
            rest,
            self.product_id.uom_id,
            round=False,
        )
