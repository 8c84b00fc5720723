from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_call_place(self):
        """Country code and region code, as ``zone_of`` takes them."""
        return self.country_id.code or "", self.state_id.code or ""
