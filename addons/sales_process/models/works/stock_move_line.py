from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # core has no index to find the moves of a serial number: the passport and the
    # recall ask for them at each step of the way
    _lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")
