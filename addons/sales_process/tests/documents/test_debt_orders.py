from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..debt_common import DebtCommon


@tagged("post_install", "-at_install")
class TestDebtOrders(DebtCommon):
    """A new order of a client that owes (R104)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.account_use_credit_limit = True
        cls.team.write(
            {"approval_overdue": False, "approval_limit": False, "approval_discount": 0}
        )

    def _create_order(self, amount=100.0, deal=None, **values):
        deal = deal or self._create_deal(without_offer=True)
        return (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.client.id,
                    "opportunity_id": deal.id,
                    "team_id": self.team.id,
                    "user_id": self.salesperson.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.stocked.id, "price_unit": amount}
                        )
                    ],
                    **values,
                }
            )
        )

    def _set_limit(self, limit):
        self.client.credit_limit = limit

    def _get_warning(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        # no-break spaces of amounts
        return order.partner_credit_warning.replace("\xa0", " ")

    # ---- the warning -------------------------------------------------------------------

    def test_a_client_without_debts_is_no_warning(self):
        self.assertEqual(self._get_warning(self._create_order()), "")
        self._set_limit(1000)
        self.assertEqual(self._get_warning(self._create_order()), "")

    def test_what_is_not_due_is_no_warning(self):
        self._create_invoice(500, -10)
        self.assertEqual(self._get_warning(self._create_order()), "")

    def test_overdue_debts_are_told_of_without_a_limit(self):
        self._create_invoice(500, -10)
        self._create_invoice(120, 20)
        self.env.company.account_use_credit_limit = False
        warning = self._get_warning(self._create_order())
        for words in ("owes", "620.00", "120.00", "overdue since"):
            self.assertIn(words, warning)
        self.assertNotIn("limit", warning)

    def test_the_limit_is_told_with_them(self):
        self._create_invoice(120, 20)
        self._set_limit(5000)
        warning = self._get_warning(self._create_order())
        for words in ("120.00", "overdue since", "limit", "5,000.00"):
            self.assertIn(words, warning)
        self.assertNotIn("above", warning)

    def test_above_the_limit(self):
        self._create_invoice(450, -10)
        self._set_limit(500)
        self.assertEqual(self._get_warning(self._create_order(50)), "")
        warning = self._get_warning(self._create_order(60))
        for words in ("450.00", "500.00", "510.00", "above the limit by", "10.00"):
            self.assertIn(words, warning)
        self.assertNotIn("overdue", warning)

    def test_orders_to_be_invoiced_count(self):
        self._set_limit(500)
        self._create_order(450).action_confirm()
        self.assertIn("510.00", self._get_warning(self._create_order(60)))

    def test_debts_to_other_departments_count_for_the_warning(self):
        self._create_invoice(120, 20)
        self.client.user_id = self.colleague
        order = self._create_order()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id.debt_total, 0)  # not his to look at
        self.assertIn("120.00", self._get_warning(order))

    def test_a_payment_that_is_not_set_off_calms(self):
        self._create_invoice(120, 20)
        self._pay_ahead(120)
        self.assertEqual(self._get_warning(self._create_order()), "")

    def test_confirmed_orders_have_no_warning(self):
        self._create_invoice(120, 20)
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(self._get_warning(order), "")

    def test_without_a_deal_core_warns_as_ever(self):
        self._create_invoice(120, 20)
        order = self._create_order()
        order.opportunity_id = False
        self.assertEqual(self._get_warning(order), "")
        self._set_limit(100)
        self.assertIn("reached its credit limit", self._get_warning(order))

    def test_another_currency(self):
        self._create_invoice(450, -10)
        self._set_limit(500)
        currency = self._create_currency(rate=0.5)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        order = self._create_order(30, pricelist_id=pricelist.id)
        self.assertIn("510.00", self._get_warning(order))

    # ---- the decision ------------------------------------------------------------------

    def test_only_warned_by_default(self):
        self._create_invoice(120, 20)
        self._set_limit(10)
        order = self._create_order()
        self.assertFalse(order.approval_problem)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_head_decides_about_overdue_debts(self):
        self.team.approval_overdue = True
        self._create_invoice(120, 20)
        order = self._create_order()
        for path in (
            order.action_confirm,
            order.action_agree,
            lambda: order.write({"state": "sale"}),
        ):
            with self.subTest(path=path):
                self.assertRefused(["approval of the head", "overdue", "120"], path)
                self.assertEqual(order.state, "draft")

        order.action_ask_approval()
        order.with_user(self.head).action_approve()

        self.assertEqual(order.approved_overdue, 120)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.approval_problem)

    def test_an_offer_is_sent_without_the_head(self):
        self.team.approval_overdue = True
        self._create_invoice(120, 20)
        order = self._create_order(require_signature=True)
        order.action_quotation_send()
        order.action_quotation_sent()
        self.assertEqual(order.state, "sent")
        self.assertFalse(order._has_to_be_signed())

    def test_days_that_are_borne(self):
        self.team.write({"approval_overdue": True, "approval_overdue_days": 20})
        self._create_invoice(120, 20)
        self.assertFalse(self._create_order().approval_problem)
        self.team.approval_overdue_days = 19
        self.assertTrue(self._create_order().approval_problem)

    def test_the_head_decides_about_the_limit(self):
        self.team.approval_limit = True
        self._create_invoice(450, -10)
        self._set_limit(500)
        self._create_order(50).action_confirm()
        order = self._create_order(60)
        self.assertRefused(["limit", "560", "500"], order.action_confirm)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        self.assertEqual(order.approved_exposure, 560)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_approval_covers_no_greater_debt(self):
        self.team.write({"approval_overdue": True, "approval_limit": True})
        self._create_invoice(120, 20)
        self._set_limit(200)
        order = self._create_order(100)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        self.env.invalidate_all()
        self.assertFalse(order.approval_problem)

        invoice = self._create_invoice(30, 5)

        self.env.invalidate_all()
        self.assertRefused(["overdue", "150", "250"], order.action_confirm)
        self._pay_part(invoice, 30)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_what_is_paid_meanwhile_counts_at_once(self):
        self.team.approval_overdue = True
        invoice = self._create_invoice(120, 20)
        order = self._create_order()
        self.assertTrue(order.approval_problem)
        self._pay_part(invoice, 120)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_confirmed_order_is_not_asked_about_later(self):
        self.team.approval_overdue = True
        order = self._create_order()
        order.action_confirm()
        self._create_invoice(120, 20)
        self.env.invalidate_all()
        self.assertFalse(order.approval_problem)
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_an_order_confirmed_apart_does_not_join_a_deal(self):
        self.team.approval_overdue = True
        self._create_invoice(120, 20)
        deal = self._create_deal(without_offer=True)
        order = self._create_order(deal=deal)
        order.opportunity_id = False
        order.action_confirm()
        self.assertRefused(
            ["approval of the head"], order.write, {"opportunity_id": deal.id}
        )

    def test_the_approval_is_written_by_its_buttons_only(self):
        order = self._create_order()
        for name in ("approved_overdue", "approved_exposure"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                order.with_user(self.head).write({name: 1000})

    def test_only_the_head_approves(self):
        self.team.approval_overdue = True
        self._create_invoice(120, 20)
        order = self._create_order()
        for user in (self.salesperson, self.colleague):
            with (
                self.subTest(user=user.login),
                self.assertRaises(UserError),
            ):
                order.with_user(user).action_approve()

    def test_who_sets_the_rules(self):
        names = ["approval_overdue", "approval_overdue_days", "approval_limit"]
        team = self.team.with_user(self.head)
        team.write(dict.fromkeys(names, 1))
        self.assertTrue(all(team.read(names)[0][name] for name in names))
        for user in (self.salesperson, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.team.with_user(user).write({"approval_limit": False})

    def test_tomorrow_the_debt_is_overdue(self):
        self.team.approval_overdue = True
        self._create_invoice(120, 0)
        order = self._create_order()
        self.assertFalse(order.approval_problem)
        with freeze_time(self.today + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertTrue(order.approval_problem)

    def test_many_orders_cost_as_one(self):
        self.team.write({"approval_overdue": True, "approval_limit": True})
        clients = [
            self._create_client(vat=False, name=f"C{number}", credit_limit=1)
            for number in range(8)
        ]
        orders = self.env["sale.order"].union(
            *(self._create_order(partner_id=client.id) for client in clients)
        )
        for client in clients:
            self._create_invoice(100, client=client)

        def read(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            problems = some.with_user(self.head).mapped("approval_problem")
            return self.env.cr.sql_log_count - before, problems

        read(orders)
        few, _problems = read(orders[:1])
        many, problems = read(orders)
        self.assertEqual(sum(bool(problem) for problem in problems), 8)
        self.assertLessEqual(many, few + 3)
