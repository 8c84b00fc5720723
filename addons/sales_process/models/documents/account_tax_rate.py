from odoo import models
from odoo.tools import format_date

from ...tools.documents.vat_rate import base_rate, wrong_rates


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _warn_wrong_rate(self, day, company):
        """A text when one of the taxes is a base rate of Russia, but not of that day.

        The rate follows the day of the shipment or of the act, not of the contract.
        """
        if not day or company.account_fiscal_country_id.code != "RU":
            return False
        percents = self._get_l10n_ru_vat().filtered(
            lambda tax: tax.amount_type == "percent" and tax.l10n_ru_kind == "rate"
        )
        wrong = wrong_rates(percents.mapped("amount"), day)
        if not wrong:
            return False
        return self.env._(
            "VAT %(rates)s: on the day of the document, %(day)s, the rate is %(right)s. "
            "Change the taxes of the lines.",
            rates=", ".join(f"{rate}%" for rate in wrong),
            day=format_date(self.env, day),
            right=f"{base_rate(day)}%",
        )
