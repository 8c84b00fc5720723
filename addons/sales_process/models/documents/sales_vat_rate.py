from odoo import api, fields, models


class SalesVatRate(models.Model):
    """The base rate of VAT by the day of the shipment or of the act (R098).

    The rate follows the day when goods are handed over or works accepted, not the day
    of the contract or of the payment (law 425-FZ of 28.11.2025, letter of the Federal
    Tax Service СД-4-3/11802@ of 29.12.2025). Reduced rates, 0 % and "without VAT" are
    not judged.
    """

    _name = "sales.vat.rate"
    _description = "Base Rate of VAT"
    _order = "date_from desc"
    _rec_name = "date_from"

    date_from = fields.Date(string="Valid From", required=True)
    rate = fields.Float(string="Rate, %", required=True, digits=(5, 2))

    _date_from_uniq = models.Constraint(
        "UNIQUE(date_from)", "There is a rate from this day already."
    )
    _rate_range = models.Constraint(
        "CHECK(rate > 0 AND rate < 100)",
        "The rate is between 0 and 100 per cent.",
    )

    @api.model
    def _get_rates(self):
        """Pairs of first day and rate, the last first."""
        # sudo: a table of the law, everybody who sells needs it
        rates = self.sudo().search_fetch([], ["date_from", "rate"])
        return [(rate.date_from, rate.rate) for rate in rates]

    @api.model
    def _find_wrong(self, rates, taxes, day):
        """The base rate of that day and those of the taxes that have another one.

        :param rates: what `_get_rates` gave
        :return: a pair (rate or False, taxes)
        """
        valid = next((rate for first, rate in rates if first <= day), False)
        known = {rate for _first, rate in rates}
        wrong = taxes._get_l10n_ru_vat().filtered(
            lambda tax: (
                tax.l10n_ru_kind in (False, "rate")
                and tax.amount_type == "percent"
                and tax.amount in known
                and tax.amount != valid
            )
        )
        return valid, wrong if valid else wrong.browse()
