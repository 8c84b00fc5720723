from odoo import api, fields, models

from ...tools.documents.classifiers import OKSM


class ResCountry(models.Model):
    _inherit = "res.country"

    l10n_ru_oksm_code = fields.Char(
        string="OKSM Code",
        size=3,
        help="Number of the country in the classifier of countries, 3 digits. It "
        "stands in column 10 of the universal transfer document.",
    )

    @api.model
    def _fill_oksm_codes(self):
        """Codes of the countries that have none yet; what people typed stays."""
        countries = self.search([("l10n_ru_oksm_code", "in", (False, ""))])
        for country in countries:
            code = OKSM.get((country.code or "").upper())
            if code:
                country.l10n_ru_oksm_code = code
