from odoo import models
from odoo.fields import Domain


class MarketingCallCampaign(models.Model):
    """Campaigns that are not finished go to another marketer."""

    _name = "marketing.call.campaign"
    _inherit = ["marketing.call.campaign", "sales.handover.mixin"]

    _handover_kind = "campaign"
    _handover_field = "manager_id"
    _handover_groups = ("sales_marketing.group_marketer",)

    def _get_handover_open_domain(self):
        return Domain("state", "!=", "done")

    def _get_handover_client(self):
        return self.env["res.partner"]

    def _get_handover_team(self):
        return self.env["crm.team"]

    def _get_handover_info(self):
        return self._get_handover_label("state")
