from odoo.tests import tagged

from .production_common import ProductionCommon


@tagged("post_install", "-at_install")
class TestProductionValidate(ProductionCommon):
    def _scan_all(self, order, motor="M-1", oil=2.0):
        self._consume(order, self.lots[motor], take_reserved=True)
        self._consume(order, self.old, oil)

    def test_series_that_nobody_scanned_are_asked_and_then_not_taken(self):
        order = self._pump_order()
        self._consume(order, self.lots["M-1"])
        self._produce(order, "P-1")

        asked = self._apply("validate", order)
        self.assertRefused(asked, "ask_consumption")
        rows = asked["params"]["rows"]
        self.assertEqual(rows, [{"product": "Oil", "quantity": 2, "done": 0}])
        self.assertEqual(order.state, "to_close")
        done = self._apply("validate", order, consumption="confirm")

        self.assertAccepted(done, "validated")
        self.assertConsumed(order, {(self.motor, "M-1"): 1, (self.screw, ""): 4})
        quants = self.old.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(sum(quants.mapped("reserved_quantity")), 0)

    def test_flexible_order_takes_less_than_planned_without_question(self):
        order = self._pump_order()
        self._scan_all(order, oil=0.5)
        self._produce(order, "P-1")

        self.assertAccepted(self._apply("validate", order), "validated")

    def test_warning_order_asks_about_differences(self):
        order = self._pump_order(consumption="warning")
        self._scan_all(order, oil=1)
        self._produce(order, "P-1")

        asked = self._apply("validate", order)

        self.assertRefused(asked, "ask_consumption")
        self.assertEqual(
            asked["params"]["rows"], [{"product": "Oil", "done": 1, "quantity": 2}]
        )
        self.assertAccepted(self._apply("validate", order, consumption="confirm"))
        self.assertEqual(order.state, "done")

    def test_order_as_planned_is_not_asked(self):
        for consumption in ("flexible", "warning", "strict"):
            with self.subTest(consumption=consumption):
                order = self._pump_order(consumption=consumption)
                self._scan_all(order, motor=f"M-{self._next()}")
                self._produce(order, f"P-{order.id}")
                self.assertAccepted(self._apply("validate", order), "validated")

    def _next(self):
        self.count = getattr(self, "count", 0) + 1
        return self.count

    def test_strict_order_with_differences_is_for_managers(self):
        order = self._pump_order(consumption="strict")
        self._scan_all(order, oil=1)
        self._produce(order, "P-1")

        refused = self._apply("validate", order, consumption="confirm")
        self.assertRefused(refused, "consumption_strict")
        manager = self._create_user(
            "boss", "warehouse_barcode.group_storekeeper,mrp.group_mrp_manager"
        )
        asked = self._apply("validate", order, user=manager)
        self.assertRefused(asked, "ask_consumption")
        done = self._apply("validate", order, user=manager, consumption="confirm")
        self.assertAccepted(done, "validated")

    def test_rest_is_asked(self):
        cases = {"create": ("done", 1), "cancel": ("done", 0)}
        for answer, (state, count) in cases.items():
            with self.subTest(answer=answer):
                order = self._pump_order(2)
                self._scan_all(order, motor=f"M-{self._next()}")
                self._produce(order, f"P-{order.id}")

                asked = self._apply("validate", order)
                self.assertRefused(asked, "ask_backorder")
                self.assertEqual(asked["params"]["missing"][0]["quantity"], 1)
                done = self._apply("validate", order, backorder=answer)

                self.assertAccepted(done, "validated")
                self.assertEqual(order.state, state)
                self.assertEqual(bool(done["params"]["backorder"]), bool(count))
                rest = order.production_group_id.production_ids - order
                self.assertEqual(len(rest), count)

    def test_backorder_goes_on_by_scanning(self):
        order = self._pump_order(2)
        self._scan_all(order)
        self._produce(order, "P-1")
        name = self._apply("validate", order, backorder="create")["params"]["backorder"]

        rest = self.env["mrp.production"].search([("name", "=", name)])
        self._scan_all(rest, motor="M-2")
        self._produce(rest, "P-2")

        self.assertAccepted(self._apply("validate", rest), "validated")
        self.assertConsumed(
            rest, {(self.motor, "M-2"): 1, (self.oil, "OLD"): 2, (self.screw, ""): 4}
        )

    def test_types_that_always_or_never_make_a_backorder_do_not_ask(self):
        for setting, count in (("always", 1), ("never", 0)):
            with self.subTest(setting=setting):
                self.mrp_type.create_backorder = setting
                order = self._pump_order(2)
                self._scan_all(order, motor=f"M-{self._next()}")
                self._produce(order, f"P-{order.id}")

                self.assertAccepted(self._apply("validate", order), "validated")

                rest = order.production_group_id.production_ids - order
                self.assertEqual(len(rest), count)

    def test_tracked_product_must_be_scanned(self):
        order = self._pump_order()
        self._scan_all(order)

        answer = self._apply("validate", order, produce_all=True)

        self.assertRefused(answer, "finished_needed")

    def test_plain_product_may_be_declared_made(self):
        frame = self._create_product("Frame", "none")
        order = self._create_order(self._create_bom(frame, [(self.screw, 2)]), 5)

        asked = self._apply("validate", order)
        self.assertRefused(asked, "ask_produce_all")
        self.assertEqual(asked["params"]["quantity"], 5)
        done = self._apply("validate", order, produce_all=True)

        self.assertAccepted(done, "validated")
        self.assertConsumed(order, {(self.screw, ""): 10})
        self.assertEqual(order.qty_produced, 5)

    def test_quantity_proposed_by_a_started_work_order_is_nobodys_word(self):
        frame = self._create_product("Frame", "none")
        bom = self._create_bom(frame, [(self.screw, 2)], works=["Weld"])
        order = self._create_order(bom, 5)
        order.workorder_ids.button_start()

        self.assertRefused(self._apply("validate", order), "ask_produce_all")
        self._produce(order, quantity=2)
        self.assertEqual(order.qty_producing, 2)

    def test_added_component_that_was_taken_back_is_forgotten(self):
        for tracking in ("none", "lot"):
            with self.subTest(tracking=tracking):
                grease = self._create_product("Grease", tracking)
                lot = self._create_lot(grease, "G-1") if tracking == "lot" else None
                self._put(grease, 5, lot)
                order = self._pump_order()
                self._scan_all(order, motor=f"M-{self._next()}")
                self._produce(order, f"P-{order.id}")
                self.assertAccepted(
                    self._consume(
                        order,
                        product_id=grease.id,
                        lot_id=lot and lot.id,
                        allow_add=True,
                    )
                )
                self._apply("undo", order)

                self.assertAccepted(self._apply("validate", order), "validated")

                done = order.move_raw_ids.filtered(lambda move: move.state == "done")
                self.assertNotIn(grease, done.filtered("quantity").product_id)

    def test_expired_component_stops_the_order(self):
        order = self._pump_order()
        self._scan_all(order)
        self._produce(order, "P-1")
        self.oil.use_expiration_date = True
        self.old.expiration_date = "2020-01-01 12:00:00"

        self.assertRefused(self._apply("validate", order), "lot_expired")

    def test_closed_twice_is_closed_once(self):
        order = self._pump_order()
        self._scan_all(order)
        self._produce(order, "P-1")
        self._apply("validate", order)

        self.assertAccepted(self._apply("validate", order), "already_validated")
        self.assertRefused(self._produce(order, "P-9"), "document_done")
        cancelled = self._pump_order()
        cancelled.action_cancel()
        self.assertRefused(self._apply("validate", cancelled), "document_cancelled")

    def test_scanned_order_may_be_closed_at_the_desk(self):
        order = self._pump_order(2)
        self._scan_all(order)
        self._produce(order, "P-1")

        wizard = order.with_context(skip_backorder=True).button_mark_done()

        self.assertTrue(wizard)
        self.assertEqual(order.state, "done")
        self.assertConsumed(
            order,
            {(self.motor, "M-1"): 1, (self.oil, "OLD"): 2, (self.screw, ""): 4},
        )

    def test_work_orders_are_finished_with_the_order(self):
        order = self._pump_order(works=["Assemble", "Test"])
        self._scan_all(order)
        self._produce(order, "P-1")

        self.assertAccepted(self._apply("validate", order), "validated")

        self.assertEqual(set(order.workorder_ids.mapped("state")), {"done"})
        self.assertConsumed(
            order,
            {(self.motor, "M-1"): 1, (self.oil, "OLD"): 2, (self.screw, ""): 4},
        )

    def test_tracked_by_product_that_nobody_scanned_is_not_made(self):
        chips = self._create_product("Chips", "lot")
        sawdust = self._create_product("Sawdust", "none")
        bom = self._create_bom(
            self.pump, [(self.screw, 1)], extra=[(chips, 2), (sawdust, 3)]
        )
        order = self._create_order(bom)
        self._produce(order, "P-1")

        self.assertAccepted(self._apply("validate", order), "validated")

        made = order.move_byproduct_ids.filtered(lambda move: move.state == "done")
        made = made.filtered("quantity")
        self.assertEqual((made.product_id, made.quantity), (sawdust, 3))


@tagged("post_install", "-at_install")
class TestGenealogy(ProductionCommon):
    def _get_used(self, order):
        return {
            line.lot_id.name: set(line.consume_line_ids.lot_id.mapped("name"))
            for line in order.move_finished_ids.move_line_ids
        }

    def test_components_belong_to_the_serial_in_hand(self):
        order = self._pump_order(2)
        for serial, motor in (("P-1", "M-2"), ("P-2", "M-1")):
            self._produce(order, serial)
            self._consume(order, self.lots[motor], for_lot=serial)
            self._consume(order, self.old, 2, for_lot=serial)

        self.assertAccepted(self._apply("validate", order), "validated")

        self.assertEqual(
            self._get_used(order), {"P-1": {"M-2", "OLD"}, "P-2": {"M-1", "OLD"}}
        )
        line = order.move_raw_ids.move_line_ids.filtered(
            lambda line: line.lot_id == self.lots["M-2"]
        )
        self.assertEqual(line.produce_line_ids.lot_id.name, "P-1")

    def test_what_was_scanned_before_belongs_to_all(self):
        order = self._pump_order(2)
        self._consume(order, self.lots["M-1"])
        self._consume(order, self.lots["M-2"], for_lot="GONE")
        self._consume(order, self.old, 4)
        self._produce(order, "P-1")
        self._produce(order, "P-2")

        self.assertAccepted(self._apply("validate", order), "validated")

        everything = {"M-1", "M-2", "OLD"}
        self.assertEqual(self._get_used(order), {"P-1": everything, "P-2": everything})

    def test_scan_that_was_taken_back_does_not_count(self):
        order = self._pump_order(2)
        self._produce(order, "P-1")
        self._produce(order, "P-2")
        self._consume(order, self.lots["M-1"], for_lot="P-1")
        self._apply("undo", order)
        self._consume(order, self.lots["M-1"], for_lot="P-2")
        self._consume(order, self.lots["M-2"], for_lot="P-1")
        self._consume(order, self.old, 4)

        self.assertAccepted(self._apply("validate", order), "validated")

        self.assertEqual(
            self._get_used(order), {"P-1": {"M-2", "OLD"}, "P-2": {"M-1", "OLD"}}
        )

    def test_orders_closed_at_the_desk_stay_as_core_makes_them(self):
        order = self._pump_order()
        order.action_generate_serial()
        order.button_mark_done()

        self.assertEqual(order.state, "done")
        made = order.move_finished_ids.move_line_ids
        self.assertEqual(
            made.consume_line_ids, order.move_raw_ids.move_line_ids.filtered("quantity")
        )
