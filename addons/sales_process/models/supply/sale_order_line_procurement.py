from odoo import Command, api, models

STOCK_FIRST = "sales_process.route_stock_first"


class SaleOrderLine(models.Model):
    """How a line of a deal asks for its goods: stock first, then make or buy."""

    _inherit = "sale.order.line"

    @api.model
    def _get_stock_first_route(self):
        # the number is cached; `env.ref` would ask the database for every line
        route = self.env["ir.model.data"]._xmlid_to_res_id(STOCK_FIRST)
        return self.env["stock.route"].browse(route or ())

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
        moves = self.move_ids if not strict else self.env["stock.move"]
        supply = moves.filtered(lambda move: move._is_supply())
        if not supply:
            return super()._get_outgoing_incoming_moves(strict=strict)
        deliveries = moves - supply
        line = self.new({"move_ids": [Command.set(deliveries.ids)]}, origin=self)
        outgoing, incoming = super(SaleOrderLine, line)._get_outgoing_incoming_moves(
            strict=strict
        )
        return outgoing._origin, incoming._origin
