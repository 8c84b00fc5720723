import random

from odoo.tests import BaseCase, tagged

from ...tools.documents.tax_rows import (
    distribute,
    rate_label,
    spread_discounts,
    tax_rows,
)


def line(base, tax=0.0, rate="22%", **values):
    return {"base": base, "tax": tax, "rate": rate, **values}


@tagged("post_install", "-at_install")
class TestTaxRows(BaseCase):
    def test_the_name_of_a_rate(self):
        for kind, amount, label in (
            ("rate", 22.0, "22%"),
            ("rate", 10, "10%"),
            ("rate", 0.0, "0%"),
            ("rate", 16.67, "16,67%"),
            ("exempt", 0.0, "без НДС"),
            ("calculated", 22.0, "22/122"),
            ("calculated", 20.0, "20/120"),
            ("calculated", 18.0328, "22/122"),
            ("calculated", 16.6667, "20/120"),
        ):
            with self.subTest(kind=kind, amount=amount):
                self.assertEqual(rate_label(kind, amount), label)

    def test_one_row_for_each_rate_the_highest_first(self):
        rows = tax_rows(
            [
                line(100.0, 0.0, "без НДС"),
                line(50.0, 9.02, "22/122"),
                line(0.1, 0.01, "10%"),
                line(100.1, 22.02),
                line(7.0, 0.0, "0%"),
                line(0.2, 0.02, "10%"),
                line(200.2, 44.04),
            ]
        )

        self.assertEqual(
            [(row["label"], row["base"], row["tax"]) for row in rows],
            [
                ("НДС 22%", 300.3, 66.06),
                ("НДС 10%", 0.3, 0.03),
                ("НДС 0%", 7.0, 0.0),
                ("НДС 22/122", 50.0, 9.02),
                ("Без налога (НДС)", 100.0, 0.0),
            ],
        )

    def test_nothing_to_sum(self):
        self.assertEqual(tax_rows([]), [])

    def test_digits_of_the_currency(self):
        self.assertEqual(tax_rows([line(1000.4, 220.4)], 0)[0]["base"], 1000.0)

    def test_parts_add_up_to_the_amount(self):
        self.assertEqual(distribute(1.0, [1, 1, 1]), [0.34, 0.33, 0.33])
        self.assertEqual(distribute(-0.01, [10, 30, 20]), [0.0, -0.01, 0.0])
        self.assertEqual(distribute(0.05, [0, 0]), [0.02, 0.03])
        self.assertEqual(distribute(5.0, []), [])

    def test_parts_of_random_amounts_add_up(self):
        chance = random.Random(7)
        for _turn in range(500):
            amount = chance.randint(-10_000_00, 10_000_00) / 100
            weights = [chance.random() * 1000 for _each in range(chance.randint(1, 9))]

            parts = distribute(amount, weights)

            self.assertEqual(round(sum(parts), 2), amount)

    def test_a_discount_lowers_the_goods_of_its_rate(self):
        lines = [line(100.0, 22.0), line(50.0, 5.0, "10%"), line(200.0, 44.0)]
        discount = line(-30.0, -6.6, quantity=1)

        spread = spread_discounts([*lines, discount])

        self.assertEqual(
            [(row["base"], row["tax"]) for row in spread],
            [(90.0, 19.8), (50.0, 5.0), (180.0, 39.6)],
        )
        self.assertEqual(lines[0]["base"], 100.0)

    def test_what_no_goods_can_carry_stays_a_line(self):
        for lines in (
            [line(100.0, 10.0, "10%"), line(-30.0, -6.6)],
            [line(20.0, 4.4), line(-30.0, -6.6)],
            [line(-30.0, -6.6)],
            [line(100.0, 22.0), line(-30.0, -6.6, quantity=-1)],
        ):
            with self.subTest(lines=lines):
                self.assertEqual(spread_discounts(lines), lines)

    def test_a_discount_changes_no_total(self):
        chance = random.Random(11)
        for _turn in range(300):
            lines = [
                line(chance.randint(1, 99999) / 100, chance.randint(0, 9999) / 100)
                for _each in range(chance.randint(1, 12))
            ]
            total = sum(row["base"] for row in lines)
            discount = line(-round(total * chance.random(), 2), -1.23)

            spread = spread_discounts([*lines, discount])

            for name in ("base", "tax"):
                before = sum(row[name] for row in [*lines, discount])
                self.assertAlmostEqual(sum(row[name] for row in spread), before, 6)
            self.assertTrue(all(row["base"] >= 0 for row in spread))
