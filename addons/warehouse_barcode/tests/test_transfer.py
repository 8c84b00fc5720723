from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestTransfer(ScannerCommon):
    """Internal transfers: put-away, picking to the dispatch area, from shelf to shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.write(
            {"reception_steps": "two_steps", "delivery_steps": "pick_ship"}
        )
        cls.input = cls.warehouse.wh_input_stock_loc_id
        cls.output = cls.warehouse.wh_output_stock_loc_id
        cls.oil = cls._create_product(use_expiration_date=True, expiration_time=365)
        cls.old = cls._create_lot(cls.oil, "OLD", "2027-09-01", "2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", "2027-12-01", "2026-06-10")

    def _create_transfer(self, source, target, quantity, product=None):
        return self._create_picking(
            self.warehouse.int_type_id,
            [(product or self.oil, quantity)],
            location_id=source.id,
            location_dest_id=target.id,
        )

    @classmethod
    def _create_picking(cls, picking_type, lines, **values):
        places = {key: values[key] for key in values if key.startswith("location")}
        moves = [
            cls._prepare_move(picking_type, product, quantity) | places
            for product, quantity in lines
        ]
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "location_id": picking_type.default_location_src_id.id,
                "location_dest_id": picking_type.default_location_dest_id.id,
                "move_ids": [(0, 0, move) for move in moves],
                **values,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _place(self, transfer, shelf, *answers):
        return self._apply(
            "set_destination",
            transfer,
            location_dest_id=shelf.id,
            targets=[answer["uuid"] for answer in answers],
        )

    def _get_targets(self, transfer):
        lines = transfer.move_line_ids.filtered("picked")
        return {
            (line.lot_id.name, line.location_dest_id.name): line.quantity
            for line in lines
        }

    def test_goods_are_put_on_the_shelf_that_is_scanned(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)

        first = self._pick(transfer, self.old, 2)
        self.assertAccepted(self._place(transfer, self.shelf_a, first), "placed")
        second = self._pick(transfer, self.old, 3)
        self.assertAccepted(self._place(transfer, self.shelf_b, second))
        self.assertEqual(
            self._get_targets(transfer), {("OLD", "A-01"): 2, ("OLD", "B-02"): 3}
        )

        self.assertAccepted(self._apply("validate", transfer), "validated")
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.old.id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(
            {quant.location_id: quant.quantity for quant in quants if quant.quantity},
            {self.shelf_a: 2, self.shelf_b: 3},
        )

    def test_part_of_what_was_scanned_goes_to_another_shelf(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        first, second = (self._pick(transfer, self.old, 2) for _scan in range(2))

        self._place(transfer, self.shelf_a, first)
        self._place(transfer, self.shelf_b, second)

        self.assertEqual(
            self._get_targets(transfer), {("OLD", "A-01"): 2, ("OLD", "B-02"): 2}
        )
        self.assertEqual(transfer.move_ids.quantity, 5)

    def test_the_device_is_told_what_is_in_hand(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        first, second = (self._pick(transfer, self.old) for _scan in range(2))
        self._place(transfer, self.shelf_a, first)
        third = self._pick(transfer, self.old)

        def get_in_hand(user=self.storekeeper):
            return self.service.with_user(user).open(transfer.id)["in_hand"]

        self.assertEqual(get_in_hand(), [second["uuid"], third["uuid"]])
        self.assertEqual(get_in_hand(self.chief), [])
        self._apply("undo", transfer)
        self.assertEqual(get_in_hand(), [second["uuid"]])
        self._apply("put_in_pack", transfer)
        self.assertEqual(get_in_hand(), [])

    def test_placing_is_undone_before_the_scan(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        self._pick(transfer, self.old, 2)
        first = self._pick(transfer, self.old, 2)
        self._place(transfer, self.shelf_a, first)

        self.assertAccepted(self._apply("undo", transfer), "undone")
        self.assertEqual(self._get_targets(transfer), {("OLD", self.stock.name): 4})
        self.assertAccepted(self._apply("undo", transfer))
        self.assertEqual(self._get_targets(transfer), {("OLD", self.stock.name): 2})
        self.assertAccepted(self._apply("undo", transfer))
        self.assertRefused(self._apply("undo", transfer), "nothing_to_undo")
        self.assertEqual(transfer.move_ids.quantity, 5)

    def test_a_placed_scan_can_be_taken_back_by_its_name(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        first = self._pick(transfer, self.old, 2)
        self._place(transfer, self.shelf_a, first)

        self.assertAccepted(self._apply("undo", transfer, target=first["uuid"]))

        self.assertEqual(self._get_targets(transfer), {})

    def test_a_shelf_outside_of_the_target_is_refused(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        first = self._pick(transfer, self.old, 2)

        self.assertRefused(self._place(transfer, self.output, first), "wrong_place")
        self.assertRefused(
            self._apply("set_destination", transfer, location_dest_id="x"),
            "wrong_place",
        )

    def test_nothing_in_hand_is_put_nowhere(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)

        self.assertRefused(self._place(transfer, self.shelf_a), "nothing_scanned")

    def test_order_of_series_matters_only_where_goods_leave_the_stock(self):
        for lot in (self.old, self.new):
            self._put(self.oil, 5, lot, self.shelf_a)
            self._put(self.oil, 5, lot, self.input)
        away = self._create_transfer(self.input, self.stock, 2)
        between = self._create_transfer(self.stock, self.shelf_b, 2)
        pick = self._create_transfer(self.stock, self.output, 2)

        self.assertAccepted(self._pick(away, self.new))
        self.assertAccepted(self._pick(between, self.new))
        self.assertRefused(self._pick(pick, self.new), "newer_series")

    def test_expired_goods_may_move_but_not_leave(self):
        expired = self._create_lot(self.oil, "PAST", "2026-11-01", "2025-01-10")
        self._put(self.oil, 5, expired, self.shelf_a)
        between = self._create_transfer(self.stock, self.shelf_b, 2)
        pick = self._create_transfer(self.stock, self.output, 2)

        self.assertAccepted(self._pick(between, expired))
        self.assertRefused(self._pick(pick, expired), "lot_expired")

    def test_device_is_told_source_and_target_shelves(self):
        self._put(self.oil, 5, self.old, self.shelf_a)
        transfer = self._create_transfer(self.stock, self.stock, 2)

        answer = self.service.open(transfer.id)

        places = {place["name"]: place for place in answer["locations"]}
        self.assertEqual(answer["document"]["flow"], "transfer")
        self.assertTrue(places["A-01"]["is_source"])
        self.assertTrue(places["B-02"]["is_target"])
        self.assertFalse(places["B-02"]["is_source"])
        self.assertEqual(answer["document"]["age_control"], "off")

    def test_receipt_goes_to_the_shelf_that_is_scanned(self):
        receipt = self._create_picking(self.in_type, [(self.oil, 4)])
        scan = self._receive(
            receipt, self.oil, "L-9", quantity=3, expiration_date="2027-05-01"
        )
        shelf = self.env["stock.location"].create(
            {"name": "IN-1", "usage": "internal", "location_id": self.input.id}
        )

        self.assertAccepted(self._place(receipt, shelf, scan))

        picked = receipt.move_line_ids.filtered("picked")
        self.assertEqual(picked.location_dest_id, shelf)
        self.assertEqual(picked.lot_name, "L-9")

    def test_after_a_reload_the_last_operations_have_their_words(self):
        self._put(self.oil, 5, self.old, self.input)
        transfer = self._create_transfer(self.input, self.stock, 5)
        scan = self._pick(transfer, self.old, 2)
        self._place(transfer, self.shelf_a, scan)
        self._apply("put_in_pack", transfer)

        history = self.service.open(transfer.id)["history"]

        kinds = [entry["type"] for entry in history]
        self.assertEqual(kinds, ["delivery_scan", "set_destination", "put_in_pack"])
        self.assertEqual(history[1]["location_dest_id"], self.shelf_a.id)
        self.assertEqual(history[1]["targets"], [scan["uuid"]])
        self.assertTrue(history[2]["package_name"])
