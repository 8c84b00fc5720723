from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MarketingCommon


@tagged("post_install", "-at_install")
class TestCostReport(MarketingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Test direct"})
        cls.fair = cls.env["utm.source"].create({"name": "Test fair"})

    def _spend(self, amount, source=None, date="2026-02-05", **values):
        return (
            self.env["marketing.expense"]
            .with_user(self.marketer)
            .create(
                {
                    "name": "Advertising",
                    "amount": amount,
                    "date": date,
                    "source_id": (source or self.source).id,
                    **values,
                },
            )
        )

    def _create_inquiry(self, source=None, date="2026-02-10 10:00:00"):
        return self.env["sales.inquiry"].create(
            {
                "channel": "manual",
                "date": date,
                "source_id": (source or self.source).id,
            },
        )

    def _create_deal(self, revenue=0, **values):
        lead = self._create_lead(
            type="opportunity",
            source_id=self.source.id,
            partner_id=self._create_person().id,
            **values,
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-02-11' WHERE id = %s",
            [lead.id],
        )
        if revenue:
            self._create_order(lead, revenue)
        return lead

    def _create_order(self, lead, revenue):
        product = self.env["product.product"].create(
            {"name": "Service", "type": "service", "list_price": revenue},
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": lead.partner_id.id,
                "opportunity_id": lead.id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": product.id, "price_unit": revenue},
                    ),
                ],
            },
        )
        order.state = "sale"

    def _read(self, groupby=(), sources=None):
        """Figures of the report for the sources of the test, as the marketer."""
        names = (
            "amount:sum",
            "inquiry_count:sum",
            "lead_count:sum",
            "deal_count:sum",
            "won_count:sum",
            "revenue:sum",
            "cost_per_inquiry:avg",
            "cost_per_deal:avg",
            "return_on_expenses:avg",
        )
        self.env.flush_all()
        groups = (
            self.env["marketing.cost.report"]
            .with_user(self.marketer)
            ._read_group(
                [("source_id", "in", (sources or self.source | self.fair).ids)],
                groupby,
                names,
            )
        )
        keys = [name.partition(":")[0] for name in names]
        return {
            row[: len(groupby)]: dict(zip(keys, row[len(groupby) :], strict=True))
            for row in groups
        }

    def test_figures_of_a_source(self):
        self._spend(100000)
        for _number in range(4):
            self._create_inquiry()
        self._create_deal()
        won = self.env["crm.stage"].create({"name": "Won", "is_won": True})
        # of no department: its stages are nobody's process
        self._create_deal(revenue=300000, stage_id=won.id, team_id=False)

        figures = self._read()[()]

        self.assertEqual(
            figures,
            {
                "amount": 100000,
                "inquiry_count": 4,
                "lead_count": 2,
                "deal_count": 2,
                "won_count": 1,
                "revenue": 300000,
                "cost_per_inquiry": 25000,
                "cost_per_deal": 50000,
                "return_on_expenses": 3,
            },
        )

    def test_ratio_of_the_total_is_no_sum_of_ratios(self):
        self._spend(90000)
        self._spend(10000, self.fair)
        for source in (self.source, self.fair, self.fair, self.fair):
            self._create_inquiry(source)

        by_source = self._read(["source_id"])
        total = self._read()[()]

        self.assertEqual(by_source[(self.source,)]["cost_per_inquiry"], 90000)
        self.assertAlmostEqual(by_source[(self.fair,)]["cost_per_inquiry"], 10000 / 3)
        self.assertEqual(total["cost_per_inquiry"], 25000)

    def test_months(self):
        self._spend(1000)
        self._spend(2000, date="2026-03-05")
        self._create_inquiry()
        self._create_inquiry(date="2026-03-20 10:00:00")

        months = self._read(["date:month"])

        self.assertEqual(
            {str(key[0]): row["cost_per_inquiry"] for key, row in months.items()},
            {"2026-02-01": 1000, "2026-03-01": 2000},
        )

    def test_nothing_to_divide_by_gives_no_ratio(self):
        self._spend(1000)

        self.assertFalse(self._read()[()]["cost_per_inquiry"])

    def test_amount_must_be_positive(self):
        for amount in (0, -5):
            with (
                self.subTest(amount=amount),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._spend(amount)

    def test_another_company_is_not_shown(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.env["marketing.expense"].create(
            {
                "name": "Foreign",
                "amount": 5,
                "source_id": self.source.id,
                "company_id": company.id,
            },
        )

        self.assertFalse(self._read()[()]["amount"])

    def test_report_opens_in_every_view(self):
        self._spend(1000)
        self._create_inquiry()
        report = self.env["marketing.cost.report"].with_user(self.marketer)
        self.env.flush_all()

        for view_type in ("list", "pivot", "graph", "search"):
            self.assertTrue(report.get_view(view_type=view_type)["arch"])
        rows = report.search([("source_id", "=", self.source.id)])
        self.assertEqual(len(rows), 2)
        self.assertEqual(sum(rows.mapped("amount")), 1000)
        with self.assertRaises(UserError):
            rows.unlink()
