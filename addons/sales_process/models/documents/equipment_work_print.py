from odoo import models
from odoo.tools import format_date


class EquipmentWork(models.Model):
    """How the printed forms of a work are called."""

    _inherit = "equipment.work"

    def _get_print_title(self, form):
        if form == "certification_request":
            return self._get_request_title()
        day = self._get_act_day()
        if not day:
            return self.env._("Act %(number)s", number=self.name)
        return self.env._(
            "Act %(number)s of %(day)s",
            number=self.name,
            day=format_date(self.env, day),
        )

    def _get_print_partner(self):
        return self.partner_id.commercial_partner_id

    def _get_act_file_name(self):
        """The file on the page of the client and in the work: as the printed one."""
        localized = self.with_context(lang=self._get_act_language())
        return f"{localized._get_print_name('equipment_work_act')}.pdf"
