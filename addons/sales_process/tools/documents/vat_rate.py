"""The base rate of VAT in Russia by the day of the shipment or of the act.

Sources: Tax Code art. 164; laws 303-FZ of 2018 (20 % from 2019) and 425-FZ of 2025
(22 % from 2026). The rate follows the day of the act, not of contract or payment.
"""

from datetime import date

# the first day of each rate, the last one first
BASE_RATES = (
    (date(2026, 1, 1), 22),
    (date(2019, 1, 1), 20),
    (date(2004, 1, 1), 18),
)


def base_rate(day):
    """Percent of the base rate on that day; None before 2004."""
    return next((rate for first, rate in BASE_RATES if day >= first), None)


def wrong_rates(rates, day):
    """Those of the rates that were or will be the base rate, but are not on that day.

    Reduced rates, 0 % and rates of the simplified system are nobody's mistake here.

    :param rates: numbers, percent
    :return: sorted list
    """
    right, named = base_rate(day), set(rates)
    return sorted(
        rate for _first, rate in BASE_RATES if rate != right and rate in named
    )
