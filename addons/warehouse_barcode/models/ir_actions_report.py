from odoo import models

LABELS = "warehouse_barcode.label_"
SHEETS = "warehouse_barcode.sheet_"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Our labels are a page of their own: no styles of the web client, nothing that
        the printing program would fetch over the network."""
        if len(self) == 1 and (self.report_name or "").startswith((LABELS, SHEETS)):
            return self.env.ref("warehouse_barcode.label_layout")
        return super()._get_layout()

    def _get_rendering_context_model(self, report):
        """One model gives the values of all label formats."""
        if report.report_name.startswith(LABELS):
            return self.env["warehouse.barcode.label.report"]
        return super()._get_rendering_context_model(report)
