from odoo import models


class MrpProduction(models.Model):
    """Components are consumed and finished goods registered by scanning."""

    _name = "mrp.production"
    _inherit = ["mrp.production", "warehouse.barcode.subject"]

    def _get_scanner_flow(self):
        return "production"

    def _get_scanner_moves(self):
        return self.move_raw_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    def _get_scanner_source(self):
        return self.location_src_id
