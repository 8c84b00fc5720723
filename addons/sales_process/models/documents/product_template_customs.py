import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """Where goods come from and what customs call them, for the transfer document."""

    _inherit = "product.template"

    l10n_ru_origin_country_id = fields.Many2one(
        "res.country",
        string="Country of Origin (RU)",
        help="Columns 10 and 10а of the universal transfer document. Empty or Russia: "
        "a dash stands there.",
    )
    l10n_ru_tnved = fields.Char(
        string="Commodity Code (TN VED)",
        size=10,
        help="10 digits. Printed in column 1б only when the goods leave for a country "
        "of the Eurasian Economic Union.",
    )
    l10n_ru_traceable = fields.Boolean(
        string="Traceable Goods",
        help="The goods are on the list of traceable goods: columns 12-14 of the "
        "universal transfer document are filled.",
    )
    l10n_ru_trace_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit of Traceability",
        help="Unit of column 12. Empty: the unit of the goods.",
    )

    @api.constrains("l10n_ru_tnved")
    def _check_l10n_ru_tnved(self):
        for product in self:
            code = product.l10n_ru_tnved
            if code and not re.fullmatch("[0-9]{4,10}", code):
                raise ValidationError(
                    self.env._(
                        "Commodity code %(code)s of %(product)s: enter 4 to 10 digits "
                        "without blanks.",
                        code=code,
                        product=product.display_name,
                    )
                )
