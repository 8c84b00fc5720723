from odoo import fields, models

from .sales_settings import DAY_UNITS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_claim_days = fields.Integer(string="Answer a Claim Within, days")
    sales_process_claim_days_unit = fields.Selection(DAY_UNITS, string="Days of Claims")
    sales_process_claim_lawyer_id = fields.Many2one("res.users", string="Lawyer")
    sales_process_certificate_days = fields.Integer(
        string="Offer a Certification Before, days"
    )
    sales_process_service_file_required = fields.Boolean(
        string="Signed Contract of Service Is Attached"
    )
    sales_process_service_remind_months = fields.Integer(
        string="Offer Refused Service Again After, months"
    )
    sales_process_care_days = fields.Integer(string="Call after the Shipment, days")
    sales_process_care_from = fields.Date(string="Calls for Shipments Since")
