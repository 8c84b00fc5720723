from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """How often a client is reminded of his debts."""

    _inherit = "sales.settings"

    debt_letter_gap = fields.Integer(
        string="Reminders of Debts Not Oftener Than, days",
        default=lambda self: self._get_value("debt_letter_gap"),
        help="A client with many debts gets no letter about another one before so many "
        "days have passed. 0: on each day when a debt reaches its step.",
    )

    @api.constrains("debt_letter_gap")
    def _check_debt_letter_gap(self):
        if any(settings.debt_letter_gap < 0 for settings in self):
            raise ValidationError(
                self.env._("Days between reminders of debts are zero or more.")
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_debt_letter_gap = fields.Integer(
        string="Reminders of Debts Not Oftener Than, days"
    )
