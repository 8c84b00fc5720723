from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..supply_common import SupplyCommon


@tagged("post_install", "-at_install")
class TestSupplyPanel(SupplyCommon):
    """What the screens of the deal, the order and the production page are told."""

    def _get_rows(self, deal, user=None):
        panel = deal.with_user(user or self.salesperson).supply_panel
        return {row["name"]: row for order in panel["orders"] for row in order["rows"]}

    def test_parts_of_a_line(self):
        self._put_on_stock(self.made, 1)
        deal = self._create_agreed_deal([(self.made, 4)])

        row = self._get_rows(deal)["made"]

        self.assertEqual(
            [(part["key"], part["quantity"], part["width"]) for part in row["parts"]],
            [("reserved", "1", 25.0), ("making", "3", 75.0)],
        )
        self.assertEqual(row["ordered"], "4 Units")

    def test_documents_of_a_line(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        purchase = self._get_purchases(deal)

        rows = self._get_rows(deal)

        made = {doc["model"]: doc for doc in rows["made"]["documents"]}
        self.assertEqual(set(made), {"mrp.production", "stock.picking"})
        self.assertEqual(
            made["mrp.production"]["name"], self._get_productions(deal).name
        )
        self.assertEqual(made["mrp.production"]["detail"], "components are there")
        bought = {doc["model"]: doc for doc in rows["bought"]["documents"]}
        self.assertEqual(bought["purchase.order"]["name"], purchase.name)

    def test_purchase_is_named_and_not_opened_without_the_right(self):
        deal = self._create_agreed_deal([(self.bought, 1)])
        buyer = self.head
        buyer.group_ids |= self.env.ref("purchase.group_purchase_user")

        for user, opens in ((self.salesperson, False), (buyer, True)):
            with self.subTest(user=user.login):
                documents = self._get_rows(deal, user)["bought"]["documents"]
                purchase = next(
                    doc for doc in documents if doc["model"] == "purchase.order"
                )
                self.assertEqual(purchase["can_open"], opens)

    def test_who_may_promise(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        for user, may in (
            (self.salesperson, True),
            (self.head, True),
            (self.planner, False),
            (self.accountant, False),
        ):
            with self.subTest(user=user.login):
                panel = deal.with_user(user).supply_panel
                self.assertEqual(panel["orders"][0]["can_promise"], may)

    def test_others_do_not_see_the_panel(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        for user in (self.colleague, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                deal.with_user(user).read(["supply_panel"])

    def test_nothing_before_the_confirmation(self):
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.made, 1)])

        self.assertFalse(deal.supply_panel)
        self.assertFalse(quotation.supply_panel)

    def test_promise_that_has_passed_is_not_shown_as_one(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        today = fields.Date.context_today(deal)
        line = self._get_line(deal, self.made)
        order = line.order_id
        for days, words in (
            (-1, "tell the client a new date"),
            (0, "promised for"),
            (9, "promised for"),
        ):
            with self.subTest(days=days):
                line.promised_date = today + timedelta(days=days)
                self.assertIn(words, order._describe_promise(order.promised_date, 0))
                self.assertEqual(order._prepare_portal_supply()["overdue"], days < 0)
                self.assertEqual(
                    bool(order._prepare_portal_supply()["promised"]), days >= 0
                )

    def test_readiness_counts_by_price(self):
        """A machine is not hidden by its screws."""
        self.made.list_price = 900
        self.stocked.list_price = 1
        deal = self._create_agreed_deal([(self.made, 1), (self.stocked, 5)])

        self.assertLess(deal.supply_percent, 1)

    def test_readiness_of_gifts_counts_by_quantity(self):
        self.made.list_price = 0
        self.stocked.list_price = 0
        deal = self._create_agreed_deal([(self.made, 1), (self.stocked, 3)])

        self.assertEqual(deal.supply_percent, 75)

    # ---- the page of production -----------------------------------------------------

    def test_slip_in_words(self):
        today = fields.Date.context_today(self.env.user)
        order = self._create_agreed_deal([(self.made, 1)]).sudo().order_ids
        cases = [
            ("making", today, False, 0, "nothing is promised yet"),
            ("making", False, today, 0, "nobody knows"),
            ("making", today, today + timedelta(days=3), 0, "3 days to spare"),
            ("making", today, today, 4, "4 days late"),
            ("ready", False, today, 2, "on stock, shipping is 2 days late"),
            ("reserved", False, False, 0, "can be shipped"),
        ]
        for state, expected, promised, days, words in cases:
            with self.subTest(words=words):
                order.write(
                    {
                        "supply_state": state,
                        "supply_date": expected,
                        "promised_date": promised,
                    }
                )
                order.flush_recordset()
                order.slip_days = days
                self.assertIn(words, order.slip_text)

    def test_timeline_has_a_state_and_no_date_in_the_past(self):
        order = self._create_agreed_deal([(self.made, 1)]).sudo().order_ids
        today = fields.Date.context_today(order)
        order.supply_date = today - timedelta(days=2)

        timeline = order.production_timeline

        self.assertEqual(timeline["state"], "ok")
        self.assertEqual(timeline["end"], fields.Date.to_string(today))

    def test_who_sees_the_page(self):
        order = self._create_agreed_deal([(self.made, 1)]).order_ids
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sale_order_action_production"
        )
        domain = [
            ("state", "=", "sale"),
            ("opportunity_id.is_department", "=", True),
            ("supply_state", "not in", (False, "none", "shipped")),
        ]
        self.assertIn("supply_state", action["domain"])
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.planner, True),
            (self.other_head, False),
            (self.colleague, False),
        ):
            with self.subTest(user=user.login):
                found = self.env["sale.order"].with_user(user).search(domain)
                self.assertEqual(order in found, sees)

    def test_open_pages_hear_of_a_changed_plan(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        self.env.cr.precommit.data.pop("sales_process.plan", None)
        self.env.cr.precommit.data.pop("bus.bus.values", None)

        production = self._get_productions(deal)
        for days in (3, 4):
            production.date_start = fields.Datetime.now() + timedelta(days=days)

        sent = [
            values
            for values in self.env.cr.precommit.data.get("bus.bus.values", [])
            if "sales_production_changed" in str(values)
        ]
        self.assertEqual(len(sent), 1)

    def test_columns_of_a_list_cost_a_constant_number_of_queries(self):
        def count(number):
            orders = self.env["sale.order"].browse(
                [
                    self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
                    .sudo()
                    .order_ids.id
                    for _number in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.mapped("production_timeline")
            orders.mapped("slip_text")
            orders.order_line.mapped("supply_problem")
            orders.opportunity_id.mapped("supply_panel")
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(8), count(3) + 2)


@tagged("post_install", "-at_install")
class TestSupplyPortal(HttpCase, SupplyCommon):
    def test_client_sees_the_readiness_and_no_documents(self):
        deal = self._create_agreed_deal([(self.made, 2), (self.bought, 1)])
        order = deal.sudo().order_ids
        today = fields.Date.context_today(order)
        order._tell_dates(
            dict.fromkeys(order.order_line, today + timedelta(days=30)), "secret"
        )

        page = self.url_open(order.get_portal_url()).text

        section = page.split("o_sales_process_readiness")[1].split("</section>")[0]
        self.assertIn("made", section)
        self.assertNotIn(self._get_productions(deal).name, section)
        self.assertNotIn(self._get_purchases(deal).name, page)
        self.assertNotIn("secret", page)

    def test_orders_without_a_deal_have_no_readiness(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [(0, 0, {"product_id": self.stocked.id})],
            }
        )
        order.action_confirm()

        page = self.url_open(order.get_portal_url()).text

        self.assertIn(order.name, page)
        self.assertNotIn("o_sales_process_readiness", page)
