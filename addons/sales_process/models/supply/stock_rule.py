from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _get_rule(self, product_id, location_id, values):
        """Components of a kit go their own ways: one that nothing supplies waits for
        stock as core lets it, and does not block the order."""
        if values.get("bom_line_id"):
            values = self._drop_stock_first(product_id, values)
        return super()._get_rule(product_id, location_id, values)

    @api.model
    def _drop_stock_first(self, product, values):
        route = self.env["sale.order.line"]._get_stock_first_route()
        warehouse = values.get("warehouse_id")
        if not (
            route and warehouse and route in (values.get("route_ids") or route.browse())
        ):
            return values
        if product._can_be_supplied(warehouse, warehouse.company_id):
            return values
        return {**values, "route_ids": values["route_ids"] - route}
