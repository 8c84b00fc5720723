from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_call_place(self):
        """Country code and region code of the person, else of the company."""
        for partner in (self, self.commercial_partner_id):
            if partner.state_id or partner.country_id:
                return partner.country_id.code or "", partner.state_id.code or ""
        return "", ""
