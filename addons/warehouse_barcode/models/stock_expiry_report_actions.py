from odoo import models
from odoo.exceptions import UserError


class StockExpiryReport(models.Model):
    """What can be done with a row of the board."""

    _inherit = "stock.expiry.report"

    def action_scrap(self):
        return self._open_wizard("stock.expiry.scrap", self.env._("Scrap"))

    def action_move(self):
        return self._open_wizard("stock.expiry.move", self.env._("Move"))

    def action_open_lot(self):
        lot = self._get_quant().lot_id
        return {
            "type": "ir.actions.act_window",
            "name": lot.display_name,
            "res_model": "stock.lot",
            "res_id": lot.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_print_label(self):
        """The label of the series, in the format of the company."""
        Labels = self.env["warehouse.barcode.labels"]
        items = [["lot", self._get_quant().lot_id.id, 1]]
        return Labels._get_report_action(items, Labels._get_format())

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_quant_id": self._get_quant().id},
        }

    def _get_quant(self):
        """The quant of the row; it may have gone since the list was read."""
        self.ensure_one()
        quant = self.env["stock.quant"].browse(self.id).exists()
        if not quant:
            raise UserError(
                self.env._(
                    "These goods are not here any more. Reload the list and try again."
                )
            )
        return quant
