from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.repeat.mixin"]

    def _get_repeat_owner(self):
        return self.user_id

    def _link_repeat(self, deal):
        """A lead that asks for a repetition becomes the deal; a deal stays."""
        if self.type == "lead" and self.active:
            # sudo: the deal may be of another salesperson
            (deal | self.sudo())._merge_opportunity(deal.user_id.id, deal.team_id.id)

    def _get_repeat_action(self):
        """Open the new deal, or say whose it is when the user may not see it."""
        self.ensure_one()
        if self.has_access("read"):
            return {
                "type": "ir.actions.act_window",
                "res_model": "crm.lead",
                "res_id": self.id,
                "views": [[self.env.ref("crm.crm_lead_view_form").id, "form"]],
            }
        deal = self.sudo()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The deal “%(deal)s” is given to %(user)s.",
                    deal=deal.name,
                    user=deal.user_id.name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
