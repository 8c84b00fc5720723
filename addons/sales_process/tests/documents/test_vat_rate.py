from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.documents.vat_rate import base_rate, wrong_rates


@tagged("post_install", "-at_install")
class TestVatRate(BaseCase):
    """The base rate of VAT by the day of the document: no database."""

    def test_rate_of_the_day(self):
        for day, rate in (
            (date(2003, 12, 31), None),
            (date(2004, 1, 1), 18),
            (date(2018, 12, 31), 18),
            (date(2019, 1, 1), 20),
            (date(2025, 12, 31), 20),
            (date(2026, 1, 1), 22),
            (date(2030, 5, 1), 22),
        ):
            with self.subTest(day=day):
                self.assertEqual(base_rate(day), rate)

    def test_only_a_base_rate_of_another_time_is_wrong(self):
        for rates, day, wrong in (
            ([20.0], date(2026, 1, 1), [20]),
            ([22.0], date(2025, 12, 31), [22]),
            ([22.0, 20.0, 18.0], date(2026, 2, 1), [18, 20]),
            ([22.0], date(2026, 1, 1), []),
            ([0.0, 5.0, 7.0, 10.0], date(2026, 1, 1), []),
            ([], date(2026, 1, 1), []),
        ):
            with self.subTest(rates=rates, day=day):
                self.assertEqual(wrong_rates(rates, day), wrong)
