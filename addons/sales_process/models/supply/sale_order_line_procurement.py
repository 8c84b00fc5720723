from odoo import Command, api, models


class SaleOrderLine(models.Model):
    """How a line of a deal asks for its goods: stock first, then make or buy."""

    _inherit = "sale.order.line"

    @api.model
    def _get_stock_first_route(self):
        return (
            self.env.ref("sales_process.route_stock_first", raise_if_not_found=False)
            or self.env["stock.route"]
        )

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if not values.get("route_ids") and self._uses_stock_first():
            values["route_ids"] = self._get_stock_first_route()
        return values

    def _uses_stock_first(self):
        """Only goods of a deal that can be made or bought when stock is short.

        A line that nothing can supply keeps core's own way (it waits for stock), so it
        never blocks the confirmation. For a kit each component decides for itself.
        """
        self.ensure_one()
        if not self.order_id._is_deal_order():
            return False
        product, company = self.product_id, self.company_id
        if product._is_kit_of(company):
            return not (product.route_ids or product.categ_id.total_route_ids)
        return product._can_be_supplied(self.warehouse_id, company)

    def _get_outgoing_incoming_moves(self, strict=True):
        """Deliveries and returns of the line, without the moves that supply it.

        Core takes the oldest move of a line for the first step of its delivery. When
        the delivery was cancelled (quantity put to 0, or the transfer cancelled) that
        is the receipt or the production of the goods, which core then counts as
        goods given back: raised again from 0 to 1, the line would get 2 and more.
        """
        supply = self.move_ids.filtered(lambda move: move._is_supply())
        if strict or not supply:
            return super()._get_outgoing_incoming_moves(strict=strict)
        deliveries = self.move_ids - supply
        line = self.new({"move_ids": [Command.set(deliveries.ids)]}, origin=self)
        outgoing, incoming = super(SaleOrderLine, line)._get_outgoing_incoming_moves(
            strict=strict
        )
        return outgoing._origin, incoming._origin
