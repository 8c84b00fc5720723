from odoo import fields, models


class CrmStageRequirement(models.Model):
    _inherit = "crm.stage.requirement"

    check = fields.Selection(
        selection_add=[
            ("requisites_complete", "Company details complete"),
            ("questionnaire_filled", "Questionnaires filled in"),
            ("paid", "Everything invoiced and paid"),
            ("documents_signed", "All documents signed"),
        ],
    )
