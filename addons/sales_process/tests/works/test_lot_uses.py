from odoo.tests import Form, tagged

from ..passport_common import PassportCommon


@tagged("post_install", "-at_install")
class TestLotUses(PassportCommon):
    """What contains a lot, and where it is now."""

    def setUp(self):
        super().setUp()
        self.lot = self._receive_lot(self.gauge, "G-1", 20)
        self.blocks = self._make(self.block, "B-1", parts={self.lot: 1})

    def test_a_lot_that_nothing_took_is_on_stock(self):
        other = self._receive_lot(self.gauge, "G-2", 5)

        self.assertUses(other, [("G-2", "stock")])
        self.assertUses(other.browse(), [])

    def test_down_to_the_client_through_a_sub_assembly(self):
        unit = self._make(self.unit, "U-1", parts={self.blocks: 1})
        deal = self._sell(unit)

        self.assertUses(self.lot, [("G-1", "stock"), ("U-1", "shipped")])
        row = next(row for row in self.lot._get_uses() if row["lot_id"] == unit.id)
        self.assertEqual(row["order_id"], deal.sudo().order_ids.id)
        self.assertEqual(row["partner_id"], self.client.id)
        orders = self._get_order(self.blocks), self._get_order(unit)
        self.assertEqual(
            row["path"],
            f"G-1 → {orders[0].name} → B-1 → {orders[1].name} → U-1",
        )
        self.assertEqual(row["source_ids"], self.lot.ids)

    def test_a_lot_partly_consumed_is_partly_here(self):
        rows = self.lot._get_uses()

        here = next(row for row in rows if row["lot_id"] == self.lot.id)
        self.assertEqual(here["quantity"], 19)

    def test_the_same_lot_in_two_orders(self):
        blocks = self._make(self.block, "B-2", parts={self.lot: 1})

        self.assertUses(
            self.lot, [("G-1", "stock"), ("B-1", "stock"), ("B-2", "stock")]
        )
        self.assertUses(blocks, [("B-2", "stock")])

    def test_another_lot_of_the_same_product_is_not_named(self):
        other = self._receive_lot(self.gauge, "G-2", 5)
        self._make(self.block, "B-2", parts={other: 1})

        self.assertUses(self.lot, [("G-1", "stock"), ("B-1", "stock")])

    def test_an_order_of_several_serials_names_all_of_them(self):
        self._make(self.block, "B-2", "B-3", parts={self.lot: 2})

        names = {row["lot_id"] for row in self.lot._get_uses()}
        self.assertEqual(len(names), 4)

    def test_an_order_done_in_parts(self):
        order = self.env["mrp.production"].create(
            {"product_id": self.block.id, "product_qty": 2}
        )
        order.action_confirm()
        other = self._receive_lot(self.gauge, "G-2", 5)
        first, second = self._create_lots(self.block, "B-2", "B-3")
        order.qty_producing = 1
        order.lot_producing_ids = first
        order._set_qty_producing()
        self._set_lots(order.move_raw_ids, {self.lot: 1})
        order.move_raw_ids.picked = True
        action = order.button_mark_done()
        Form.from_action(self.env, action).save().action_backorder()
        rest = order.production_group_id.production_ids - order
        rest.lot_producing_ids = second
        rest.qty_producing = 1
        rest._set_qty_producing()
        self._set_lots(rest.move_raw_ids, {other: 1})
        rest.move_raw_ids.picked = True
        rest.button_mark_done()

        self.assertEqual(set((order | rest).mapped("state")), {"done"})
        self.assertUses(
            self.lot, [("G-1", "stock"), ("B-1", "stock"), ("B-2", "stock")]
        )
        self.assertUses(other, [("G-2", "stock"), ("B-3", "stock")])

    def test_a_by_product_comes_of_the_same_parts(self):
        rest = self._create_goods("Rest", "lot")
        bom = self.block.bom_ids
        bom.byproduct_ids = [(0, 0, {"product_id": rest.id, "product_qty": 1})]
        order = self.env["mrp.production"].create(
            {"product_id": self.block.id, "product_qty": 1, "bom_id": bom.id}
        )
        order.action_confirm()
        rest_lot = self._create_lots(rest, "R-1")
        self._set_lots(order.move_byproduct_ids, {rest_lot: 1})
        self._finish_making(order, self.block, ("B-2",), {self.lot: 1})

        self.assertUses(
            self.lot,
            [
                ("G-1", "stock"), ("B-1", "stock"), ("B-2", "stock"), ("R-1", "stock"),
            ],
        )  # fmt: skip

    def test_a_batch_with_several_clients(self):
        batch = self._create_goods("Batch", "lot")
        self._create_bom(batch, self.gauge)
        lots = self._make(batch, "X-1", parts={self.lot: 1})
        self.env["stock.quant"]._update_available_quantity(
            batch, self.warehouse.lot_stock_id, 9, lot_id=lots
        )
        self._sell({lots: 4})
        self._sell({lots: 3}, partner_id=self.other_client.id)

        rows = [row for row in self.lot._get_uses() if row["lot_id"] == lots.id]
        self.assertEqual(
            sorted((row["where"], row["quantity"]) for row in rows),
            [("shipped", 3), ("shipped", 4), ("stock", 3)],
        )
        self.assertEqual(
            {row.get("partner_id") for row in rows},
            {self.client.id, self.other_client.id, None},
        )

    def test_a_spare_part_sold_as_it_is(self):
        self._sell({self.lot: 2})

        self.assertUses(
            self.lot, [("G-1", "stock"), ("G-1", "shipped"), ("B-1", "stock")]
        )

    def test_a_part_sold_in_a_kit(self):
        kit = self._create_goods("Kit", "none")
        self._create_bom(kit, self.gauge | self.screw, type="phantom")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [(0, 0, {"product_id": kit.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        self._do(order.picking_ids, {self.gauge: {self.lot: 2}})

        rows = [row for row in self.lot._get_uses() if row["where"] == "shipped"]
        self.assertEqual([row["quantity"] for row in rows], [2])
        self.assertEqual(rows[0]["order_id"], order.id)

    def test_returned_goods_are_here_and_the_client_had_them(self):
        deal = self._sell(self.blocks)
        self._take_back(deal.sudo().order_ids.picking_ids, {self.blocks: 1})

        self.assertUses(
            self.lot, [("G-1", "stock"), ("B-1", "returned"), ("B-1", "stock")]
        )

    def test_goods_sold_again_are_at_the_second_client(self):
        deal = self._sell(self.blocks)
        self._take_back(deal.sudo().order_ids.picking_ids, {self.blocks: 1})
        self._sell(self.blocks, partner_id=self.other_client.id)

        rows = {row["where"]: row for row in self.blocks._get_whereabouts()}
        self.assertEqual(set(rows), {"returned", "shipped"})
        self.assertEqual(rows["returned"]["partner_id"], self.client.id)
        self.assertEqual(rows["shipped"]["partner_id"], self.other_client.id)

    def test_a_part_of_a_batch_comes_back(self):
        deal = self._sell({self.lot: 5})
        self._take_back(deal.sudo().order_ids.picking_ids, {self.lot: 2})

        rows = {row["where"]: row["quantity"] for row in self.lot._get_whereabouts()}
        self.assertEqual(rows, {"shipped": 3, "returned": 2, "stock": 16})

    def test_unbuilt_goods_are_dismantled_and_the_part_is_free(self):
        self._unbuild(self.blocks, self._get_order(self.blocks))

        self.assertUses(self.lot, [("G-1", "stock"), ("B-1", "dismantled")])

    def test_a_part_of_unbuilt_goods_goes_on(self):
        self._unbuild(self.blocks, self._get_order(self.blocks))
        self._make(self.block, "B-2", parts={self.lot: 1})

        self.assertUses(
            self.lot, [("G-1", "stock"), ("B-1", "dismantled"), ("B-2", "stock")]
        )

    def test_unbuilding_gives_no_new_carriers(self):
        other = self._receive_lot(self.gauge, "G-2", 5)
        batch = self._create_goods("Pair", "serial")
        pipe = self._create_goods("Pipe", "lot")
        pipes = self._receive_lot(pipe, "P-1", 5)
        self._create_bom(batch, self.gauge | pipe)
        pair = self._make(batch, "PAIR", parts={other: 1, pipes: 1})
        self._unbuild(pair, self._get_order(pair))

        self.assertUses(other, [("G-2", "stock"), ("PAIR", "dismantled")])

    def test_scrapped_goods(self):
        self._scrap(self.blocks)

        self.assertUses(self.lot, [("G-1", "stock"), ("B-1", "scrapped")])

    def test_a_component_scrapped_in_an_order_is_not_in_its_product(self):
        other = self._receive_lot(self.gauge, "G-2", 5)
        order = self._get_order(self.blocks)
        self._scrap(other, production_id=order.id)

        self.assertUses(other, [("G-2", "stock"), ("G-2", "scrapped")])

    def test_parts_that_wait_in_an_order(self):
        order = self.env["mrp.production"].create(
            {"product_id": self.block.id, "product_qty": 3}
        )
        order.action_confirm()
        self._set_lots(order.move_raw_ids, {self.lot: 3})

        rows = {row["where"]: row for row in self.lot._get_whereabouts()}
        self.assertEqual(rows["production"]["quantity"], 3)
        self.assertEqual(rows["production"]["document"], order.name)
        self.assertEqual(rows["stock"]["quantity"], 16)

    def test_goods_of_a_cancelled_delivery_are_here(self):
        self._create_agreed_deal([(self.block, 1)]).sudo().order_ids.action_cancel()

        self.assertUses(self.blocks, [("B-1", "stock")])

    def test_a_repair_puts_a_part_in(self):
        other = self._receive_lot(self.gauge, "G-2", 5)
        repair = self._repair(self.blocks, other)

        self.assertUses(other, [("G-2", "stock"), ("B-1", "stock")])
        row = next(row for row in other._get_uses() if row["lot_id"] != other.id)
        self.assertEqual(row["path"], f"G-2 → {repair.name} → B-1")

    def test_a_repair_takes_the_part_out(self):
        self._repair(self.blocks, self.lot, "remove")

        self.assertUses(
            self.lot,
            [("G-1", "stock"), ("G-1", "scrapped"), ("B-1", "replaced")],
        )

    def test_taken_out_here_and_still_in_there(self):
        """B-1 lost the part of the first lot, it still has that of the second."""
        other = self._receive_lot(self.gauge, "G-2", 5)
        self._repair(self.blocks, other)
        self._repair(self.blocks, self.lot, "remove")

        found = {
            (row["lot_id"], row["where"]) for row in (self.lot | other)._get_uses()
        }
        self.assertIn((self.blocks.id, "stock"), found)
        self.assertNotIn((self.blocks.id, "replaced"), found)

    def test_a_circle_ends(self):
        """A block is in a unit, and the unit is put into the block."""
        unit = self._make(self.unit, "U-1", parts={self.blocks: 1})
        self._unbuild(unit, self._get_order(unit))
        self.env["stock.quant"]._update_available_quantity(
            self.unit, self.warehouse.lot_stock_id, 1, lot_id=unit
        )
        self._repair(self.blocks, unit)

        expected = [("B-1", "stock"), ("U-1", "dismantled")]
        self.assertUses(self.blocks, expected)
        self.assertUses(unit, expected)
        self.assertTrue(unit._trace_components()["consumed"])

    def test_goods_without_serials_are_named_by_their_order(self):
        order = self._make(self.plate, parts={self.lot: 1})

        rows = self.lot._get_uses()
        row = next(row for row in rows if row["where"] == "unknown")
        self.assertEqual(row["product_id"], self.plate.id)
        self.assertEqual(row["document"], order.name)
        self.assertFalse(row["lot_id"])

    def test_a_part_without_serials_is_followed_into_its_order(self):
        machine = self._create_goods("Machine", "serial")
        self._create_bom(machine, self.plate)
        to_order = self.env.ref("stock.route_warehouse0_mto")
        to_order.active = True
        self.plate.route_ids = self.warehouse.manufacture_pull_id.route_id | to_order
        order = self.env["mrp.production"].create(
            {"product_id": machine.id, "product_qty": 1}
        )
        order.action_confirm()
        inner = order.move_raw_ids.move_orig_ids.production_id
        self.assertTrue(inner)
        self._finish_making(inner, self.plate, (), {self.lot: 1})
        self._finish_making(order, machine, ("M-1",), {})

        self.assertUses(
            self.lot, [("G-1", "stock"), ("B-1", "stock"), ("M-1", "stock")]
        )
        tree = self.env["stock.lot"].search([("name", "=", "M-1")])._trace_components()
        self.assertIn(
            self.lot,
            [part["lot"] for parts in tree["consumed"].values() for part in parts],
        )

    def test_another_company_is_not_looked_into(self):
        company = self.env["res.company"].create({"name": "Second"})
        lots = self.lot.with_context(allowed_company_ids=company.ids)

        self.assertFalse([row for row in lots._get_uses() if row["where"] != "stock"])

    def test_queries_do_not_grow_with_what_is_found(self):
        def count(lot):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lot._get_uses()
            return self.env.cr.sql_log_count - before

        deal = self._sell(self.blocks)
        self.assertTrue(deal)
        few = count(self.lot)
        many_lot = self._receive_lot(self.gauge, "G-2", 60)
        for number in range(50):
            block = self._make(self.block, f"C-{number}", parts={many_lot: 1})
            if number % 10 == 0:
                self._sell(block)
        many = count(many_lot)

        self.assertLessEqual(many, few + 5)
