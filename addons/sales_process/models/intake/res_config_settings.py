from odoo import api, fields, models

from .sales_settings import PARAMETERS

PREFIX = "sales_process_"


class ResConfigSettings(models.TransientModel):
    """The settings of `sales.settings` among the general settings."""

    _inherit = "res.config.settings"

    sales_process_triage_hours = fields.Char(string="Hours of Sorting")
    sales_process_triage_remind_minutes = fields.Integer(string="Remind Before, min")
    sales_process_triage_escalate_minutes = fields.Integer(
        string="To the Head After, working min"
    )
    sales_process_triage_director_minutes = fields.Integer(
        string="To the Director After, working min"
    )
    sales_process_mail_max_mb = fields.Integer(string="Largest Letter, MB")
    sales_process_callback_minutes = fields.Integer(
        string="Call Back Within, working min"
    )
    sales_process_chat_window_minutes = fields.Integer(string="One Chat Within, min")

    @api.model
    def get_values(self):
        settings = self.env["sales.settings"]
        ours = {
            PREFIX + name: settings._get_value(name) or False for name in PARAMETERS
        }
        return {**super().get_values(), **ours}

    def set_values(self):
        result = super().set_values()
        # sudo: the administrator may be no director; the constraints check the values
        settings = self.env["sales.settings"].sudo()
        form = settings.create(settings._read_form(self, PREFIX))
        settings._set_values(settings._read_form(form))
        return result
