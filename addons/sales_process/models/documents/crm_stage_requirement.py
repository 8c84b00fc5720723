from odoo import fields, models


class CrmStageRequirement(models.Model):
    _inherit = "crm.stage.requirement"

    check = fields.Selection(
        selection_add=[
            ("requisites_complete", "Company details complete"),
            ("paid", "Everything invoiced and paid"),
            ("documents_signed", "All documents signed"),
        ],
    )
