from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    """Leads and deals change their salesperson, not their department or company."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.handover.mixin"]

    _handover_kind = "deal"
    _handover_kept = ("company_id", "team_id")

    def _get_handover_open_domain(self):
        """Neither lost nor closed; outside of the departments also not won."""
        ours = Domain("is_department", "=", True) & Domain(
            "stage_id.kind", "!=", "closed"
        )
        others = Domain("is_department", "!=", True) & Domain(
            "won_status", "=", "pending"
        )
        return Domain("active", "=", True) & (ours | others)

    def _get_handover_info(self):
        return self.stage_id.name or ""

    def _get_handover_amount(self):
        return self.expected_revenue
