from odoo import models

from .mrp_production import OPEN


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "sales.followed.mixin"]

    def write(self, vals):
        followed = self.filtered(
            lambda production: production.state in OPEN
        )._get_changed({"date_start", "date_finished", "product_qty"}, vals)
        result = super().write(vals)
        followed._follow_orders()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._follow_orders()
        return result

    def _get_supplied_references(self):
        return self.reference_ids


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "sales.followed.mixin"]

    def write(self, vals):
        followed = self._get_changed({"date_planned", "product_qty"}, vals)
        result = super().write(vals)
        followed._follow_orders()
        return result

    def _get_supplied_references(self):
        return self.order_id.reference_ids


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        result = super().button_cancel()
        self.order_line._follow_orders()
        return result


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "sales.followed.mixin"]

    def write(self, vals):
        # receipts only: a delivery has no date of ours
        followed = self.browse()
        if "date" in vals:
            followed = self.filtered(
                lambda move: move._is_open() and move.purchase_line_id
            )._get_changed({"date"}, vals)
        result = super().write(vals)
        followed._follow_orders()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self.filtered("sale_line_id")._follow_orders()
        return result

    def _get_supplied_references(self):
        return self.reference_ids
