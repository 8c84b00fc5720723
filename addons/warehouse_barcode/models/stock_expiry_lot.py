from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_open_expiry_dates(self):
        """The board with this series only: core's reminder of an alert date opens the
        series, from here on one can scrap or move it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "warehouse_barcode.stock_expiry_report_action"
        )
        return {**action, "domain": [("lot_id", "in", self.ids)]}
