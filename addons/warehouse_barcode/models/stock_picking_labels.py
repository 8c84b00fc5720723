from odoo import models

from ..tools import labels_formats


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_autoprint_report_actions(self):
        """Tell the wizard of series labels, which core fills for each operation type,
        that it is the automatic print (our formats are not known to core)."""
        pickings = self.with_context(**{labels_formats.AUTOPRINT: True})
        return super(StockPicking, pickings)._get_autoprint_report_actions()

    def _note_labels_not_printed(self, error):
        """A label that cannot be printed must not stop the goods."""
        for picking in self:
            picking.message_post(
                body=self.env._("Labels were not printed: %(reason)s", reason=error)
            )
