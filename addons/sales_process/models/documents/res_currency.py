from odoo import models
from odoo.tools import get_lang

from ...tools.documents.words import CURRENCIES, amount_in_words


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def amount_to_text(self, amount):
        """In Russian: as documents write it, «Две тысячи рублей 50 копеек».

        Other languages, and currencies whose forms are not known, as core does.
        """
        self.ensure_one()
        if self._has_russian_words():
            return amount_in_words(amount, self.name)
        return super().amount_to_text(amount)

    def _has_russian_words(self):
        return get_lang(self.env).code[:2] == "ru" and self.name in CURRENCIES
