from odoo import models


class SalesDuplicatesMixin(models.AbstractModel):
    """What the banner of duplicates says: which deals are seen, how many are not."""

    _name = "sales.duplicates.mixin"
    _description = "Banner of Other Open Deals"

    def _show_duplicates(self, found):
        """Fill the three fields of the banner.

        :param dict found: {record: ids of other open leads and deals}
        """
        ids = sorted({lead_id for others in found.values() for lead_id in others})
        leads = self.env["crm.lead"]
        may_read = leads.has_access("read")
        seen = set()
        if ids and may_read:
            # the search lets through what the user may see; the values that the rules
            # look at are read for all of them at once
            visible = leads.search([("id", "in", ids)])
            visible.fetch()
            seen = set(visible.ids)
        for record in self:
            others = found.get(record, [])
            shown = [lead_id for lead_id in others if lead_id in seen]
            record.open_duplicate_ids = leads.browse(shown)
            record.open_duplicate_count = len(shown)
            record.hidden_duplicate_count = len(others) - len(shown)
