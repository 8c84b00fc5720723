from odoo import fields, models


class PurchaseOrderLine(models.Model):
    """What a purchase still brings, and when."""

    _inherit = "purchase.order.line"

    def _prepare_stock_moves(self, picking):
        # Core reads the routes of the sale line with the rights of the buyer, who may
        # have none on sales: fetched before, they are in the cache.
        self.sudo().sale_line_id.fetch(["route_ids"])
        return super()._prepare_stock_moves(picking)

    def _get_open_qty(self):
        """Still to be received for orders, in the unit of the product; what belongs to
        a manufacturing order as its component is not counted."""
        self.ensure_one()
        rest = self.product_uom_id._compute_quantity(
            self.product_qty - self.qty_received, self.product_id.uom_id, round=False
        )
        return max(rest - self.move_dest_ids._sum_components(), 0.0)

    def _get_expected_date(self):
        """When the goods come: the buyer moves the date of the order, the storekeeper
        that of the receipt, and core keeps them apart; the later one counts.

        A date that has passed counts from now.
        """
        self.ensure_one()
        return max([fields.Datetime.now(), *self._get_due_dates()])

    def _get_due_dates(self):
        receipts = self.move_ids.filtered(lambda move: move._is_open())
        planned = [self.date_planned] if self.date_planned else []
        return planned + receipts.mapped("date")

    def _is_ordered(self):
        return self.state in ("purchase", "done")
