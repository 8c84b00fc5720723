from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAY_UNITS = [("calendar", "Calendar days"), ("working", "Working days")]


class SalesSettings(models.TransientModel):
    """Terms of claims and of certificates, who is the lawyer."""

    _inherit = "sales.settings"

    claim_days = fields.Integer(
        string="Answer a Claim Within, days",
        default=lambda self: self._get_value("claim_days"),
        help="Days after the day when the claim is received.",
    )
    claim_days_unit = fields.Selection(
        DAY_UNITS,
        string="Days of Claims",
        required=True,
        default=lambda self: self._get_value("claim_days_unit"),
    )
    claim_lawyer_id = fields.Many2one(
        "res.users",
        string="Lawyer",
        domain="[('share', '=', False)]",
        default=lambda self: self._get_value("claim_lawyer_id") or False,
        help="Gets a task when a claim is refused. Empty: a director. He needs a right "
        "to read claims, for example “Accountant: documents of every deal”.",
    )

    certificate_days = fields.Integer(
        string="Offer a Certification Before, days",
        default=lambda self: self._get_value("certificate_days"),
        help="How many days before a certificate runs out the salesperson gets the "
        "task to offer the periodic certification.",
    )

    @api.constrains("certificate_days")
    def _check_certificate_days(self):
        if any(settings.certificate_days < 1 for settings in self):
            raise ValidationError(
                self.env._(
                    "The periodic certification is offered at least one day before."
                )
            )

    @api.constrains("claim_days", "claim_lawyer_id")
    def _check_claims(self):
        for settings in self:
            if settings.claim_days < 1:
                raise ValidationError(
                    self.env._("The term to answer a claim is at least one day.")
                )
            lawyer = settings.claim_lawyer_id
            if lawyer and not self.env["sales.claim"].with_user(lawyer).has_access(
                "read"
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not read claims: give him a right first.",
                        user=lawyer.name,
                    )
                )
