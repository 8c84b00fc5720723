from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestCostReport(MarketingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Test direct"})
        cls.fair = cls.env["utm.source"].create({"name": "Test fair"})
        cls.director = cls._create_user("director", "sales_process.group_director")

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

    def _create_inquiry(self, source=None, date="2026-02-10 10:00:00", **values):
        return self.env["sales.inquiry"].create(
            {
                "channel": "manual",
                "date": date,
                "source_id": (source or self.source).id,
                **values,
            },
        )

    def _create_deal(self, revenue=0, **values):
        lead = self._create_lead(
            **{
                "type": "opportunity",
                "source_id": self.source.id,
                "partner_id": self._create_person().id,
                **values,
            },
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

    def _read(self, groupby=(), sources=None, *, user=None, **context):
        """Figures of the report for the sources of the test, as the director."""
        names = (
            "amount:sum",
            "inquiry_count:sum",
            "lead_count:sum",
            "deal_count:sum",
            "qualified_count:sum",
            "won_count:sum",
            "revenue:sum",
            "cost_per_inquiry:avg",
            "cost_per_qualified:avg",
            "cost_per_deal:avg",
            "return_on_expenses:avg",
            "roi:avg",
        )
        self.env.flush_all()
        groups = (
            self.env["marketing.cost.report"]
            .with_user(user or self.director)
            .with_context(**context)
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
                # the other deal is still in the stage "Qualification"
                "qualified_count": 1,
                "won_count": 1,
                "revenue": 300000,
                "cost_per_inquiry": 25000,
                "cost_per_qualified": 100000,
                "cost_per_deal": 50000,
                "return_on_expenses": 3,
                "roi": 200,
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
        # expense and inquiry of one month and source stand in one row
        self.assertEqual((rows.amount, rows.inquiry_count), (1000, 1))
        self.assertEqual(rows.cost_per_inquiry, 1000)
        with self.assertRaises(UserError):
            rows.unlink()

    # ---- what counts -------------------------------------------------------------------

    def test_rejected_inquiries_do_not_count(self):
        self._create_inquiry()
        self._create_inquiry(state="rejected")
        self._create_lead(source_id=self.source.id, is_not_lead=True)

        figures = self._read()[()]

        self.assertEqual((figures["inquiry_count"], figures["lead_count"]), (1, 0))

    def test_qualified_has_passed_the_stage(self):
        stages = self.env["crm.stage"].create(
            [
                {"name": "Q", "kind": "qualification", "team_ids": self.team.ids},
                {"name": "S", "kind": "selection", "team_ids": self.team.ids},
            ],
        )
        self._create_deal(stage_id=stages[0].id)
        self._create_deal(stage_id=stages[1].id)
        lost = self._create_deal(stage_id=stages[1].id)
        lost.action_set_lost(
            lost_reason_id=self.env["crm.lost.reason"].create({"name": "Price"}).id,
            competitor_id=self.env.ref("sales_process.competitor_none").id,
        )
        self._create_deal(stage_id=stages[0].id, type="lead")

        figures = self._read()[()]

        self.assertEqual(
            [figures[f"{name}_count"] for name in ("lead", "deal", "qualified")],
            [4, 3, 2],
        )

    def test_month_begins_in_the_time_zone_of_the_company(self):
        self.env.company.resource_calendar_id.tz = "Europe/Moscow"
        self._create_inquiry(date="2026-01-31 22:00:00")

        self.assertEqual(
            [str(key[0]) for key in self._read(["date:month"])], ["2026-02-01"]
        )

    # ---- expenses ----------------------------------------------------------------------

    def test_expense_of_a_quarter(self):
        self._spend(
            10000, date="2026-01-12", date_from="2026-01-15", date_to="2026-03-31"
        )

        months = self._read(["date:month"])

        amounts = {str(key[0])[:7]: row["amount"] for key, row in months.items()}
        self.assertEqual(
            amounts, {"2026-01": 2236.84, "2026-02": 3684.21, "2026-03": 4078.95}
        )
        self.assertAlmostEqual(sum(amounts.values()), 10000)

    def test_parts_make_up_the_expense(self):
        for amount in (0.01, 0.05, 99.99, 1234567.89):
            self._spend(amount, date_from="2025-11-03", date_to="2026-10-30")

        months = self._read(["date:month"])

        self.assertEqual(len(months), 12)
        total = sum(row["amount"] for row in months.values())
        self.assertAlmostEqual(total, 1234667.94, places=2)

    def test_period_has_two_days_in_their_order(self):
        for days in (
            {"date_from": "2026-01-01"},
            {"date_to": "2026-01-01"},
            {"date_from": "2026-02-01", "date_to": "2026-01-01"},
        ):
            with (
                self.subTest(days=days),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._spend(5, **days)

    def test_expenses_for_all_are_shared_out_by_inquiries(self):
        # long ago: inquiries of the database are no part of it
        day, moment = "2001-02-05", "2001-02-10 10:00:00"
        other = self.team.copy({"name": "Pumps test"})
        self._spend(100, date=day)
        self._spend(7, date=day, team_id=other.id)
        self._spend(50, date="2001-05-05")
        for team in (self.team, self.team, other):
            self._create_inquiry(date=moment, team_id=team.id)
        self._create_inquiry(date=moment, team_id=other.id, state="rejected")

        plain = self._read(["team_id"])
        shared = self._read(["team_id"], sales_marketing_share_expenses=True)

        nobody = self.team.browse()
        self.assertEqual(plain[(nobody,)]["amount"], 150)
        amounts = {key[0]: row["amount"] for key, row in shared.items()}
        self.assertEqual(amounts, {self.team: 66.67, other: 40.33, nobody: 50})
        self.assertEqual(sum(amounts.values()), 157)

    # ---- unknown source ----------------------------------------------------------------

    def _create_unknown(self):
        """An inquiry with its lead, both without a source, and one with a source."""
        lead = self._create_lead(source_id=False)
        inquiry = self._create_inquiry(source_id=False, lead_id=lead.id)
        self._create_inquiry(date="2026-11-20 10:00:00")
        self.env.flush_all()
        return inquiry, lead

    def test_share_of_unknown_source(self):
        self._create_unknown()
        before = self.env["marketing.source.share"].with_user(self.marketer)

        counted = {row.counted: row for row in before.search([])}

        row = counted["inquiry"]
        self.assertGreaterEqual(row.unknown_count, 0)
        self.assertEqual(
            round(row.unknown_share, 4),
            round(100 * row.unknown_count / row.total_count, 4),
        )
        action = row.action_open_missing()
        self.assertEqual(action["context"], {"search_default_inquiry": 1})

    def test_unknown_share_by_month(self):
        self._create_unknown()
        self.env.flush_all()

        rows = (
            self.env["marketing.cost.report"]
            .with_user(self.marketer)
            ._read_group(
                [("date", "=", "2026-02-01")],
                [],
                ["inquiry_unknown_count:sum", "inquiry_count:sum",
                 "inquiry_unknown_share:avg"],
            )
        )  # fmt: skip

        unknown, count, share = rows[0]
        self.assertAlmostEqual(float(share), 100 * unknown / count)

    def test_marketer_fills_in_the_source_and_nothing_else(self):
        inquiry, lead = self._create_unknown()
        missing = (
            self.env["marketing.source.missing"]
            .with_user(self.marketer)
            .search([("kind", "=", "inquiry"), ("res_id", "=", inquiry.id)])
        )

        action = missing.action_fill()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.marketer)
            .with_context(**action["context"])
            .create({"source_id": self.fair.id})
        )
        wizard.action_fill()

        self.assertEqual((inquiry.source_id, lead.source_id), (self.fair, self.fair))
        self.env.flush_all()
        self.assertFalse(missing.search([("id", "in", missing.ids)]))

    def test_a_source_is_never_overwritten(self):
        inquiry, lead = self._create_unknown()
        wizard = (
            self.env["marketing.source.fill"]
            .with_user(self.marketer)
            .create(
                {
                    "source_id": self.fair.id,
                    "missing_ids": [inquiry.id * 2, lead.id * 2 + 1],
                },
            )
        )
        lead.source_id = self.source
        self.env.flush_all()

        wizard.action_fill()

        self.assertEqual(lead.source_id, self.source)
        self.assertEqual(inquiry.source_id, self.fair)

    # ---- rights ------------------------------------------------------------------------

    def test_marketer_sees_no_revenue_of_one_or_two_deals(self):
        self._spend(100)
        for revenue in (1000, 2000):
            self._create_deal(revenue=revenue)

        few = self._read(user=self.marketer)[()]
        self._create_deal(revenue=3000)
        enough = self._read(user=self.marketer)[()]

        self.assertFalse(few["revenue"])
        self.assertFalse(few["roi"])
        self.assertFalse(few["return_on_expenses"])
        self.assertEqual(few["cost_per_deal"], 50)
        self.assertEqual(enough["revenue"], 6000)

    def test_no_way_around_to_the_sum_of_one_deal(self):
        lead = self._create_deal(revenue=1234)
        self.env.flush_all()
        report = self.env["marketing.cost.report"].with_user(self.marketer)
        own = [("source_id", "=", self.source.id)]

        rows = report.search(own)
        self.assertFalse(any(rows.mapped("revenue")))
        self.assertFalse(any(row["roi"] for row in rows.read(["roi"])))
        self.assertFalse(report.search([*own, ("revenue", ">", 0)]))
        self.assertNotIn("revenue_sum", report.fields_get())
        groups = report.formatted_read_group(
            own,
            ["source_id"],
            ["revenue:sum", "revenue:max", "revenue:avg", "return_on_expenses:avg"],
            having=[("revenue:sum", ">", 1000)],
        )
        self.assertFalse(groups)
        for name in ("revenue:max", "revenue:min", "revenue:avg", "revenue:array_agg"):
            values = report._read_group(own, [], [name])[0][0]
            with self.subTest(name=name):
                self.assertFalse(any(values) if isinstance(values, list) else values)
        self.env.invalidate_all()
        self.assertEqual(
            sum(report.with_user(self.director).search(own).mapped("revenue")), 1234
        )
        self.assertTrue(lead)

    def test_numbers_open_what_they_count(self):
        self._spend(100)
        self._spend(
            300, date="2026-01-12", date_from="2026-01-15", date_to="2026-03-31"
        )
        inquiry = self._create_inquiry(team_id=self.team.id)
        lead = self._create_deal()
        self.env.flush_all()
        report = self.env["marketing.cost.report"].with_user(self.director)
        row = report.search(
            [
                ("source_id", "=", self.source.id),
                ("team_id", "=", self.team.id),
                ("date", "=", "2026-02-01"),
            ],
        )

        def opened(action):
            return self.env[action["res_model"]].search(action["domain"])

        self.assertEqual(opened(row[0].action_open_inquiries()), inquiry)
        self.assertEqual(opened(row[0].action_open_leads()), lead)
        self.assertFalse(opened(row[0].action_open_won()))
        money = report.search(
            [
                ("source_id", "=", self.source.id),
                ("team_id", "=", False),
                ("date", "=", "2026-02-01"),
            ],
        )
        expenses = opened(money[0].action_open_expenses())
        self.assertEqual(sum(expenses.mapped("amount")), 400)

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._read(["source_id"])
            return self.env.cr.sql_log_count - before

        self._spend(1000)
        self._create_inquiry()
        count()
        one = count()
        for number in range(50):
            self._spend(1000 + number)
            self._create_inquiry()

        self.assertEqual(count(), one)
        self.assertLess(one, 10)
