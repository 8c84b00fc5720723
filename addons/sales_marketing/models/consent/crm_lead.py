from odoo import api, models

_CONTACT_VIEWS = {
    "form": "sales_marketing.crm_lead_view_form_contact",
    "list": "sales_marketing.crm_lead_view_list_contact",
    "search": "sales_marketing.crm_lead_view_search_contact",
}


class CrmLead(models.Model):
    """A marketer who is not in sales sees whom to write to, and no money."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        """Calls, refusals and lists of segments name the lead that stays."""
        super()._merge_dependences(opportunities)
        for model in (
            "marketing.call.campaign.line",
            "marketing.export.refusal",
            "marketing.mailchimp.sync.line",
        ):
            # sudo: who merges leads may see no campaigns
            lines = self.env[model].sudo()
            found = lines.search([("lead_id", "in", opportunities.ids)])
            found.write({"lead_id": self.id})
        self._merge_segment_lists(opportunities)

    @api.model
    def _shows_contact_only(self):
        """Whether the user reads leads only as a marketer."""
        user = self.env.user
        return user.has_group("sales_marketing.group_marketer") and not user.has_groups(
            "sales_team.group_sale_salesman,sales_process.group_reader",
        )

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and not (
            field.type == "monetary" and not self.env.su and self._shows_contact_only()
        )

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Other views of a lead show its money, which such a user cannot read."""
        if view_type in _CONTACT_VIEWS and self._shows_contact_only():
            view_id = self.env["ir.model.data"]._xmlid_to_res_id(
                _CONTACT_VIEWS[view_type],
            )
        return super().get_view(view_id, view_type, **options)
