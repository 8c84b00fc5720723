from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """After how many months without an order a client counts as silent (R107)."""

    _inherit = "sales.settings"

    silent_months = fields.Integer(
        string="A Client Is Silent After, months",
        default=lambda self: self._get_value("silent_months"),
        help="Months without a confirmed order and without an open deal.",
    )
    silent_weekly = fields.Integer(
        string="Calls to Silent Clients a Week",
        default=lambda self: self._get_value("silent_weekly"),
        help="So many open tasks each salesperson has for them. 0: none by themselves.",
    )

    @api.constrains("silent_months", "silent_weekly")
    def _check_silent(self):
        for settings in self:
            if settings.silent_months < 1 or settings.silent_weekly < 0:
                raise ValidationError(
                    self.env._(
                        "A client is silent after one month at least; the calls a week "
                        "are zero or more."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_silent_months = fields.Integer(
        string="A Client Is Silent After, months"
    )
    sales_process_silent_weekly = fields.Integer(
        string="Calls to Silent Clients a Week"
    )
