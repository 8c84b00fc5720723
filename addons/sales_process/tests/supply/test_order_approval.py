from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..deal_common import DealCommon

APPROVE = "sales_process.mail_activity_type_approve_order"


@tagged("post_install", "-at_install")
class TestOrderApproval(DealCommon):
    """Orders with a great discount or amount wait for the head (R081)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"approval_discount": 10, "approval_amount": 0})
        cls.orphan.taxes_id = False
        cls.stocked.taxes_id = False

    def _create_order(self, discount=0, quantity=1, deal=None, **values):
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
                            {
                                "product_id": self.stocked.id,
                                "product_uom_qty": quantity,
                                "discount": discount,
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    def _get_task(self, order):
        kind = self.env.ref(APPROVE)
        return order.sudo().activity_ids.filtered(lambda t: t.activity_type_id == kind)

    # ------------------------------------------------------------------- when it is asked

    def test_up_to_the_limit_nothing_is_asked(self):
        for discount in (0, 10):
            with self.subTest(discount=discount):
                order = self._create_order(discount)
                self.assertFalse(order.approval_problem)
                order.action_confirm()
                self.assertEqual(order.state, "sale")

    def test_above_the_limit_the_head_is_needed(self):
        order = self._create_order(10.5)
        self.assertEqual(order.list_discount, 10.5)
        self.assertIn("10", order.approval_problem)

    def test_a_lowered_price_is_a_discount(self):
        order = self._create_order()
        order.order_line.price_unit = 80
        self.assertEqual(order.list_discount, 20)
        self.assertTrue(order.approval_problem)

    def test_a_discount_of_the_price_list_is_none(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Dealers",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 30})
                ],
            }
        )
        order = self._create_order(pricelist_id=pricelist.id)
        order.order_line.discount = 0
        order._recompute_prices()
        line = order.order_line
        self.assertEqual(line.price_unit * (1 - line.discount / 100), 70)
        self.assertEqual(order.list_discount, 0)

    def test_amount(self):
        self.team.write({"approval_discount": 0, "approval_amount": 300})
        self.assertFalse(self._create_order(quantity=3).approval_problem)
        order = self._create_order(quantity=4)
        self.assertTrue(order.approval_problem)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        self.assertFalse(order.approval_problem)
        order.order_line.product_uom_qty = 5
        self.assertTrue(order.approval_problem)

    def test_amount_in_another_currency(self):
        self.team.write({"approval_discount": 0, "approval_amount": 300})
        currency = self.env["res.currency"].create(
            {"name": "TST", "symbol": "T", "rate_ids": [Command.create({"rate": 0.5})]}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        order = self._create_order(quantity=4, pricelist_id=pricelist.id)
        self.assertEqual(order.amount_total, 200)
        self.assertTrue(order.approval_problem)

    def test_limits_are_off_by_default(self):
        order = self._create_order(90)
        self.team.write({"approval_discount": 0})
        self.assertFalse(order.approval_problem)
        self.assertFalse(self.env["crm.team"].create({"name": "New"}).approval_discount)

    def test_orders_without_a_deal_are_asked_nothing(self):
        order = self._create_order(50)
        order.opportunity_id = False
        self.assertFalse(order.approval_problem)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    # ------------------------------------------------------------------- every path

    def test_no_path_leads_past_the_head(self):
        order = self._create_order(20)
        for path in (
            order.action_confirm,
            order.action_agree,
            order.action_quotation_send,
            order.action_quotation_sent,
            lambda: order.write({"state": "sent"}),
            lambda: order.write({"state": "sale"}),
            lambda: order.with_context(mark_so_as_sent=True).message_post(body="Offer"),
            lambda: order.with_user(self.planner).sudo().action_confirm(),
        ):
            with self.subTest(path=path):
                self.assertRefused(["approval of the head", "20"], path)
                self.assertEqual(order.state, "draft")
        with self.assertRaises(UserError):
            self._create_order(20, state="sale")

    def test_an_order_confirmed_apart_does_not_join_a_deal(self):
        order = self._create_order(20)
        deal = order.opportunity_id
        order.opportunity_id = False
        order.action_confirm()

        self.assertRefused(
            ["approval of the head"], order.write, {"opportunity_id": deal.id}
        )

        self.assertFalse(order.opportunity_id)
        good = self._create_order(5, deal=deal)
        good.opportunity_id = False
        good.action_confirm()
        good.opportunity_id = deal
        self.assertEqual(good.opportunity_id, deal)

    def test_fifty_orders_at_once(self):
        good = self._create_order(5)
        orders = good | good.union(*(self._create_order(5) for _number in range(48)))
        bad = self._create_order(20)
        self.assertRefused([bad.name], (orders | bad).action_confirm)
        self.assertEqual(set((orders | bad).mapped("state")), {"draft"})
        orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_the_client_does_not_sign_nor_pay(self):
        order = self._create_order(20, require_signature=True, require_payment=True)
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        self.assertTrue(order._has_to_be_signed())
        self.assertTrue(order._has_to_be_paid())

    def test_a_confirmed_order_is_not_made_cheaper(self):
        order = self._create_order(5)
        order.action_confirm()
        line = order.order_line
        for change in (
            lambda: line.write({"discount": 20}),
            lambda: line.write({"price_unit": 50}),
            lambda: order.write(
                {"order_line": [Command.update(line.id, {"discount": 90})]}
            ),
        ):
            with self.subTest(change=change):
                self.assertRefused(["only the head"], change)
        line.with_user(self.head).discount = 20
        self.assertEqual(line.discount, 20)

    # ------------------------------------------------------------------- asking, deciding

    def test_asked_and_approved(self):
        order = self._create_order(20)
        order.action_ask_approval()
        self.assertEqual(order.approval_state, "asked")
        task = self._get_task(order)
        self.assertEqual(task.user_id, self.head)
        self.assertIn("20", task.summary)
        self.assertRefused(["asked already"], order.action_confirm)

        order.with_user(self.head).action_approve()
        self.assertEqual(order.approval_state, "approved")
        self.assertEqual(order.approval_user_id, self.head)
        self.assertEqual(order.approved_discount, 20)
        self.assertFalse(self._get_task(order))
        self.assertFalse(order.approval_problem)
        note = order.message_ids[0]
        self.assertEqual(note.author_id, self.head.partner_id)
        self.assertEqual(note.partner_ids, self.salesperson.partner_id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_approval_covers_what_was_approved(self):
        order = self._create_order(20)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()

        order.order_line.discount = 15
        self.assertFalse(order.approval_problem)
        order.order_line.discount = 21
        self.assertTrue(order.approval_problem)
        self.assertRefused(["21", "20"], order.action_confirm)
        order.action_ask_approval()
        self.assertEqual(order.approval_state, "asked")

    def test_refused_with_a_reason(self):
        order = self._create_order(20)
        order.action_ask_approval()
        action = order.with_user(self.head).action_refuse()
        form = Form(
            self.env["sale.order.refuse"]
            .with_user(self.head)
            .with_context(**action["context"])
        )
        form.note = "Offer a longer guarantee instead"
        form.save().action_refuse()

        self.assertEqual(order.approval_state, "refused")
        self.assertFalse(self._get_task(order))
        self.assertIn("longer guarantee", order.message_ids[0].body)
        self.assertRefused(["approval of the head"], order.action_confirm)
        order.order_line.discount = 10
        order.action_confirm()

    def test_asked_twice_is_one_task(self):
        order = self._create_order(20)
        order.action_ask_approval()
        order.order_line.discount = 30
        order.action_ask_approval()
        self.assertEqual(len(self._get_task(order)), 1)
        self.assertIn("30", self._get_task(order).summary)

    def test_the_task_ends_when_nothing_is_to_approve(self):
        order = self._create_order(20)
        order.action_ask_approval()
        order.order_line.discount = 0
        order.action_confirm()
        self.assertFalse(self._get_task(order))

    def test_the_deputy_of_an_absent_head_is_asked(self):
        order = self._create_order(20)
        with patch.object(
            type(self.team), "_get_sales_leader", lambda team: self.colleague
        ):
            order.action_ask_approval()
            self.assertEqual(self._get_task(order).user_id, self.colleague)
            order.with_user(self.colleague).action_approve()
        self.assertEqual(order.approval_state, "approved")

    def test_nothing_to_ask(self):
        order = self._create_order(5)
        self.assertRefused(["needs no approval"], order.action_ask_approval)
        self.assertRefused(
            ["needs no approval"], order.with_user(self.head).action_approve
        )

    def test_a_department_without_a_head(self):
        self.team.user_id = False
        order = self._create_order(20)
        self.assertRefused(["has no head"], order.action_ask_approval)

    # ------------------------------------------------------------------- rights

    def test_nobody_else_approves(self):
        order = self._create_order(20)
        order.action_ask_approval()
        for user in (self.salesperson, self.other_head, self.planner, self.accountant):
            for call in ("action_approve", "action_refuse"):
                with self.subTest(user=user.login, call=call):
                    self.assertRefused(
                        ["Only the head"], getattr(order.with_user(user), call)
                    )
        self.assertEqual(order.approval_state, "asked")

    def test_the_approval_is_not_written_by_hand(self):
        order = self._create_order(20)
        for values in (
            {"approval_state": "approved"},
            {"approved_discount": 50},
            {"approved_amount": 1000},
            {"approval_user_id": self.head.id},
        ):
            for user in (self.salesperson, self.head):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(AccessError),
                ):
                    order.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self._create_order(20, approval_state="approved")
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.salesperson).with_context(
                default_approval_state="approved", default_approved_discount=50
            ).create({"partner_id": self.client.id})

    def test_an_approval_is_not_copied(self):
        order = self._create_order(20)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        self.assertFalse(order.copy().approval_state)

    def test_only_heads_know_and_set_the_limits(self):
        with self.assertRaises(AccessError):
            self.team.with_user(self.salesperson).read(["approval_discount"])
        with self.assertRaises(AccessError):
            self.team.with_user(self.salesperson).approval_discount = 99

    # ------------------------------------------------------------------- the requirement

    def test_check_of_a_stage(self):
        deal = self._create_deal()
        check = deal._passes_order_approved
        self.assertTrue(check())
        order = self._create_order(20, deal=deal)
        self.assertFalse(check())
        order.action_ask_approval()
        self.assertFalse(check())
        order.with_user(self.head).action_approve()
        self.assertTrue(check())
        self._create_order(90, deal=deal)
        self.assertTrue(check(), "the approved variant may go to the client")
        self.assertIn(deal.id, deal._since_order_approved())

    def test_stage_asks_for_the_approval(self):
        stage = self.env.ref("sales_process.stage_selection")
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": stage.id,
                "type": "check",
                "check": "order_approved",
                "when": "leave",
                "message": "Let the head approve the order",
            }
        )
        self.env.cr.flush()
        deal = self._create_deal()
        order = self._create_order(20, deal=deal)
        texts = [i["text"] for i in deal.process_panel["items"] if not i["done"]]
        self.assertIn("Let the head approve the order", texts)
        order.action_ask_approval()
        order.with_user(self.head).action_approve()
        deal.invalidate_recordset()
        texts = [i["text"] for i in deal.process_panel["items"] if not i["done"]]
        self.assertNotIn("Let the head approve the order", texts)

    def test_queries_do_not_grow_with_the_orders(self):
        orders = self.env["sale.order"].union(
            *(self._create_order(5) for _number in range(50))
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("approval_problem")
            return self.env.cr.sql_log_count - before

        count(orders)
        one = count(orders[:1])
        # core asks the price list once for each line
        self.assertLessEqual(count(orders), one + 50)
        self.team.write({"approval_discount": 0, "approval_amount": 1000})
        self.assertLessEqual(count(orders), count(orders[:1]) + 2)
