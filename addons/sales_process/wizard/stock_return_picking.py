from odoo import fields, models


class StockReturnPicking(models.TransientModel):
    """A return made from a claim is filled in from it and linked to it."""

    _inherit = "stock.return.picking"

    claim_id = fields.Many2one(
        "sales.claim",
        default=lambda self: self.env.context.get("sales_process_claim_id"),
    )

    def _prepare_stock_return_picking_line_vals_from_move(self, stock_move):
        values = super()._prepare_stock_return_picking_line_vals_from_move(stock_move)
        claim = self.claim_id
        if claim and stock_move.product_id == claim.product_id:
            values["quantity"] = min(claim.quantity, claim._get_returnable(stock_move))
        return values

    def _prepare_picking_default_values(self):
        values = super()._prepare_picking_default_values()
        return {**values, "claim_id": self.claim_id.id}

    def _create_return(self):
        # a return without a claim is no matter of who may see claims
        if self.claim_id:
            self.claim_id.check_access("write")
        picking = super()._create_return()
        if self.claim_id:
            self.claim_id._after_return(picking)
        return picking

    def action_create_exchanges(self):
        """The deliveries that the exchange makes replace the claimed goods."""
        # sudo: all deliveries of the order, whoever makes the exchange
        order = self.picking_id.sudo().sale_id
        before = order.picking_ids
        action = super().action_create_exchanges()
        if self.claim_id:
            made = (order.picking_ids - before) or before
            self.claim_id._link_replacement(made)
        return action
