from odoo import fields, models

STOCK_USAGES = ("internal", "transit")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        result = super()._action_done()
        entering = self.exists().filtered(lambda line: line._brings_lot_into_stock())
        entering.lot_id._set_first_in_date(fields.Datetime.now())
        return result

    def _brings_lot_into_stock(self):
        return (
            bool(self.lot_id)
            and self.location_dest_id.usage in STOCK_USAGES
            and self.location_id.usage not in STOCK_USAGES
        )
