import json
import random
from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...tools.works.act import canonical, fingerprint_text
from ..work_common import SIGNATURE
from .act_common import ACT, ActCommon


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
        self.assertEqual(work.line_ids.sale_line_id.product_id, self.job + self.training)
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

    def test_the_rate_of_another_year_is_warned_about(self):
        self.env.company.account_fiscal_country_id = self.russia
        (self.tax_20 + self.tax_22).country_id = self.russia
        for day, tax, words in (
            ("2025-12-31", self.tax_22, "VAT 22%"),
            ("2026-01-02", self.tax_20, "the rate is 22%"),
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
                self.assertIn(words, work.act_tax_warning or "")
                self.assertEqual(bool(work.act_tax_warning), bool(words))

    def test_other_countries_are_not_warned(self):
        self.env.company.account_fiscal_country_id = self.env.ref("base.kz")
        work = self._create_order_work(
            self._create_order([(self.job, 1, 10.0, self.tax_20)]),
            date_planned="2026-05-01 10:00:00",
        )

        self.assertFalse(work.act_tax_warning)

    def test_an_invoice_is_warned_about_by_its_day(self):
        self.env.company.account_fiscal_country_id = self.russia
        self.tax_20.country_id = self.russia
        invoice = self._create_order(
            [(self.job, 1, 10.0, self.tax_20)]
        )._create_invoices()

        for day, is_wrong in (("2026-03-01", True), ("2025-03-01", False)):
            invoice.invoice_date = day
            with self.subTest(day=day):
                self.assertEqual(bool(invoice.vat_rate_warning), is_wrong)
        invoice.invoice_date = "2026-03-01"
        invoice.invoice_line_ids.tax_ids = self.env["account.tax"]
        self.assertFalse(invoice.vat_rate_warning)


@tagged("post_install", "-at_install")
class TestActMoneySigned(ActCommon):
    """The client signs the money too; acts signed before it was there stay valid."""

    def _sign_priced(self):
        work = self._create_order_work()
        work.action_done()
        work._sign("Client", SIGNATURE)
        return work

    def test_what_is_signed_contains_the_money(self):
        work = self._sign_priced()

        [row] = json.loads(work.act_content)["own"]["money"]

        self.assertEqual(row[1:4], [1, 1000, 0])
        self.assertEqual(row[5:8], [1000, 220, 1220])
        self.assertTrue(work._verify_act())

    def test_a_changed_price_is_read_again(self):
        work = self._create_order_work()
        work.action_done()
        seen = work._get_act_hash()
        work.line_ids.price_unit = 2000

        self.assertRefused(["read it again"], work._sign, "Client", SIGNATURE, seen)

    def test_no_price_of_a_signed_act_is_changed(self):
        work = self._sign_priced().sudo()
        for values in (
            {"price_unit": 1},
            {"discount": 5},
            {"tax_ids": [(5,)]},
            {"quantity": 9},
        ):
            with self.subTest(values=values):
                self.assertRefused(["cannot be changed"], work.line_ids.write, values)
        self.assertRefused(
            ["cannot be changed"], work.write, {"currency_id": self.env.ref("base.EUR").id}
        )

    def test_a_tax_that_is_edited_later_does_not_change_the_act(self):
        work = self._sign_priced()

        self.tax_22.amount = 30
        self.env.invalidate_all()

        self.assertEqual(work.line_ids.price_total, 1220)
        self.assertTrue(work._verify_act())

    def test_money_changed_past_the_program_is_noticed(self):
        work = self._sign_priced()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work_line SET price_total = 1 WHERE id = %s",
            [work.line_ids.id],
        )
        self.env.invalidate_all()

        self.assertFalse(work._verify_act())
        self.assertEqual(work.act_differences, "money")

    def test_acts_signed_before_there_was_money_stay_valid(self):
        """Version 1 of the content has no part "money"."""
        work = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        work.action_done()
        work._sign("Client", SIGNATURE)
        old = json.loads(work.act_content)
        old["version"] = 1
        del old["own"]["money"]
        text = canonical(old)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work SET act_content = %s, act_hash = %s WHERE id = %s",
            [text, fingerprint_text(text), work.id],
        )
        self.env.invalidate_all()

        self.assertTrue(work._verify_act())
        self.assertEqual(work.act_check, "unchanged")

        self.env.cr.execute(
            "UPDATE equipment_work SET remark = 'x' WHERE id = %s", [work.id]
        )
        self.env.invalidate_all()
        self.assertEqual(work._find_act_changes(), ["remark"])

    def test_a_part_that_has_gone_is_a_change(self):
        """Nothing is left out of a signed act unnoticed."""
        work = self._sign_priced()
        content = json.loads(work.act_content)
        content["own"]["a part of another version"] = ["x"]
        text = canonical(content)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work SET act_content = %s, act_hash = %s WHERE id = %s",
            [text, fingerprint_text(text), work.id],
        )
        self.env.invalidate_all()

        self.assertEqual(work._find_act_changes(), ["a part of another version"])


@tagged("post_install", "-at_install")
class TestActMoneyPage(ActCommon):
    """The printed act with its money page."""

    def test_parties_act_on_a_basis(self):
        form = self.env["sales.act.form"]
        for values, expected in (
            (
                ("Иванов И. И.", "Директор", "директора Иванова И. И.", "Устава"),
                "represented by директора Иванова И. И., acting on the basis of Устава",
            ),
            (
                ("", "", "директора Ивановой Анны Петровны", "Устава"),
                "represented by директора Ивановой Анны Петровны, who acts (she) on the "
                "basis of Устава",
            ),
            (("", "", "директора Иванова", ""), "represented by директора Иванова"),
            (
                ("Иванов Иван", "директор", "", "Устава"),
                "represented by: директор Иванов Иван, basis of the powers: Устава",
            ),
            (("Иванов Иван", False, False, False), "represented by: Иванов Иван"),
            ((False,) * 4, "represented by ____________________________, acting on"),
        ):
            with self.subTest(values=values):
                self.assertIn(expected, form._say_who_acts(*values))

    def test_everything_is_in_it(self):
        lot = self._create_lot("SN-77")
        order = self._create_order(
            [
                (self.job, 2, 1000.5, self.tax_22),
                (self.training, 1, 300.0, self.env["account.tax"]),
            ]
        )
        work = self._create_order_work(
            order,
            lot_ids=[(6, 0, lot.ids)],
            measure_ids=[(0, 0, {"name": "Pressure", "unit": "Pa", "value": 3})],
        )
        work.action_done()

        form = self._get_form(work)
        text = self._render_text(ACT, work)

        self.assertEqual(form["money"]["total"], order.amount_total)
        for words in (
            f"Act No. {work.name} of",
            "of acceptance of completed works (rendered services)",
            "represented by директора Сидорова Сидора Сидоровича",
            f"order No. {order.name}",
            "1,000.50",
            "22%",
            "без НДС",
            "2,741.22",
            "Total without VAT: 2,301.00",
            "НДС 22%: 440.22",
            "Works (services) in total: 2",
            "no claims to their volume",
            "technical page:",
            "SN-77",
            "Pressure",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_without_prices_it_is_the_technical_page_alone(self):
        work = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        work.action_done()

        text = self._render_text(ACT, work)

        self.assertNotIn("Total", text)
        self.assertNotIn("technical page", text)
        self.assertEqual(text.count("Act No."), 1)

    def test_defects_and_full_acceptance_exclude_each_other(self):
        work = self._create_order_work(defect_ids=[(0, 0, {"name": "Paint"})])
        work.action_done()

        text = self._render_text(ACT, work)

        self.assertIn("named on the technical page", text)
        self.assertNotIn("no claims", text)

    def test_the_engineer_prints_the_whole_act(self):
        work = self._create_order_work()
        work.action_done()

        self.assertIn("1,220.00", self._render_text(ACT, work, self.engineer))
        with self.assertRaises(AccessError):
            self._get_form(work, user=self.colleague)

    def test_the_pages_of_the_pdf(self):
        work = self._create_order_work()
        work.action_done()
        work._sign("Petrov", SIGNATURE)

        texts = self._get_page_texts(self._render_pdf(ACT, work))

        self.assertEqual(len(texts), 2)
        self.assertIn("Total with VAT", texts[0])
        self.assertIn("1,220.00", texts[0])
        self.assertIn("Petrov", texts[0])
        self.assertIn("Page 1 of 2", texts[0])
        self.assertIn("technical page", texts[1])
        self.assertIn(work.act_hash, texts[1].replace(" ", ""))

    def test_it_speaks_russian_to_a_russian_client(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        work = self._create_order_work()
        work.action_done()

        form = self._get_form(work)

        self.assertIn("1\u00a0220,00", self._render_text(ACT, work).replace(" ", "\u00a0"))
        self.assertEqual(form["number"], work.name)

    def test_an_act_that_is_not_done_has_room_for_its_date(self):
        work = self._create_order_work()

        self.assertIn(f"Act No. {work.name} of ______", self._render_text(ACT, work))

    def test_the_page_of_the_client_shows_what_he_pays(self):
        work = self._create_order_work()
        work.action_done()

        html = self.env["ir.qweb"]._render(
            "sales_process.portal_work_content", {"work": work.sudo()}
        )

        self.assertIn("Cost of the works", html)
        self.assertIn("1,220.00", html)
        bare = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        html = self.env["ir.qweb"]._render(
            "sales_process.portal_work_content", {"work": bare.sudo()}
        )
        self.assertNotIn("Cost of the works", html)

    def test_the_day_is_that_of_the_user(self):
        work = self._create_work()
        work.sudo().write({"date_done": fields.Datetime.to_datetime("2026-03-01 22:30:00")})

        for zone, day in (("UTC", 1), ("Europe/Moscow", 2)):
            with self.subTest(zone=zone):
                self.assertEqual(work.with_context(tz=zone)._get_act_day().day, day)
