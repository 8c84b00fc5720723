from odoo import models
from odoo.fields import Domain


class EquipmentWork(models.Model):
    """Works that are not done yet go to another engineer."""

    _name = "equipment.work"
    _inherit = ["equipment.work", "sales.handover.mixin"]

    _handover_kind = "work"
    _handover_field = "engineer_id"
    _handover_groups = ("sales_process.group_engineer",)

    def _get_handover_open_domain(self):
        return Domain("state", "in", ("draft", "planned", "in_progress", "refused"))

    def _get_handover_info(self):
        return self._get_handover_label("state")
