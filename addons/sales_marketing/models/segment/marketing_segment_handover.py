from odoo import models
from odoo.fields import Domain


class MarketingSegment(models.Model):
    """Segments go to another marketer."""

    _name = "marketing.segment"
    _inherit = ["marketing.segment", "sales.handover.mixin"]

    _handover_kind = "segment"
    _handover_groups = ("sales_marketing.group_marketer",)

    def _get_handover_open_domain(self):
        return Domain("active", "=", True)

    def _get_handover_client(self):
        return self.env["res.partner"]

    def _get_handover_team(self):
        return self.env["crm.team"]
