from odoo import api, models


class CrmLead(models.Model):
    """The checks of this room: each returns the deals of the set that pass.

    ``_link_x`` says where a missing thing is put right: a field of the form, or an
    action; a check without one has nothing to click.
    """

    _inherit = "crm.lead"

    def _passes_is_deal(self):
        return self.filtered(lambda lead: lead.type == "opportunity")

    def _passes_assigned(self):
        return self.filtered("user_id")

    def _passes_contact(self):
        return self.filtered(
            lambda lead: (
                lead.phone
                or lead.email_from
                or lead.partner_id.phone
                or lead.partner_id.email
            ),
        )

    def _passes_competitor(self):
        return self.filtered("competitor_id")

    @api.model
    def _get_check_links(self):
        """Where each check is put right: dict of check -> ("field" | "action", name).

        Override to add the checks of a room.
        """
        return {
            "is_deal": ("action", "action_convert"),
            "assigned": ("field", "user_id"),
            "contact": ("field", "phone"),
            "competitor": ("field", "competitor_id"),
            "next_step": ("field", "next_step_date"),
            "requests_answered": ("action", "action_view_requests"),
        }
