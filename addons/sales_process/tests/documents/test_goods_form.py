import random

from odoo.fields import Command
from odoo.tests import tagged

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestGoodsForm(OfferCommon):
    """Totals of the forms are those of the ERP, to the kopeck."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat10_in = cls._create_tax(10, "tax_included")
        cls.free = cls._create_tax(0, "tax_excluded")
        cls.usd = cls.env.ref("base.USD")
        cls.jpy = cls.env.ref("base.JPY")
        (cls.usd | cls.jpy).active = True
        cls.pricelists = [cls._create_pricelist(c) for c in (cls.rub, cls.usd, cls.jpy)]
        cls.tax_sets = [
            [cls.vat], [cls.vat_in], [cls.vat, cls.vat10], [cls.vat_in, cls.vat10_in],
            [cls.vat, cls.vat10, cls.free, cls.env["account.tax"]],
            [cls.vat, cls.vat_in], [cls.env["account.tax"]],
        ]  # fmt: skip

    def _prepare_goods(self, record):
        return self.env["report.sales_process.payment_invoice"]._prepare_goods(record)

    def assertAddsUp(self, goods, record):
        """Columns sum up to their totals, totals are those of the record."""
        currency = record.currency_id

        def same(first, second, what):
            self.assertEqual(
                currency.compare_amounts(first, second), 0, f"{what}: {first} {second}"
            )

        lines = [row for row in goods["rows"] if row["kind"] == "line"]
        shown = sum(row["amount"] for row in lines)
        same(shown, goods["amount_goods"], "column")
        same(sum(row["tax"] for row in goods["taxes"]), record.amount_tax, "taxes")
        expected = (
            record.amount_total if goods["is_included"] else record.amount_untaxed
        )
        same(goods["amount_goods"] + goods["amount_rounding"], expected, "goods")
        same(goods["amount_rounding"], 0, "nothing is left to round")
        same(goods["amount_total"], record.amount_total, "total")
        if goods["taxes"] and not goods["is_included"]:
            same(
                shown + sum(row["tax"] for row in goods["taxes"]),
                record.amount_total,
                "goods and taxes",
            )

    def _draw_lines(self, dice):
        taxes = dice.choice(self.tax_sets)
        lines = []
        for number in range(dice.randint(1, 12)):
            lines.append(
                self._line(
                    dice.choice((self.stocked, self.made, self.job)),
                    dice.choice((1, 2, 3, 7, 0.333, 12.5, 100)),
                    dice.choice((0.01, 0.1, 21.53, 99.99, 1234.567, 33333.33)),
                    dice.choice(taxes),
                    discount=dice.choice((0, 0, 5, 12.5, 33.33, 100)),
                    sequence=number,
                )
            )
        return lines

    def test_random_orders_and_their_invoices(self):
        dice = random.Random(62)
        deal = self._create_deal()
        for number in range(40):
            self.company.tax_calculation_rounding_method = dice.choice(
                ("round_per_line", "round_globally")
            )
            pricelist = dice.choice(self.pricelists)
            order = self._create_order(
                self._draw_lines(dice), deal, pricelist_id=pricelist.id
            ).sudo()
            with self.subTest(number=number, order=order.amount_total):
                self.assertAddsUp(self._prepare_goods(order), order)
                if number % 4 == 0 and order.amount_total:
                    move = self._create_invoice(order)
                    self.assertAddsUp(self._prepare_goods(move), move)

    def _create_invoice(self, order):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": order.partner_id.id,
                "currency_id": order.currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": line.product_uom_qty,
                            "price_unit": line.price_unit,
                            "discount": line.discount,
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                        }
                    )
                    for line in order.order_line
                ],
            }
        )

    def test_a_kopeck_of_the_whole_document_is_in_a_line(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        order = self._create_order(
            [self._line(price=21.53, taxes=self.vat_in) for _n in range(2)]
        )

        goods = self._prepare_goods(order)

        self.assertTrue(goods["is_included"])
        self.assertAddsUp(goods, order)

    def test_mixed_taxes_show_prices_without_vat(self):
        order = self._create_order(
            [self._line(price=122, taxes=self.vat_in), self._line(price=100)]
        )

        goods = self._prepare_goods(order)

        self.assertFalse(goods["is_included"])
        self.assertEqual([row["price"] for row in goods["rows"]], [100, 100])
        self.assertAddsUp(goods, order)

    def test_discounts_are_told(self):
        order = self._create_order(
            [
                self._line(quantity=2, price=100, discount=10),
                self._line(self.made, price=50),
            ]
        )

        goods = self._prepare_goods(order)

        self.assertTrue(goods["has_discount"])
        self.assertEqual(goods["amount_discount"], 20)
        self.assertEqual([row["discount"] for row in goods["rows"]], [10, 0])

    def test_without_discounts_there_is_no_column(self):
        goods = self._prepare_goods(self._create_order([self._line()]))

        self.assertFalse(goods["has_discount"])
        self.assertEqual(goods["amount_discount"], 0)

    def test_sections_and_notes_stand_in_their_order(self):
        order = self._create_order(
            [
                {"display_type": "line_section", "name": "Pumps", "sequence": 1},
                self._line(sequence=2),
                {"display_type": "line_note", "name": "With oil", "sequence": 3},
                {"display_type": "line_subsection", "name": "Parts", "sequence": 4},
                self._line(self.made, sequence=5),
                {"display_type": "line_section", "name": "Empty", "sequence": 6},
            ]
        )

        rows = self._prepare_goods(order)["rows"]

        self.assertEqual(
            [(row["kind"], row["name"]) for row in rows],
            [
                ("section", "Pumps"),
                ("line", "stocked"),
                ("note", "With oil"),
                ("subsection", "Parts"),
                ("line", "made"),
            ],
        )
        self.assertEqual(
            [row.get("number") for row in rows if row["kind"] == "line"], [1, 2]
        )

    def test_a_collapsed_section_is_one_row_for_each_rate(self):
        order = self._create_order(
            [
                {
                    "display_type": "line_section", "name": "Set", "sequence": 1,
                    "collapse_composition": True,
                },
                self._line(sequence=2, price=10),
                self._line(self.made, sequence=3, price=20),
                self._line(self.bought, sequence=4, price=5, taxes=self.vat10),
            ]
        )  # fmt: skip

        goods = self._prepare_goods(order)

        self.assertEqual(
            [(row["kind"], row["name"], row["amount"]) for row in goods["rows"]],
            [("line", "Set", 30), ("line", "Set", 5)],
        )
        self.assertAddsUp(goods, order)

    def test_a_section_may_hide_prices(self):
        order = self._create_order(
            [
                {
                    "display_type": "line_section", "name": "Set", "sequence": 1,
                    "collapse_prices": True,
                },
                self._line(sequence=2, price=11.11),
            ]
        )  # fmt: skip

        section, line = self._prepare_goods(order)["rows"]

        self.assertTrue(section["hides_prices"] and line["hides_price"])
        self.assertEqual(section["amount"], 11.11)
        text = self._render_text("sales_process.payment_invoice", order)
        self.assertEqual(text.count("11,11"), 2)  # of the section, and in the totals

    def test_okei_names_of_units(self):
        unit = self.stocked.uom_id
        order = self._create_order([self._line()])
        form = self.env["report.sales_process.payment_invoice"]
        expected = (
            "l10n_ru_okei_symbol" in unit and unit.l10n_ru_okei_symbol
        ) or unit.name

        self.assertEqual(form._get_unit(order.order_line.product_uom_id), expected)

    def test_rates_in_words(self):
        order = self._create_order(
            [
                self._line(),
                self._line(taxes=self.vat.browse()),
                self._line(taxes=self.free),
            ]
        )

        rows = self._prepare_goods(order)["rows"]

        self.assertEqual([row["tax"] for row in rows], ["22%", "без НДС", "0%"])

    def test_what_the_tax_says_of_itself(self):
        exempt = self.free.copy({"name": "Exempt", "l10n_ru_kind": "exempt"})
        calculated = self.vat.copy({"name": "Part", "l10n_ru_kind": "calculated"})
        other = self.free.copy({"name": "Excise", "l10n_ru_kind": "other", "amount": 5})
        other.invoice_label = "Акциз"
        order = self._create_order(
            [
                self._line(taxes=exempt),
                self._line(taxes=calculated),
                self._line(taxes=other),
                self._line(taxes=other | self.vat),
            ]
        )

        goods = self._prepare_goods(order)

        self.assertEqual(
            [row["tax"] for row in goods["rows"]],
            ["без НДС", "22/122", "без НДС", "22%"],
        )
        self.assertEqual(
            {row["label"]: row["tax"] for row in goods["taxes"]},
            {"НДС 22/122": 22.0, "Акциз": 10.0, "НДС 22%": 22.0},
        )
