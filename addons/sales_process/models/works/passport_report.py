from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

# the unpatched printing program draws everything in 0.768 of its size
ZOOM = {True: 1.28, False: 1.3021}


class ReportPassport(models.AbstractModel):
    """The equipment passport on paper: the same content as on the screen."""

    _name = "report.sales_process.report_passport"
    _description = "Equipment Passport"

    @api.model
    def _get_report_values(self, docids, data=None):
        lots = self.env["stock.lot"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "stock.lot",
            "docs": lots,
            # as the user who prints: his rights decide what is on the paper
            "passports": {lot.id: lot.get_passport() for lot in lots},
            "zoom": ZOOM[bool(_wkhtml().is_patched_qt)],
        }
