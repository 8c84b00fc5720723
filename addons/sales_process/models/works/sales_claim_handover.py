from odoo import models
from odoo.fields import Domain


class SalesClaim(models.Model):
    """Open claims go to another examiner, an engineer or a salesperson."""

    _name = "sales.claim"
    _inherit = ["sales.claim", "sales.handover.mixin"]

    _handover_kind = "claim"
    _handover_groups = (
        "sales_process.group_salesperson",
        "sales_process.group_engineer",
    )

    def _get_handover_open_domain(self):
        return Domain("state", "!=", "closed")

    def _get_handover_info(self):
        return self._get_handover_label("state")
