from odoo import models
from odoo.fields import Command

from .marketing_segment_lists import LISTS


class CrmLead(models.Model):
    """Leads know their segments, and stay on the lists of segments when merged."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "marketing.segment.member.mixin"]

    def _merge_segment_lists(self, opportunities):
        """Lists by hand name the lead that stays instead of the merged ones."""
        # sudo: who merges leads may see no segments
        segments = self.env["marketing.segment"].sudo().with_context(active_test=False)
        for _partner_field, field in LISTS.values():
            found = segments.search([(field, "in", opportunities.ids)])
            found.write({field: [Command.link(self.id)]})
