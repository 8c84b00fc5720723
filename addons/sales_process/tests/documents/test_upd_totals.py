import random
from decimal import Decimal

from odoo.tests import tagged

from .transfer_common import TransferCommon


def kopecks(amounts):
    """The exact sum of printed amounts."""
    return sum((Decimal(str(round(amount, 2))) for amount in amounts), Decimal(0))


@tagged("post_install", "-at_install")
class TestUpdTotals(TransferCommon):
    """The lines of the forms add up to the ERP's own totals to the kopeck."""

    def _draw_lines(self, chance):
        taxes = (
            self.vat22, self.vat10, self.vat0, self.exempt, self.included,
            self.vat22 | self.duty, self.env["account.tax"],
        )  # fmt: skip
        lines = []
        for _each in range(chance.randint(1, 12)):
            tax = chance.choice(taxes)
            lines.append(
                {
                    "product_id": chance.choice((self.stocked, self.job)).id,
                    "quantity": chance.choice((1, 2, 3, 7, 0.33, 12.5, 100)),
                    "price_unit": chance.randint(1, 5_000_000) / 100,
                    "discount": chance.choice((0, 0, 5, 12.5, 33.33)),
                    "tax_ids": [(6, 0, tax.ids)],
                }
            )
        if chance.random() < 0.3:
            lines.append({"product_id": self.job.id, "price_unit": -0.37})
        return lines

    def _check_sums(self, form, record):
        rows, totals = form["rows"], form["totals"]
        other = kopecks(line["other"] for line in self._get_lines(record))
        for name, expected in (
            ("base", kopecks([record.amount_untaxed]) + other),
            ("tax", kopecks([record.amount_tax]) - other),
            ("total", kopecks([record.amount_total])),
        ):
            self.assertEqual(kopecks(row[name] for row in rows), expected, name)
            self.assertEqual(kopecks([totals[name]]), expected, name)
        for row in rows:
            self.assertEqual(
                kopecks([row["base"], row["tax"]]), kopecks([row["total"]])
            )
            self.assertAlmostEqual(
                row["price"], row["base"] / row["quantity"], delta=0.0051
            )

    def _get_lines(self, record):
        return self.env["report.sales_process.upd"]._get_form_lines(record)

    def test_random_invoices(self):
        chance = random.Random(2026)
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            for turn in range(20):
                with self.subTest(rounding=rounding, turn=turn):
                    move = self._create_invoice(self._draw_lines(chance))

                    self._check_sums(self._get_form(move), move)

    def test_global_rounding_is_spread_over_the_lines(self):
        """Three taxes of 0.0726 are printed as 0.07, 0.07, 0.08: 0.22 as in the ERP."""
        self.company.tax_calculation_rounding_method = "round_globally"
        move = self._create_invoice([{"price_unit": 0.33}] * 3)

        form = self._get_form(move)

        self.assertEqual(move.amount_tax, 0.22)
        self.assertEqual(sorted(row["tax"] for row in form["rows"]), [0.07, 0.07, 0.08])

    def test_tax_that_the_accountant_has_corrected(self):
        move = self._create_invoice([{"price_unit": 100.03}] * 3, post=False)
        tax = move.line_ids.filtered("tax_repartition_line_id")
        due = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        move.write(
            {
                "line_ids": [
                    (1, tax.id, {"amount_currency": tax.amount_currency - 0.02}),
                    (1, due.id, {"amount_currency": due.amount_currency + 0.02}),
                ]
            }
        )
        move.action_post()

        self._check_sums(self._get_form(move), move)

    def test_sums_by_rate(self):
        move = self._create_invoice(
            [
                {"price_unit": 10.0},
                {"price_unit": 20.0, "tax_ids": [(6, 0, self.vat10.ids)]},
                {"price_unit": 30.0, "tax_ids": [(5, 0, 0)]},
                {"price_unit": 12.2, "tax_ids": [(6, 0, self.included.ids)]},
            ]
        )

        rows = self.env["sales.printed.form"]._get_tax_rows(move)

        self.assertEqual(
            [(row["label"], row["base"], row["tax"]) for row in rows],
            [
                ("НДС 22%", 20.0, 4.4),
                ("НДС 10%", 20.0, 2.0),
                ("Без налога (НДС)", 30.0, 0.0),
            ],
        )

    def test_orders_have_the_same_rows(self):
        order = self._create_sale(
            [(self.stocked, 3, 33.33), (self.job, 7, 0.15), (self.stocked, 1, 9.99)]
        )
        self.company.tax_calculation_rounding_method = "round_globally"
        order.order_line[0].discount = 7.0

        lines = self.env["sales.printed.form"]._get_form_lines(order)

        self.assertEqual(
            kopecks(line["base"] for line in lines), kopecks([order.amount_untaxed])
        )
        self.assertEqual(
            kopecks(line["tax"] for line in lines), kopecks([order.amount_tax])
        )

    def test_group_of_taxes_is_named_by_its_vat(self):
        group = self._create_tax(
            0.0, amount_type="group", children_tax_ids=[(6, 0, self.vat10.ids)]
        )
        move = self._create_invoice([{"tax_ids": [(6, 0, group.ids)]}])

        self.assertEqual(self._get_form(move)["rows"][0]["rate"], "10%")
