from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """What a service contract needs, when clients are asked again."""

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

    care_days = fields.Integer(
        string="Call after the Shipment, days",
        default=lambda self: self._get_value("care_days"),
        help="Days after the last shipment of a deal when its client is called. 0: "
        "never.",
    )
    care_from = fields.Date(
        string="Calls for Shipments Since",
        default=lambda self: self._get_value("care_from") or False,
        help="Clients of earlier shipments are not called. Empty: nobody is called.",
    )

    @api.constrains("service_remind_months", "care_days")
    def _check_service(self):
        for settings in self:
            if settings.service_remind_months < 0 or settings.care_days < 0:
                raise ValidationError(
                    self.env._(
                        "Months and days until a client is asked again: 0 or more."
                    )
                )
