from odoo import models
from odoo.fields import Domain


class MarketingCallCampaignLine(models.Model):
    """Calls still to be made go to another salesperson; results stay with who called."""

    _name = "marketing.call.campaign.line"
    _inherit = ["marketing.call.campaign.line", "sales.handover.mixin"]

    _handover_kind = "call"

    def _get_handover_open_domain(self):
        return Domain("state", "=", "open") & Domain(
            "campaign_id.state", "=", "running"
        )

    def _get_handover_client(self):
        partner = self.partner_id or self.lead_id.partner_id
        return partner.commercial_partner_id

    def _get_handover_parent(self):
        return self.lead_id or self

    def _get_handover_team(self):
        return self.lead_id.team_id

    def _get_handover_info(self):
        return self.campaign_id.name

    def _set_handover_user(self, user):
        """Tasks are lines of the hand-over themselves, or follow after it."""
        return super(
            MarketingCallCampaignLine,
            self.with_context(sales_marketing_tasks_follow=True),
        )._set_handover_user(user)

    def _give_tasks(self):
        if not self.env.context.get("sales_marketing_tasks_follow"):
            super()._give_tasks()
