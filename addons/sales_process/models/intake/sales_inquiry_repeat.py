from odoo import models


class SalesInquiry(models.Model):
    _name = "sales.inquiry"
    _inherit = ["sales.inquiry", "sales.repeat.mixin"]

    def _get_repeat_owner(self):
        return self.user_id

    def _prepare_repeat_values(self, order):
        return {
            **super()._prepare_repeat_values(order),
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
        }

    def _link_repeat(self, deal):
        """The inquiry is answered in the new deal; a lead of its own joins it."""
        lead = self.lead_id.sudo()
        own = self.is_lead_created and lead.type == "lead" and lead.active
        if own and lead.inquiry_ids <= self:
            (deal | lead)._merge_opportunity(deal.user_id.id, deal.team_id.id)
        # sudo: the deal is given to the client's salesperson, who answers from now on
        inquiry = self.sudo()
        inquiry.write({"lead_id": deal.id, "team_id": deal.team_id.id})
        inquiry.call_id.lead_id = deal
        if not inquiry.user_id and deal.user_id:
            inquiry._assign(deal.user_id)
