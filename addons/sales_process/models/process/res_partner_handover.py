from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Clients and their contacts are handed over with all that is theirs."""

    _name = "res.partner"
    _inherit = ["res.partner", "sales.handover.mixin"]

    _handover_kind = "client"

    def _get_handover_open_domain(self):
        return Domain("active", "=", True)

    def _get_handover_client(self):
        return self.commercial_partner_id

    def _get_handover_team(self):
        """A client belongs to no department; his deals do."""
        return self.env["crm.team"]

    def _get_handover_info(self):
        if self.commercial_partner_id != self:
            return self.env._("Contact")
        return self._get_handover_label("client_state")
