from odoo.exceptions import AccessError
from odoo.tests import tagged

from .production_common import ProductionCommon


@tagged("post_install", "-at_install")
class TestWorkorders(ProductionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [(cls.motor, 1), (cls.oil, 2), (cls.screw, 4)]
        cls.bom = cls._create_bom(cls.pump, lines, works=["Assemble", "Test"])
        cls.order = cls._create_order(cls.bom)
        cls.work = cls.order.workorder_ids[0]

    def _work(self, kind, **values):
        values = {"workorder_id": self.work.id} | values
        return self._apply(f"workorder_{kind}", self.order, **values)

    def test_start_stop_and_finish(self):
        started = self._work("start")
        self.assertAccepted(started, "workorder_started")
        self.assertEqual(self.work.state, "progress")
        told = {row["id"]: row for row in started["workorders"]}[self.work.id]
        self.assertEqual((told["state"], told["is_user_working"]), ("progress", True))

        self.assertAccepted(self._work("stop"), "workorder_stopped")
        self.assertTrue(self.work.time_ids.date_end)
        self.assertEqual(self.work.time_ids.user_id, self.storekeeper)

        self.assertAccepted(self._work("done"), "workorder_done")
        self.assertEqual(self.work.state, "done")

    def test_repeated_operations_change_nothing(self):
        for kind in ("start", "start", "stop", "stop", "done", "done"):
            with self.subTest(kind=kind):
                self.assertTrue(self._work(kind)["ok"])
        self.assertEqual(len(self.work.time_ids), 1)

    def test_a_second_start_is_nothing_to_undo(self):
        first, second = (self._work("start") for _time in range(2))

        history = self.service.open({"production_id": self.order.id})["history"]
        self.assertEqual([row["uuid"] for row in history], [first["uuid"]])
        undo = self._apply("undo", self.order, target=second["uuid"])
        self.assertRefused(undo, "nothing_to_undo")
        self.assertAccepted(self._apply("undo", self.order), "undone")
        self.assertFalse(self.work.time_ids)

    def test_components_and_quantity_stay_as_scanned(self):
        self._consume(self.order, self.old, 1)

        for kind in ("start", "stop", "done"):
            self._work(kind)

        self.assertScanned(self.order, {(self.oil, "OLD"): 1})
        self.assertEqual(self.order.qty_producing, 0)
        picked = self.order.move_raw_ids.move_line_ids.filtered("picked")
        self.assertEqual(picked.lot_id, self.old)

    def test_component_of_an_operation_is_not_taken_by_its_end(self):
        self.bom.bom_line_ids[0].operation_id = self.bom.operation_ids[0]
        order = self._create_order(self.bom)
        work = order.workorder_ids[0]

        self._apply("workorder_start", order, workorder_id=work.id)
        self._apply("workorder_done", order, workorder_id=work.id)

        self.assertScanned(order, {})
        self.assertAccepted(self._consume(order, self.lots["M-3"]))
        self.assertScanned(order, {(self.motor, "M-3"): 1})

    def test_start_is_taken_back_with_its_time(self):
        state = self.work.state
        self._work("start")

        self.assertAccepted(self._apply("undo", self.order), "undone")

        self.assertFalse(self.work.time_ids)
        self.assertEqual(self.work.state, state)
        self.assertRefused(self._apply("undo", self.order), "nothing_to_undo")

    def test_start_of_a_finished_work_order_is_not_taken_back(self):
        self._work("start")
        self._work("done")

        self.assertRefused(self._apply("undo", self.order), "nothing_to_undo")

    def test_closed_and_foreign_work_orders_are_refused(self):
        other = self._create_order(self.bom)
        foreign = self._work("start", workorder_id=other.workorder_ids[0].id)
        self.assertRefused(foreign, "workorder_unknown")
        self.assertRefused(self._work("start", workorder_id="x"), "workorder_unknown")
        self._work("done")
        self.assertRefused(self._work("start"), "workorder_closed")

    def test_blocked_work_centre_is_told_in_the_words_of_core(self):
        self.work.workcenter_id.working_state = "blocked"
        loss = self.env.ref("mrp.block_reason0")
        self.env["mrp.workcenter.productivity"].create(
            {
                "workcenter_id": self.work.workcenter_id.id,
                "loss_id": loss.id,
                "date_start": "2026-01-01 10:00:00",
            }
        )

        answer = self._work("start")

        self.assertRefused(answer, "refused")
        self.assertTrue(answer["params"]["message"])
        self.assertFalse(self.work.time_ids)

    def test_sheet_of_a_work_order_opens_the_order(self):
        opened = self.service.open(self.work.barcode)

        self.assertEqual(opened["document"]["id"], self.order.id)
        codes = [row["code"] for row in opened["workorders"]]
        self.assertEqual(codes, self.order.workorder_ids.mapped("barcode"))

    def test_storekeeper_has_no_rights_on_work_orders(self):
        own = self.work.with_user(self.storekeeper)
        with self.assertRaises(AccessError):
            own.button_start()
        with self.assertRaises(AccessError):
            own.write({"state": "done"})
