from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_end_of_way(self):
        """The goods are consumed or with the client: nothing follows in the stock."""
        return bool(
            self.raw_material_production_id or self.location_dest_id.usage == "customer"
        )

    def _get_delivery_address(self):
        """Where the goods of a delivery went; of the order when they came from a vendor.

        The transfer of a vendor straight to the client names the vendor.
        """
        picking, order = self.picking_id, self.sale_line_id.order_id
        if picking.picking_type_code == "outgoing" and picking.partner_id:
            return picking.partner_id
        return order.partner_shipping_id or self.partner_id or picking.partner_id

    def _get_vendor(self):
        """Who sent the goods of a receipt."""
        return self.purchase_line_id.order_id.partner_id or self.picking_id.partner_id
