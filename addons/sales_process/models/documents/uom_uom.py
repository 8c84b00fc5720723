from odoo import api, fields, models

from ...tools.documents.classifiers import OKEI


class UomUom(models.Model):
    _inherit = "uom.uom"

    l10n_ru_okei_code = fields.Char(
        string="OKEI Code",
        size=4,
        help="Code of the unit in the classifier of units, for the printed forms.",
    )
    l10n_ru_okei_symbol = fields.Char(
        string="OKEI Symbol",
        size=16,
        help="National symbol of the unit in the classifier, for the printed forms.",
    )

    @api.model
    def _fill_okei_codes(self):
        """Codes of the units of the ERP that have none; what people typed stays."""
        for xmlid, (code, symbol) in OKEI.items():
            unit = self.env.ref(xmlid, raise_if_not_found=False)
            if unit and not unit.l10n_ru_okei_code and not unit.l10n_ru_okei_symbol:
                unit.write({"l10n_ru_okei_code": code, "l10n_ru_okei_symbol": symbol})

    def _get_okei_symbol(self):
        """The symbol of the classifier, else the name of the unit in Russian."""
        return self.l10n_ru_okei_symbol or self.with_context(lang="ru_RU").name or ""
