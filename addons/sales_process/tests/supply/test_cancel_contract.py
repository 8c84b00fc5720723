from odoo.tests import Form, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestCancelContract(DealCommon):
    """A contract is cancelled after it was won: everybody concerned hears of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner.group_ids = [(4, cls.env.ref("mrp.group_mrp_user").id)]

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal([(self.made, 2), (self.bought, 3)])
        self.order = self.deal.sudo().order_ids
        self.production = self.order.stock_reference_ids.production_ids
        self.purchase = self.order.stock_reference_ids.purchase_ids
        self.production.user_id = self.planner

    def _wizard(self, **values):
        action = self.deal.action_ask_cancel_contract()
        return (
            self.env[action["res_model"]]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({"reason": "The client has no money", **values})
        )

    def _get_cancel_tasks(self, document):
        kind = self.env.ref("sales_process.mail_activity_type_order_cancelled")
        return document.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def test_form_shows_what_hangs_on_the_contract(self):
        wizard = self._wizard()

        self.assertEqual(wizard.order_names, self.order.name)
        self.assertEqual(wizard.production_names, self.production.name)
        self.assertEqual(wizard.purchase_names, self.purchase.name)

    def test_planner_and_buyer_are_told(self):
        buyer = self.env.ref("base.user_admin")
        self.purchase.user_id = buyer

        self._wizard().action_apply()

        self.assertEqual(self.order.state, "cancel")
        self.assertStage(self.deal, "selection")
        self.assertEqual(self.deal.won_status, "pending")
        task = self._get_cancel_tasks(self.production)
        self.assertEqual(task.user_id, self.planner)
        self.assertIn(self.order.name, task.summary)
        self.assertIn(self.production.name, task.summary)
        self.assertEqual(self._get_cancel_tasks(self.purchase).user_id, buyer)
        self.assertEqual(self.deal.decision_ids[0].kind, "cancel_contract")
        self.assertIn("no money", self.deal.decision_ids[0].comment)

    def test_finished_documents_are_left_alone(self):
        self._produce(self.deal)

        self._wizard().action_apply()

        self.assertFalse(self._get_cancel_tasks(self.production))
        self.assertTrue(self._get_cancel_tasks(self.purchase))

    def test_order_cancelled_outside_of_the_deal_is_told_too(self):
        self.order._action_cancel()

        self.assertTrue(self._get_cancel_tasks(self.production))
        self.assertTrue(self._get_cancel_tasks(self.purchase))
        self.assertEqual(self._get_cancel_tasks(self.deal).user_id, self.salesperson)

    def test_deal_may_be_lost_with_it(self):
        form = Form(
            self.env["sales.contract.cancel"]
            .with_user(self.salesperson)
            .with_context(default_lead_id=self.deal.id)
        )
        form.reason = "Bankrupt"
        form.is_lost = True
        form.lost_reason_id = self.lost_reason
        form.competitor_id = self.competitor

        form.save().action_apply()

        self.assertEqual(self.deal.won_status, "lost")
        self.assertFalse(self.deal.active)

    def test_agreed_anew_it_moves_on_by_itself(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        deal.action_cancel_contract("Another variant")
        self.assertStage(deal, "selection")
        self.assertTrue(deal.stage_held)

        self._create_quotation(deal, [(self.made, 2)]).action_agree()

        self.assertStage(deal, "production")
        self.assertFalse(deal.stage_held)

    def test_reason_is_needed(self):
        self.assertRefused(["Write why"], self._wizard(reason=" ").action_apply)

    def test_shipped_goods_come_back_first(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._ship(deal)

        self.assertRefused(["make a return"], deal.action_ask_cancel_contract)

    def test_orders_of_nobody_are_cancelled_as_in_core(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [
                    (0, 0, {"product_id": self.stocked.id, "product_uom_qty": 1})
                ],
            }
        )
        order.action_confirm()

        order._action_cancel()

        kind = self.env.ref("sales_process.mail_activity_type_order_cancelled")
        self.assertFalse(
            self.env["mail.activity"].search_count(
                [
                    ("activity_type_id", "=", kind.id),
                    ("res_model", "=", "sale.order"),
                    ("res_id", "=", order.id),
                ]
            )
        )
