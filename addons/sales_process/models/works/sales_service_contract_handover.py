from odoo import models
from odoo.fields import Domain


class SalesServiceContract(models.Model):
    """Service contracts that are not over go to another salesperson."""

    _name = "sales.service.contract"
    _inherit = ["sales.service.contract", "sales.handover.mixin"]

    _handover_kind = "service"

    def _get_handover_open_domain(self):
        return Domain("state", "in", ("draft", "active"))

    def _get_handover_info(self):
        return self._get_handover_label("state")
