from odoo import fields, models

from ...tools.documents.tax_rows import WITHOUT_TAX, rate_label

TAX_KINDS = [
    ("rate", "Rate, also 0 %"),
    ("exempt", "Without VAT"),
    ("calculated", "Calculated (22/122)"),
    ("other", "Not VAT"),
]


class AccountTax(models.Model):
    """What the printed forms call a tax: a rate, "without VAT", a calculated rate.

    0 % and "without VAT" are different things (Tax Code, art. 164 and 149), although
    neither adds anything to the price. A line without taxes is without VAT.
    """

    _inherit = "account.tax"

    l10n_ru_kind = fields.Selection(
        TAX_KINDS,
        string="VAT in Printed Forms",
        default="rate",
        help="How Russian printed forms name the tax. Rate: 22%, 10%, 0%. Without "
        "VAT: the operation bears no VAT. Calculated: the part of an advance payment, "
        "22/122. Not VAT: the tax is part of the price.",
    )

    def _get_l10n_ru_vat(self):
        """The VAT among the taxes of a line, with the parts of grouped taxes."""
        taxes = self.flatten_taxes_hierarchy()
        return taxes.filtered(lambda tax: tax.l10n_ru_kind != "other")

    def _get_l10n_ru_label(self):
        """The rate of a line as the forms print it: "22%", "без НДС", "22/122"."""
        tax = self._get_l10n_ru_vat()[:1]
        if not tax:
            return WITHOUT_TAX
        if tax.amount_type not in ("percent", "division"):
            return tax.tax_label or tax.name
        return rate_label(tax.l10n_ru_kind or "rate", tax.amount)
