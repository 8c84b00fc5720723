from odoo import models


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "sales.followed.mixin"]

    def write(self, vals):
        followed = self._get_followed(
            {"date_start", "date_finished", "product_qty"}, vals
        )
        result = super().write(vals)
        if followed:
            followed._follow_orders()
        return result

    def _get_followed(self, keys, vals):
        """Orders of production whose plan is about to change."""
        changed = keys & vals.keys()
        return self.filtered(
            lambda production: (
                production.state in ("confirmed", "progress", "to_close")
                and any(
                    production[key]
                    != production._fields[key].convert_to_cache(vals[key], production)
                    for key in changed
                )
            )
        )

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
        result = super().write(vals)
        if {"date_planned", "product_qty"} & vals.keys():
            self._follow_orders()
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
        result = super().write(vals)
        if "date" in vals:
            # receipts, and what is moved into the stock: a delivery has no date of ours
            self.filtered(
                lambda move: move._is_open() and move.purchase_line_id
            )._follow_when_any()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self.filtered("sale_line_id")._follow_when_any()
        return result

    def _follow_when_any(self):
        if self:
            self._follow_orders()

    def _get_supplied_references(self):
        return self.reference_ids
