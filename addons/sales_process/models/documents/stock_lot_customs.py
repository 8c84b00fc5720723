import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# customs post / date / number, of traceable goods also the number of the goods
GTD = re.compile("[0-9]{8}/[0-9]{6}/[0-9]{7}(/[0-9]{1,3})?")


class StockLot(models.Model):
    _inherit = "stock.lot"

    l10n_ru_gtd = fields.Char(
        string="Customs Declaration / RNPT",
        size=28,
        help="Number of the customs declaration, or the registration number of the "
        "consignment of traceable goods: 10013160/150226/3005321/12.",
    )

    @api.constrains("l10n_ru_gtd")
    def _check_l10n_ru_gtd(self):
        for lot in self:
            number = lot.l10n_ru_gtd
            if number and not GTD.fullmatch(number):
                raise ValidationError(
                    self.env._(
                        "Customs declaration %(number)s of %(lot)s: enter it as "
                        "10013160/150226/3005321, of traceable goods with the number "
                        "of the goods: 10013160/150226/3005321/12.",
                        number=number,
                        lot=lot.name,
                    )
                )
