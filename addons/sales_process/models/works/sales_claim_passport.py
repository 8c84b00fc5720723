from odoo import models


class SalesClaim(models.Model):
    _inherit = "sales.claim"

    def action_open_passport(self):
        self.ensure_one()
        return self.lot_id._get_passport_choice()
