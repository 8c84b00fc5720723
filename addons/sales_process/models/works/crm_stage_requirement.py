from odoo import fields, models


class CrmStageRequirement(models.Model):
    _inherit = "crm.stage.requirement"

    check = fields.Selection(
        selection_add=[
            ("certified", "Certification passed"),
            ("certificate_valid", "Certificate valid today"),
            ("act_signed", "Commissioning act signed"),
            ("works_done", "All works done"),
            ("service_answered", "Service answered"),
            ("claims_closed", "No open claims"),
        ],
    )
