from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_autoprint_report_actions(self):
        """Tell the wizard of series labels, which core fills for each operation type,
        that it is the automatic print (our formats are not known to core)."""
        pickings = self.with_context(warehouse_barcode_autoprint=True)
        return super(StockPicking, pickings)._get_autoprint_report_actions()
