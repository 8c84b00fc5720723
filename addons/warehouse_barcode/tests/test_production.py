from odoo.tests import tagged

from .production_common import ProductionCommon


@tagged("post_install", "-at_install")
class TestProductionComponents(ProductionCommon):
    def test_components_are_consumed_as_scanned(self):
        order = self._pump_order()

        self.assertAccepted(self._consume(order, self.lots["M-2"]), "picked")
        self.assertAccepted(self._consume(order, self.old, 2), "picked")
        self.assertAccepted(self._consume(order, code="SCREW-1", quantity=3), "picked")

        self.assertScanned(
            order,
            {(self.motor, "M-2"): 1, (self.oil, "OLD"): 2, (self.screw, ""): 3},
        )
        self.assertTrue(all(order.move_raw_ids.mapped("manual_consumption")))
        self.assertEqual(order.qty_producing, 0)

    def test_order_is_closed_with_exactly_what_was_scanned(self):
        order = self._pump_order()
        self._consume(order, self.lots["M-2"])
        self._consume(order, self.old, 1)
        self.assertAccepted(self._produce(order, "P-1"), "produced")

        answer = self._apply("validate", order)

        self.assertAccepted(answer, "validated")
        self.assertEqual(order.state, "done")
        self.assertConsumed(
            order,
            {(self.motor, "M-2"): 1, (self.oil, "OLD"): 1, (self.screw, ""): 4},
        )
        self.assertEqual(
            answer["params"]["planned"], [{"product": "Screw", "quantity": 4}]
        )
        self.assertEqual(order.move_finished_ids.lot_ids.mapped("name"), ["P-1"])

    def test_oldest_series_goes_first_and_expired_is_refused(self):
        self.mrp_type.age_control = "block"
        order = self._pump_order()

        self.assertRefused(self._consume(order, self.new), "newer_series")
        self.oil.use_expiration_date = True
        self.old.expiration_date = "2020-01-01 12:00:00"
        self.assertRefused(self._consume(order, self.old), "lot_expired")

    def test_newer_series_with_permission_is_kept_in_the_log(self):
        order = self._pump_order()

        answer = self._apply(
            "allow_newer",
            order,
            product_id=self.oil.id,
            lot_id=self.new.id,
            quantity=2,
            reason="Can is damaged",
        )

        self.assertAccepted(answer, "picked_newer")
        deviation = self.env["stock.age.deviation"].search(
            [("production_id", "=", order.id)]
        )
        self.assertEqual(deviation.older_lot_id, self.old)
        self.assertAccepted(self._consume(order, self.new, allow_over=True))

    def test_more_than_planned_is_asked(self):
        order = self._pump_order()

        self.assertRefused(self._consume(order, self.old, 3), "over_quantity")
        self.assertAccepted(self._consume(order, self.old, 3, allow_over=True))

    def test_strict_order_takes_nothing_beside_the_plan(self):
        order = self._pump_order(consumption="strict")
        grease = self._create_product("Grease", "none")

        over = self._consume(order, self.old, 3, allow_over=True)
        beside = self._consume(order, product_id=grease.id, allow_add=True)

        self.assertRefused(over, "over_strict")
        self.assertRefused(beside, "component_strict")

    def test_component_beside_the_plan_is_asked_then_added(self):
        grease = self._create_product("Grease", "lot", barcode="GREASE-1")
        lot = self._create_lot(grease, "G-1", first_in="2026-01-10")
        self._put(grease, 5, lot)
        for consumption in ("flexible", "warning"):
            with self.subTest(consumption=consumption):
                order = self._pump_order(consumption=consumption)

                asked = self._consume(order, lot)
                added = self._consume(order, lot, allow_add=True)

                self.assertRefused(asked, "ask_component")
                self.assertAccepted(added, "picked")
                self.assertIn(grease.id, [one["product_id"] for one in added["lines"]])
                self.assertScanned(order, {(grease, "G-1"): 1})

    def test_added_component_without_its_series_leaves_no_trace(self):
        grease = self._create_product("Grease", "lot")
        order = self._pump_order()

        answer = self._consume(order, product_id=grease.id, allow_add=True)

        self.assertRefused(answer, "lot_needed")
        self.assertNotIn(grease, order.move_raw_ids.product_id)

    def test_finished_product_is_no_component(self):
        order = self._pump_order()

        answer = self._consume(order, product_id=self.pump.id, allow_add=True)

        self.assertRefused(answer, "wrong_product")

    def test_undo_puts_the_component_back_into_the_plan(self):
        order = self._pump_order()
        reserved = order.move_raw_ids.move_line_ids.mapped("quantity")
        self._consume(order, self.old, 2)

        self.assertAccepted(self._apply("undo", order), "undone")

        self.assertScanned(order, {})
        self.assertFalse(any(order.move_raw_ids.mapped("manual_consumption")))
        after = order.move_raw_ids.move_line_ids.mapped("quantity")
        self.assertEqual(sum(after), sum(reserved))

    def test_what_core_fills_in_at_the_desk_is_no_scan(self):
        order = self._pump_order(works=["Assemble"])
        order.workorder_ids.button_start()
        self.assertTrue(any(order.move_raw_ids.mapped("picked")))

        opened = self.service.open({"production_id": order.id})
        self.assertEqual({line["done"] for line in opened["lines"]}, {0})
        self.assertAccepted(self._consume(order, self.old, 1))

        self.assertScanned(order, {(self.oil, "OLD"): 1})
        oil = order.move_raw_ids.filtered(lambda move: move.product_id == self.oil)
        picked = oil.move_line_ids.filtered("picked")
        self.assertEqual(sum(picked.mapped("quantity")), 1)

    def test_scanned_again_with_one_uuid_counts_once(self):
        order = self._pump_order()
        operation = {
            "uuid": "one-and-the-same",
            "type": "delivery_scan",
            "production_id": order.id,
            "product_id": self.screw.id,
            "quantity": 2,
        }

        first, again = (self.service.apply([operation])[0] for _time in range(2))

        self.assertEqual(first, again)
        self.assertScanned(order, {(self.screw, ""): 2})

    def test_packing_components_makes_no_sense(self):
        order = self._pump_order()
        self._consume(order, self.old, 1)

        self.assertRefused(self._apply("put_in_pack", order), "wrong_flow")


@tagged("post_install", "-at_install")
class TestProductionFinished(ProductionCommon):
    def test_serials_of_one_order_are_registered_one_by_one(self):
        order = self._pump_order(3)

        for name in ("P-1", "P-2"):
            self.assertAccepted(self._produce(order, name), "produced")

        self.assertEqual(order.lot_producing_ids.mapped("name"), ["P-1", "P-2"])
        self.assertEqual(order.qty_producing, 2)
        self.assertScanned(order, {})

    def test_serial_is_taken_once(self):
        order = self._pump_order(3)
        self._produce(order, "P-1")

        self.assertRefused(self._produce(order, "P-1"), "serial_twice")

    def test_serial_that_was_used_before_is_refused(self):
        used = self._create_lot(self.pump, "USED")
        self._put(self.pump, 1, used)
        other = self._pump_order()
        self._produce(other, "OTHER")
        order = self._pump_order(3)

        self.assertRefused(self._produce(order, "USED"), "serial_exists")
        self.assertRefused(self._produce(order, "OTHER"), "serial_exists")

    def test_number_that_has_only_a_label_yet_is_taken(self):
        label = self._create_lot(self.pump, "LABEL")
        order = self._pump_order()

        answer = self._apply("produce_scan", order, lot_id=label.id)

        self.assertAccepted(answer, "produced")
        self.assertEqual(order.lot_producing_ids, label)
        self._apply("undo", order)
        self.assertTrue(label.exists())

    def test_more_than_ordered_is_asked(self):
        order = self._pump_order()
        self._produce(order, "P-1")

        self.assertRefused(self._produce(order, "P-2"), "over_quantity")
        self.assertAccepted(self._produce(order, "P-2", allow_over=True))

    def test_series_needs_its_name_and_serials_are_single(self):
        order = self._pump_order(3)

        self.assertRefused(self._produce(order), "lot_needed")
        self.assertRefused(self._produce(order, "P-1", quantity=2), "serial_quantity")
        unknown = self._apply("produce_scan", order, lot_id=self.old.id)
        self.assertRefused(unknown, "lot_unknown")
        wrong = self._produce(order, "P-1", product_id=self.oil.id)
        self.assertRefused(wrong, "wrong_product")

    def test_next_number_is_that_of_core_and_used_up_when_taken(self):
        self.pump.product_tmpl_id.serial_prefix_format = "PMP-"
        order = self._pump_order(3)

        proposed = self._open_finished(order)["next_lot"]
        self._produce(order, proposed)
        following = self._open_finished(order)["next_lot"]

        self.assertEqual((proposed, following), ("PMP-0000001", "PMP-0000002"))

    def test_taken_number_is_not_proposed(self):
        self.pump.product_tmpl_id.serial_prefix_format = "PMP-"
        self._create_lot(self.pump, "PMP-0000001")

        proposed = self._open_finished(self._pump_order())["next_lot"]

        self.assertEqual(proposed, "PMP-0000002")

    def _open_finished(self, order):
        return self.service.open({"production_id": order.id})["finished"][0]

    def test_series_with_expiry(self):
        paint = self._create_product("Paint", "lot", use_expiration_date=True)
        order = self._create_order(self._create_bom(paint, [(self.screw, 1)]), 10)

        self.assertRefused(self._produce(order, "S-1"), "expiry_needed")
        first = self._produce(order, "S-1", quantity=4, expiration_date="2031-03-31")
        self.assertAccepted(first, "produced")
        self.assertAccepted(self._produce(order, "S-1", quantity=6))
        self.assertRefused(self._produce(order, "S-2", allow_over=True), "one_series")

        self.assertEqual(order.qty_producing, 10)
        lot = order.lot_producing_ids
        self.assertEqual(self._day(lot.expiration_date), "2031-03-31")
        other = self._produce(order, "S-1", expiration_date="2030-01-01")
        self.assertRefused(other, "expiry_mismatch")

    def test_shelf_life_gives_the_date(self):
        paint = self._create_product(
            "Paint", "lot", use_expiration_date=True, expiration_time=30
        )
        order = self._create_order(self._create_bom(paint, [(self.screw, 1)]), 10)

        self.assertAccepted(self._produce(order, "S-1"))

        self.assertTrue(order.lot_producing_ids.expiration_date)

    def test_plain_quantity(self):
        frame = self._create_product("Frame", "none", barcode="FRAME-1")
        order = self._create_order(self._create_bom(frame, [(self.screw, 2)]), 5)

        self.assertAccepted(self._produce(order, quantity=2))
        self.assertAccepted(self._produce(order, code="FRAME-1"))

        self.assertEqual(order.qty_producing, 3)
        self.assertEqual(self._open_finished(order)["done"], 3)

    def test_quantity_of_an_order_in_another_unit(self):
        frame = self._create_product("Frame", "none")
        bom = self._create_bom(frame, [(self.screw, 2)])
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order(bom, 1, product_uom_id=dozen.id)

        self.assertAccepted(self._produce(order, quantity=6))

        self.assertEqual(order.qty_producing, 0.5)
        finished = self._open_finished(order)
        self.assertEqual((finished["done"], finished["demand"]), (6, 12))

    def test_undo_takes_the_number_off_again(self):
        order = self._pump_order(3)
        self._produce(order, "P-1")
        self._produce(order, "P-2")

        self.assertAccepted(self._apply("undo", order), "undone")

        self.assertEqual(order.lot_producing_ids.mapped("name"), ["P-1"])
        self.assertEqual(order.qty_producing, 1)
        lots = self.env["stock.lot"].search([("product_id", "=", self.pump.id)])
        self.assertEqual(lots.mapped("name"), ["P-1"])

    def test_undo_of_a_series_takes_its_share_off(self):
        paint = self._create_product("Paint", "lot")
        order = self._create_order(self._create_bom(paint, [(self.screw, 1)]), 10)
        self._produce(order, "S-1", quantity=4)
        self._produce(order, "S-1", quantity=6)

        self._apply("undo", order)
        self.assertEqual((order.qty_producing, len(order.lot_producing_ids)), (4, 1))
        self._apply("undo", order)
        self.assertEqual((order.qty_producing, len(order.lot_producing_ids)), (0, 0))
        self.assertRefused(self._apply("undo", order), "nothing_to_undo")

    def test_by_products_are_registered_too(self):
        scrap = self._create_product("Chips", "lot")
        bom = self._create_bom(self.pump, [(self.screw, 1)], extra=[(scrap, 2)])
        order = self._create_order(bom)

        self.assertAccepted(self._produce(order, "C-1", product_id=scrap.id))
        self.assertAccepted(self._produce(order, "C-1", product_id=scrap.id))
        over = self._produce(order, "C-2", product_id=scrap.id)
        self.assertRefused(over, "over_quantity")
        self._apply("undo", order)
        self._produce(order, "P-1")
        self.assertAccepted(self._apply("validate", order), "validated")

        made = order.move_byproduct_ids.move_line_ids
        self.assertEqual((made.lot_id.name, made.quantity), ("C-1", 1))

    def test_other_documents_make_nothing(self):
        receipt = self._create_receipt((self.oil, 1))

        self.assertRefused(self._apply("produce_scan", receipt), "wrong_flow")
