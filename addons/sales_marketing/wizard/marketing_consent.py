from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MarketingConsent(models.TransientModel):
    """Record for many contacts at once that they agreed to receive advertising."""

    _name = "marketing.consent"
    _description = "Record the Consent to Advertising"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    source = fields.Char(
        string="Where the consent is from",
        required=True,
        help="What proves the consent: form on the site, questionnaire, contract No.",
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids", []))

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(wizard.date > today for wizard in self):
            raise ValidationError(
                self.env._("A consent cannot be dated in the future."),
            )

    def action_record(self):
        """Write date and source of the consent on the contacts."""
        self.ensure_one()
        self.partner_ids.check_access("read")
        # sudo: a marketer may record a consent and change nothing else of a contact
        self.partner_ids.sudo().write(
            {
                "marketing_consent_date": self.date,
                "marketing_consent_source": self.source,
            },
        )
        return {"type": "ir.actions.act_window_close"}
