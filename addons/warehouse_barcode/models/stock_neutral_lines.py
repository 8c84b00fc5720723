from odoo import api, models

from .warehouse_barcode_work import NEUTRAL


class StockMoveLine(models.Model):
    """While lines only pass goods of one place on to each other (a planned line to a
    scanned one) the reserved quantity stays as it is, and need not be counted."""

    _inherit = "stock.move.line"

    def _synchronize_quant(self, quantity, location, action="available", **values):
        if action == "reserved" and self.env.context.get(NEUTRAL):
            return 0, False
        return super()._synchronize_quant(quantity, location, action=action, **values)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _update_reserved_quantity(self, *args, **values):
        if self.env.context.get(NEUTRAL):
            return None
        return super()._update_reserved_quantity(*args, **values)
