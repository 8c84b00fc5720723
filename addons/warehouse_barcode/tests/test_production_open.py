from odoo.exceptions import AccessError
from odoo.tests import tagged

from .production_common import ProductionCommon


@tagged("post_install", "-at_install")
class TestProductionOpen(ProductionCommon):
    def test_device_gets_all_it_needs(self):
        order = self._pump_order(3, works=["Assemble"])
        made = self._create_order(self._create_bom(self.pump, [(self.screw, 1)]))
        self._produce(made, "OLD-PUMP")
        self._apply("validate", made)
        self._create_lot(self.pump, "LABEL")
        self._produce(order, "P-1")

        opened = self.service.open(order.name)

        header = opened["document"]
        self.assertEqual(
            (header["key"], header["flow"], header["consumption"], header["partner"]),
            ("production_id", "production", "flexible", "Pump"),
        )
        products = {row["id"]: row for row in opened["products"]}
        self.assertEqual(products[self.pump.id]["codes"][0]["code"], "PUMP-1")
        [finished] = opened["finished"]
        self.assertEqual(
            (finished["demand"], finished["done"], finished["lots"]), (3, 1, ["P-1"])
        )
        self.assertTrue(finished["is_main"])
        self.assertFalse(finished["needs_expiry"])
        [work] = opened["workorders"]
        self.assertEqual((work["name"], work["workcenter"]), ("Assemble", "Assembly"))
        self.assertEqual(opened["known_lots"], {self.pump.id: ["OLD-PUMP"]})
        self.assertEqual(opened["history"][0]["type"], "produce_scan")
        self.assertEqual(
            {lot["name"] for lot in opened["lots"]}, {"M-1", "M-2", "M-3", "OLD", "NEW"}
        )

    def test_ready_orders_are_in_the_list_and_have_the_button(self):
        order = self._pump_order()
        draft = order.copy()

        documents = self.service.open()["documents"]
        ids = [row["id"] for row in documents if row["flow"] == "production"]

        self.assertIn(order.id, ids)
        self.assertNotIn(draft.id, ids)
        self.assertTrue(order.can_scan)
        self.assertFalse(draft.can_scan)
        action = order.with_user(self.storekeeper).action_open_scanner()
        self.assertEqual(action["params"], {"production_id": order.id})
        unknown = self.service.open({"production_id": draft.id})
        self.assertEqual(unknown["message_code"], "document_draft")

    def test_order_names_its_product_in_the_list(self):
        order = self._pump_order()

        documents = self.service.open()["documents"]

        [row] = [row for row in documents if row["name"] == order.name]
        self.assertEqual(row["partner"], "Pump")

    def test_code_beside_the_order_is_found_with_its_product(self):
        found = self.service.search_code("OLD")["candidates"]

        lots = [row for row in found if row["type"] == "lot"]
        self.assertIn(
            (self.old.id, self.oil.id, "Oil"),
            [(row["id"], row["product_id"], row["product"]) for row in lots],
        )

    def test_transfers_carry_nothing_of_production(self):
        delivery = self._create_delivery((self.screw, 1))

        opened = self.service.open(delivery.name)

        self.assertNotIn("finished", opened)

    def _count(self, method):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_components(self):
        small, large = self._order_of(1), self._order_of(50)
        for order in (small, large):
            self.service.open({"production_id": order.id})

        counts = [
            self._count(lambda one=one: self.service.open({"production_id": one.id}))
            for one in (small, large)
        ]
        self.assertLessEqual(counts[1] - counts[0], 3, counts)
        counts = [
            self._count(
                lambda one=one: self._consume(
                    one, product_id=one.move_raw_ids[0].product_id.id
                )
            )
            for one in (small, large)
        ]
        self.assertLessEqual(counts[1] - counts[0], 3, counts)

    def _order_of(self, count):
        product = self._create_product("Rack", "serial")
        parts = [
            self._create_product(f"Part {index}", "none") for index in range(count)
        ]
        for part in parts:
            self._put(part, 5)
        return self._create_order(
            self._create_bom(product, [(part, 1) for part in parts])
        )

    def test_storekeeper_may_not_edit_orders_and_bills_of_materials(self):
        order = self._pump_order(works=["Assemble"])
        own = order.with_user(self.storekeeper)
        refused = {
            "create": lambda: own.create({"product_id": self.pump.id}),
            "copy": own.copy,
            "cancel": own.action_cancel,
            "mark done": own.button_mark_done,
            "quantity": lambda: own.write({"qty_producing": 1}),
            "unlink": own.unlink,
            "bill": lambda: own.bom_id.write({"product_qty": 2}),
            "bill line": lambda: own.bom_id.bom_line_ids[0].write({"product_qty": 9}),
            "work orders": lambda: own.workorder_ids.mapped("name"),
            "work centre": lambda: (
                self.env["mrp.workcenter"].with_user(self.storekeeper).search([])
            ),
        }
        for name, action in refused.items():
            with self.subTest(action=name), self.assertRaises(AccessError):
                action()
        self.assertEqual(order.state, "confirmed")

    def test_clerk_scans_nothing(self):
        order = self._pump_order()
        with self.assertRaises(AccessError):
            self._consume(order, self.old, user=self.clerk)
