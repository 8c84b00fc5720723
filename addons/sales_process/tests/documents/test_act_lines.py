import random
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..work_common import SIGNATURE
from .act_common import ActCommon


@tagged("post_install", "-at_install")
class TestActLines(ActCommon):
    """What the works of an act cost, and where it comes from."""

    def test_services_of_the_order_come_with_their_prices(self):
        order = self._create_order(
            [
                (self.job, 2, 1000.0, self.tax_22),
                (self.stocked, 1, 500.0, self.tax_22),
                (self.training, 1, 300.0, self.env["account.tax"]),
            ]
        )

        work = self._create_order_work(order)

        self.assertEqual(
            [(line.quantity, line.price_unit) for line in work.line_ids],
            [(2, 1000), (1, 300)],
        )
        self.assertEqual(
            work.line_ids.sale_line_id.product_id, self.job + self.training
        )
        self.assertEqual(work.act_amount, 2 * 1220 + 300)
        self.assertEqual(work.currency_id, order.currency_id)

    def test_a_service_is_in_one_act_only(self):
        order = self._create_order([(self.job, 3, 100.0, self.tax_22)])
        first = self._create_order_work(order)
        first.line_ids.quantity = 2

        second = self._create_order_work(order)

        self.assertEqual(second.line_ids.quantity, 1)
        third = self._create_work(order_id=order.id)
        self.assertRefused(["in acts already"], third.action_add_order_works)
        second.action_cancel()
        third.action_add_order_works()
        self.assertEqual(third.line_ids.quantity, 1)

    def test_without_an_order_there_is_nothing_to_take(self):
        work = self._create_work()

        self.assertRefused(["Choose the order"], work.action_add_order_works)

    def test_a_signed_act_takes_no_more_works(self):
        work = self._create_order_work()
        work.action_done()
        work._sign("Client", SIGNATURE)

        self.assertRefused(["cannot be changed"], work.action_add_order_works)

    def test_amounts_agree_with_order_and_invoice_to_the_kopeck(self):
        """Random prices, quantities, discounts; both ways of rounding."""
        chance = random.Random(98)
        products = (self.job, self.training)
        for method in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = method
            for number in range(4):
                order = self._create_order(
                    [
                        (
                            chance.choice(products),
                            chance.choice((1, 2, 3, 7, 0.5)),
                            round(chance.uniform(0.01, 99999), 2),
                            chance.choice((self.tax_20, self.tax_22)),
                        )
                        for _line in range(9)
                    ]
                )
                work = self._create_order_work(order)
                invoice = order._create_invoices()
                with self.subTest(method=method, number=number):
                    money = work._get_act_money()
                    self.assertEqual(money["base"], invoice.amount_untaxed)
                    self.assertEqual(money["tax"], invoice.amount_tax)
                    self.assertEqual(money["total"], invoice.amount_total)
                    self.assertEqual(work.act_amount, order.amount_total)
                    self.assertEqual(
                        round(sum(rate["tax"] for rate in money["rates"]), 2),
                        money["tax"],
                    )

    def test_typed_prices_are_enough(self):
        work = self._create_work(
            line_ids=[
                (0, 0, {"name": "Start-up", "quantity": 2, "price_unit": 50}),
                (0, 0, {"name": "Unpacking"}),
            ]
        )

        money = work._get_act_money()

        self.assertEqual([row["name"] for row in money["rows"]], ["Start-up"])
        self.assertEqual((money["tax"], money["total"]), (0, 100))
        self.assertEqual(work.currency_id, self.env.company.currency_id)

    def test_a_discount_lowers_the_price_that_is_printed(self):
        work = self._create_work(
            line_ids=[
                (
                    0,
                    0,
                    {"name": "x", "quantity": 3, "price_unit": 100, "discount": 10},
                )
            ]
        )

        [row] = work._get_act_money()["rows"]

        self.assertEqual((row["price"], row["total"]), (90, 270))

    def test_a_copy_of_a_work_has_no_prices(self):
        """The copy is another act: its works are paid once."""
        copy = self._create_order_work().with_user(self.engineer).copy()

        self.assertEqual(len(copy.line_ids), 1)
        self.assertFalse(copy.sudo()._get_act_money())

    # ---- rights --------------------------------------------------------------------

    def test_the_engineer_neither_sees_nor_writes_prices(self):
        work = self._create_order_work()
        own = work.line_ids.with_user(self.engineer)

        for name in ("price_unit", "discount", "tax_ids", "price_total"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    own.read([name])
                with self.assertRaises(AccessError):
                    own.write({name: False})
        own.write({"name": "Start-up", "quantity": 2})
        self.assertEqual(work.act_amount, 2440)

    def test_readers_see_prices_and_change_nothing(self):
        work = self._create_order_work()
        for user in (self.accountant, self.planner):
            with self.subTest(user=user.login):
                line = work.line_ids.with_user(user)
                self.assertEqual(line.read(["price_unit"])[0]["price_unit"], 1000)
                with self.assertRaises(AccessError):
                    line.write({"price_unit": 1})

    def test_the_salesperson_fills_the_act_of_his_deal(self):
        order = self._create_order()
        work = self._create_work(order_id=order.id, lead_id=order.opportunity_id.id)

        with self.assertRaises(AccessError):
            work.with_user(self.colleague).action_add_order_works()
        work.with_user(self.salesperson).action_add_order_works()

        self.assertEqual(work.line_ids.price_unit, 1000)

    # ---- rate ----------------------------------------------------------------------

    def test_the_rate_of_another_day_is_warned_about(self):
        self.env.company.account_fiscal_country_id = self.russia
        self.env.company.country_id = self.russia
        for day, tax, words in (
            ("2025-12-31", self.tax_22, "the rate of VAT is 20%"),
            ("2026-01-02", self.tax_20, "the rate of VAT is 22%"),
            ("2026-01-02", self.tax_22, ""),
            ("2025-12-30", self.tax_20, ""),
        ):
            work = self._create_work(
                date_planned=datetime.fromisoformat(f"{day} 12:00"),
                line_ids=[
                    (
                        0,
                        0,
                        {"name": "x", "price_unit": 1, "tax_ids": [(6, 0, tax.ids)]},
                    )
                ],
            )
            with self.subTest(day=day, tax=tax.amount):
                self.assertIn(words, work.l10n_ru_vat_warning or "")
                self.assertEqual(bool(work.l10n_ru_vat_warning), bool(words))

    def test_the_day_when_it_was_done_counts_more_than_the_planned_one(self):
        self.env.company.country_id = self.russia
        work = self._create_order_work(
            self._create_order([(self.job, 1, 10.0, self.tax_20)]),
            date_planned="2026-05-01 10:00:00",
        )
        self.assertTrue(work.l10n_ru_vat_warning)

        work.sudo().date_done = "2025-12-30 10:00:00"

        self.assertFalse(work.l10n_ru_vat_warning)

    def test_other_countries_are_not_warned(self):
        self.env.company.country_id = self.env.ref("base.kz")
        work = self._create_order_work(
            self._create_order([(self.job, 1, 10.0, self.tax_20)]),
            date_planned="2026-05-01 10:00:00",
        )

        self.assertFalse(work.l10n_ru_vat_warning)
