from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestOrderSplit(DealCommon):
    def _get_quantities(self, deal):
        """product -> (reserved, making, buying, shipped) of the deal's lines"""
        lines = deal.order_ids.order_line.with_user(self.salesperson)
        lines.invalidate_recordset()
        return {
            line.product_id.name: (
                line.qty_reserved,
                line.qty_making,
                line.qty_buying,
                line.qty_shipped,
            )
            for line in lines
        }

    def test_each_line_takes_its_way(self):
        deal = self._create_agreed_deal(
            [(self.stocked, 2), (self.made, 1), (self.bought, 5), (self.orphan, 1)],
        )

        self.assertEqual(
            self._get_quantities(deal),
            {
                "stocked": (2, 0, 0, 0),
                "made": (0, 1, 0, 0),
                "bought": (0, 0, 5, 0),
                "orphan": (0, 0, 0, 0),
            },
        )
        self.assertEqual(deal.supply_state, "partial")
        self.assertStage(deal, "production")
        orphan = deal.order_ids.order_line.filtered(
            lambda line: line.product_id == self.orphan,
        )
        self.assertIn("not on stock", orphan.supply_problem)

    def test_one_line_in_two_ways(self):
        self._put_on_stock(self.made, 1)

        deal = self._create_agreed_deal([(self.made, 3)])

        self.assertEqual(self._get_quantities(deal)["made"], (1, 2, 0, 0))

    def test_goods_move_the_deal(self):
        deal = self._create_agreed_deal(
            [(self.stocked, 1), (self.made, 1), (self.bought, 1)]
        )

        self._produce(deal)
        self.assertStage(deal, "production")
        self._receive(deal)
        self.assertStage(deal, "stock")
        self.assertEqual(deal.supply_state, "ready")
        self.assertEqual(deal.supply_percent, 100)
        self._ship(deal)

        self.assertEqual(deal.supply_state, "shipped")
        self.assertStage(deal, "service")

    def test_services_need_no_supply(self):
        deal = self._create_agreed_deal([(self.job, 1)])

        self.assertEqual(deal.supply_state, "none")
        self.assertFalse(deal.needs_production)

    def test_stock_only(self):
        deal = self._create_agreed_deal([(self.stocked, 5)])

        self.assertEqual(deal.supply_state, "reserved")
        self.assertFalse(deal.needs_production)
        self.assertFalse(deal.sudo().order_ids.stock_reference_ids.purchase_ids)

    def test_orders_without_a_deal_behave_as_before(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [
                    (0, 0, {"product_id": self.bought.id, "product_uom_qty": 5})
                ],
            },
        )

        order.action_confirm()

        self.assertFalse(order.stock_reference_ids.purchase_ids)
        self.assertEqual(
            order.picking_ids.move_ids.rule_id.procure_method, "make_to_stock"
        )

    def test_product_with_its_own_route_keeps_it(self):
        route = self.env["stock.route"].create(
            {"name": "Own", "product_selectable": True},
        )
        self.bought.route_ids = route

        deal = self._create_agreed_deal([(self.bought, 1)])

        self.assertFalse(deal.sudo().order_ids.stock_reference_ids.purchase_ids)

    def test_routes_of_core_are_untouched(self):
        mto = self.env.ref("stock.route_warehouse0_mto")

        self.assertFalse(mto.active)
        self.assertFalse(
            mto.with_context(active_test=False).rule_ids
            & self.warehouse.stock_first_pull_id,
        )

    def test_new_and_changed_warehouses_have_the_rule(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC"}
        )
        rule = warehouse.stock_first_pull_id
        self.assertEqual(rule.procure_method, "mts_else_mto")
        self.assertEqual(rule.location_src_id, warehouse.lot_stock_id)

        warehouse.delivery_steps = "pick_ship"

        self.assertEqual(rule.location_dest_id, warehouse.mto_pull_id.location_dest_id)

    def test_two_step_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"

        deal = self._create_agreed_deal([(self.stocked, 1), (self.bought, 2)])

        quantities = self._get_quantities(deal)
        self.assertEqual(quantities["stocked"], (1, 0, 0, 0))
        self.assertEqual(quantities["bought"], (0, 0, 2, 0))

    def test_quantity_changed_after_confirmation(self):
        deal = self._create_agreed_deal([(self.bought, 3)])
        line = deal.sudo().order_ids.order_line

        line.product_uom_qty = 5
        self.assertEqual(self._get_quantities(deal)["bought"], (0, 0, 5, 0))
        line.product_uom_qty = 2

        self.assertEqual(self._get_quantities(deal)["bought"], (0, 0, 2, 0))

    def test_other_variants_are_cancelled_when_one_is_agreed(self):
        deal = self._create_deal()
        chosen = self._create_quotation(deal, [(self.stocked, 1)])
        other = self._create_quotation(deal, [(self.stocked, 2)])

        action = deal.action_agree()
        self.assertEqual(action["domain"], [("id", "in", (chosen | other).ids)])
        chosen.action_agree()

        self.assertEqual((chosen.state, other.state), ("sale", "cancel"))

    def test_nothing_to_agree(self):
        deal = self._create_deal()

        self.assertRefused(["Make a quotation"], deal.action_agree)

    def test_contract_needs_a_complete_deal(self):
        """The order itself refuses too, not only the button of the deal."""
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.stocked, 1)])
        deal.equipment_type_ids = False

        self.assertRefused(["type of equipment"], quotation.action_confirm)

    def test_readiness_of_work_orders(self):
        center = self.env["mrp.workcenter"].create({"name": "Assembly"})
        self.made.bom_ids.operation_ids = [
            (
                0,
                0,
                {
                    "name": name,
                    "workcenter_id": center.id,
                    "time_cycle_manual": minutes,
                },
            )
            for name, minutes in (("one", 30), ("two", 90))
        ]
        deal = self._create_agreed_deal([(self.made, 1)])
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        first = production.workorder_ids.sorted("id")[:1]

        first.button_start()
        first.duration = 30
        first.button_finish()

        self.assertEqual(production._get_work_percent(), 25.0)
        self.assertEqual(deal.supply_percent, 25.0)

    def test_supply_of_a_list_costs_a_constant_number_of_queries(self):
        def count(number):
            lines = [(self.stocked, 1), (self.made, 1), (self.bought, 1)] * number
            deal = self._create_agreed_deal(lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deal.sudo().order_ids.order_line.mapped("ready_percent")
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(10), count(1) + 5)

    def test_client_asks_about_the_order_in_production(self):
        """His letter belongs to the deal that is won and not closed."""
        deal = self._create_agreed_deal([(self.made, 1)])
        inquiry = self.env["sales.inquiry"].create(
            {"channel": "email", "email_from": self.client.email, "body": "When?"},
        )

        inquiry._process_new()

        self.assertEqual(inquiry.lead_id, deal)
        self.assertEqual(inquiry.user_id, self.salesperson)
