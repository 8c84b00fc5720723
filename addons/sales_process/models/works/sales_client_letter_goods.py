from odoo import api, fields, models


class SalesClientLetter(models.Model):
    """What the letters say of the goods; ready pieces for the templates."""

    _inherit = "sales.client.letter"

    goods_html = fields.Html(
        compute="_compute_goods", sanitize=False, export_string_translation=False
    )
    rest_html = fields.Html(
        compute="_compute_goods", sanitize=False, export_string_translation=False
    )
    tracking_ref = fields.Char(
        compute="_compute_goods", export_string_translation=False
    )

    @api.depends("picking_id", "order_id")
    @api.depends_context("lang")
    def _compute_goods(self):
        for letter in self:
            picking = letter.picking_id
            rows = letter._get_picking_rows() if picking else letter._get_order_rows()
            letter.goods_html = letter._render_goods(rows)
            letter.rest_html = letter._render_goods(
                letter._get_order_rows() if picking else []
            )
            # the reference comes with core's addon for carriers
            has_carrier = "carrier_tracking_ref" in picking._fields
            letter.tracking_ref = has_carrier and picking.carrier_tracking_ref

    def _render_goods(self, rows):
        if not rows:
            return False
        return self.env["ir.qweb"]._render(
            "sales_process.client_letter_goods", {"rows": rows}, minimal_qcontext=True
        )

    def _get_picking_rows(self):
        """What went with the shipment: (product, quantity, unit, serial numbers)."""
        moves = self.picking_id.move_ids.filtered(lambda move: move.state == "done")
        return [
            (
                move.product_id.name,
                move.quantity,
                move.product_uom.name,
                ", ".join(move.move_line_ids.lot_id.mapped("name")),
            )
            for move in moves
            if move.quantity
        ]

    def _get_order_rows(self):
        """What the deal is still to get: (product, quantity, unit, nothing)."""
        orders = self.order_id or self.lead_id._get_confirmed_orders()
        return [
            (line.product_id.name, rest, line.product_uom_id.name, "")
            for line in orders.order_line
            if line._is_supplied()
            and (rest := line.product_uom_qty - line.qty_delivered) > 0
        ]
