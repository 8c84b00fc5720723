from odoo import models


class EquipmentWork(models.Model):
    _inherit = "equipment.work"

    def action_open_passport(self):
        """The passport of the serial number; of several the user chooses on the page."""
        self.ensure_one()
        return self.lot_ids._get_passport_choice()
