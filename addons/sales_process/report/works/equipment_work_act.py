from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

# how much smaller wkhtmltopdf draws than it should, by its build
ZOOM_UNPATCHED = 1.3021
ZOOM_PATCHED = 1.28


class EquipmentWorkAct(models.AbstractModel):
    """Values of the printed act."""

    _name = "report.sales_process.equipment_work_act"
    _description = "Printed Act of Works"

    @api.model
    def _get_report_values(self, docids, data=None):
        works = self.env["equipment.work"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": works._name,
            "docs": works,
            "zoom": ZOOM_PATCHED if _wkhtml().is_patched_qt else ZOOM_UNPATCHED,
        }
