from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .transfer_common import TransferCommon

LAST_DAY, FIRST_DAY = date(2025, 12, 31), date(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestVatRate(TransferCommon):
    """The rate of VAT follows the day of the shipment or of the act."""

    def _warn(self, tax, day, **values):
        line = {"tax_ids": [(6, 0, tax.ids)]}
        move = self._create_invoice(
            [line], post=False, invoice_date=day, delivery_date=day, **values
        )
        return move.l10n_ru_vat_warning

    def test_rate_of_the_day(self):
        for tax, day, is_wrong in (
            (self.vat20, LAST_DAY, False),
            (self.vat22, LAST_DAY, True),
            (self.vat20, FIRST_DAY, True),
            (self.vat22, FIRST_DAY, False),
            (self.included, FIRST_DAY, False),
            (self.vat10, FIRST_DAY, False),
            (self.vat0, FIRST_DAY, False),
            (self.exempt, FIRST_DAY, False),
            (self.vat20, date(2018, 12, 31), False),
        ):
            with self.subTest(tax=tax.name, day=day):
                self.assertEqual(bool(self._warn(tax, day)), is_wrong)

    def test_warning_says_which_lines_and_what_to_do(self):
        warning = self._warn(self.vat20, FIRST_DAY)

        for words in ("stocked (20%)", "22%", "before posting"):
            self.assertIn(words, warning)

    def test_posted_invoice_has_another_advice(self):
        move = self._create_invoice(
            [{"tax_ids": [(6, 0, self.vat20.ids)]}], invoice_date=date(2026, 2, 1)
        )

        self.assertIn("issue a correction", move.l10n_ru_vat_warning)

    def test_goods_follow_the_shipment_and_not_the_invoice(self):
        order = self._create_sale([(self.stocked, 1, 100.0)])
        order.order_line.tax_ids = self.vat20
        picking = self._ship_order(order)
        picking.date_done = datetime(2025, 12, 30, 9)
        move = self._invoice_order(order, date(2026, 1, 12))

        self.assertFalse(move.l10n_ru_vat_warning)

    def test_works_follow_their_act(self):
        order = self._create_sale([(self.job, 1, 100.0)])
        order.order_line.tax_ids = self.vat20
        move = self._invoice_order(order, date(2026, 1, 12))
        before = move.l10n_ru_vat_warning
        self.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "order_id": order.id,
                "partner_id": self.client.id,
                "state": "done",
                "date_done": datetime(2025, 12, 29, 9),
            }
        )
        self.env.invalidate_all()

        self.assertTrue(before)
        self.assertFalse(move.l10n_ru_vat_warning)

    def test_order_warns_by_the_promised_day(self):
        with freeze_time("2025-12-01 09:00:00"):
            order = self._create_sale(
                [(self.orphan, 1, 100.0)], commitment_date=datetime(2026, 1, 20, 9)
            )
            order.order_line.tax_ids = self.vat20
            late = order.l10n_ru_vat_warning
            order.commitment_date = datetime(2025, 12, 20, 9)

            self.assertIn("orphan (20%)", late)
            self.assertIn("tell the client", late)
            self.assertFalse(order.l10n_ru_vat_warning)

    def test_overdue_order_is_judged_by_today(self):
        with freeze_time("2026-01-15 09:00:00"):
            order = self._create_sale(
                [(self.orphan, 1, 100.0)], commitment_date=datetime(2025, 12, 20, 9)
            )
            order.order_line.tax_ids = self.vat20

            self.assertTrue(order.l10n_ru_vat_warning)

    def test_what_is_over_does_not_warn(self):
        order = self._create_sale([(self.orphan, 1, 100.0)])
        order.order_line.tax_ids = self.vat20
        order._action_cancel()
        refund = self._create_invoice(
            [{"tax_ids": [(6, 0, self.vat20.ids)]}], move_type="out_refund"
        )

        self.assertFalse(order.l10n_ru_vat_warning)
        self.assertFalse(refund.l10n_ru_vat_warning)

    def test_companies_of_other_countries_are_not_judged(self):
        self.company.country_id = self.env.ref("base.kz")

        self.assertFalse(self._warn(self.vat20, FIRST_DAY))

    def test_table_of_rates_is_data(self):
        self.env["sales.vat.rate"].create({"date_from": "2027-01-01", "rate": 25})

        self.assertIn("25%", self._warn(self.vat22, date(2027, 1, 1)))

    @mute_logger("odoo.sql_db")
    def test_one_rate_for_a_day_and_only_a_possible_one(self):
        for day, rate in (("2026-01-01", 23), ("2027-01-01", 0), ("2027-01-01", 100)):
            with (
                self.subTest(day=day, rate=rate),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["sales.vat.rate"].create({"date_from": day, "rate": rate})

    def test_head_edits_the_table_and_others_read_it(self):
        rates = self.env["sales.vat.rate"]
        rates.with_user(self.head).create({"date_from": "2030-01-01", "rate": 24})
        for user in (self.salesperson, self.accountant, self.planner):
            with self.subTest(user=user.login):
                self.assertTrue(rates.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    rates.with_user(user).create({"date_from": "2031-01-01", "rate": 1})
