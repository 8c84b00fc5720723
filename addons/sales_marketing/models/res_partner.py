from odoo import fields, models


class ResPartner(models.Model):
    """When and how a person agreed to be written to and called (38-FZ, article 18)."""

    _inherit = "res.partner"

    marketing_consent_date = fields.Date(
        string="Consent to advertising",
        copy=False,
        tracking=True,
        help="Day on which the person agreed to receive advertising.",
    )
    marketing_consent_source = fields.Char(
        string="Where the consent is from",
        copy=False,
        tracking=True,
        help="What proves the consent: form on the site, questionnaire, contract No.",
    )
