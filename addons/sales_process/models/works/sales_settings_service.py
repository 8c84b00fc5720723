from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """What a service contract needs, when refused service is offered again."""

    _inherit = "sales.settings"

    service_file_required = fields.Boolean(
        string="Signed Contract of Service Is Attached",
        default=lambda self: bool(self._get_value("service_file_required")),
        help="A service contract is started only with its signed file.",
    )
    service_remind_months = fields.Integer(
        string="Offer Refused Service Again After, months",
        default=lambda self: self._get_value("service_remind_months"),
        help="Proposed when a client refuses. 0: never.",
    )

    @api.constrains("service_remind_months")
    def _check_service(self):
        for settings in self:
            if settings.service_remind_months < 0:
                raise ValidationError(
                    self.env._("The months until service is offered again: 0 or more.")
                )
