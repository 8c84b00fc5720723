from odoo import models

FLOWS = {"incoming": "receipt", "outgoing": "delivery", "internal": "transfer"}


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "warehouse.barcode.subject"]

    def _get_scanner_flow(self):
        self.ensure_one()
        return FLOWS.get(self.picking_type_id.code, False)

    def _get_scanner_source(self):
        return self.location_id

    def _get_scanner_partner(self):
        return self.partner_id

    def _get_scanner_pickings(self):
        return self

    def _watches_age(self):
        """A move from shelf to shelf or from the receiving area takes nothing from the
        stock: only what leaves the stock place of the warehouse is watched."""
        self.ensure_one()
        if self.picking_type_id.code != "internal":
            return self.picking_type_id.code == "outgoing"
        stock = self.picking_type_id.warehouse_id.lot_stock_id
        return self._is_under(self.location_id, stock) and not self._is_under(
            self.location_dest_id, stock
        )

    def _is_under(self, location, root):
        path = location.parent_path or ""
        return bool(root.parent_path) and path.startswith(root.parent_path)
