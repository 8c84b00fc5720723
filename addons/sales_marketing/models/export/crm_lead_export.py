from odoo import models


class CrmLead(models.Model):
    """The usual export of leads leaves a trace; the right to it is core's own."""

    _inherit = "crm.lead"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["marketing.export.log"]._note_list(self, fields_to_export)
        return result
