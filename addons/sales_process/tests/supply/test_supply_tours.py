from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..supply_common import SupplyCommon


@tagged("post_install", "-at_install")
class TestSupplyTours(HttpCase, SupplyCommon):
    """Goods and promises as a salesperson and a planner work with them, in Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_russian()
        (cls.salesperson | cls.planner).lang = "ru_RU"
        cls.made.name = "TourPump"
        cls.client.name = "Tour client"

    def test_salesperson_promises_dates(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.stocked, 1)])

        self.start_tour(
            f"/odoo/equipment-deals/{deal.id}",
            "sales_process_salesperson_promises",
            login=self.salesperson.login,
            timeout=120,
        )

        promises = self._get_promises(deal)
        self.assertEqual(promises.product_id, self.made | self.stocked)
        self.assertEqual(promises.user_id, self.salesperson)
        self.assertEqual(set(promises.mapped("comment")), {"По плану производства"})

    def test_planner_sees_what_is_late(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        order = deal.sudo().order_ids
        today = fields.Date.context_today(order)
        order._tell_dates({order.order_line: today})
        self._get_productions(deal).date_start = fields.Datetime.now() + timedelta(9)
        self.assertTrue(order.slip_days)
        action = self.env.ref("sales_process.sale_order_action_production")

        self.start_tour(
            f"/odoo/action-{action.id}",
            "sales_process_planner_orders",
            login=self.planner.login,
            timeout=120,
        )
