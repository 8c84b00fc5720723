from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestReceipt(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(
            barcode="4006381333931", use_expiration_date=True, expiration_time=365
        )
        cls.pump = cls._create_product("Pump", "serial", barcode="2000000000022")
        cls.seal = cls._create_product("Seal", "none", barcode="2000000000039")

    def test_gs1_code_brings_product_series_and_expiry(self):
        receipt = self._create_receipt((self.oil, 20))

        answer = self._apply(
            "receipt_scan", receipt, code="]C1010400638133393117270331\x1d3720\x1d10L-7"
        )

        self.assertAccepted(answer, "received")
        self.assertEqual(answer["lines"][0]["done"], 20)
        self.assertPicked(receipt, {(self.oil, "L-7"): 20})

    def test_core_makes_the_series_on_validation(self):
        receipt = self._create_receipt((self.oil, 2))
        self._receive(receipt, self.oil, "L-1", 2, expiration_date="2031-03-31")

        answer = self._apply("validate", receipt)

        self.assertAccepted(answer, "validated")
        lot = receipt.move_line_ids.lot_id
        self.assertEqual(receipt.state, "done")
        self.assertEqual(lot.name, "L-1")
        self.assertEqual(self._day(lot.expiration_date), "2031-03-31")
        self.assertTrue(lot.first_in_date)

    def test_scans_add_up_and_never_exceed_the_plan(self):
        receipt = self._create_receipt((self.seal, 3))

        for _scan in range(3):
            self.assertAccepted(self._receive(receipt, self.seal))

        self.assertPicked(receipt, {(self.seal, ""): 3})
        self.assertEqual(receipt.move_ids.quantity, 3)

    def test_over_quantity_is_asked(self):
        receipt = self._create_receipt((self.seal, 1))

        refused = self._receive(receipt, self.seal, quantity=2)
        allowed = self._receive(receipt, self.seal, quantity=2, allow_over=True)

        self.assertRefused(refused, "over_quantity")
        self.assertAccepted(allowed)
        self.assertPicked(receipt, {(self.seal, ""): 2})

    def test_packaging_barcode_is_a_quantity(self):
        box = self.env["uom.uom"].create(
            {
                "name": "Box of 12",
                "relative_factor": 12,
                "relative_uom_id": self.seal.uom_id.id,
            }
        )
        self.env["product.uom"].create(
            {"product_id": self.seal.id, "uom_id": box.id, "barcode": "2000000000046"}
        )
        receipt = self._create_receipt((self.seal, 24))

        self._apply("receipt_scan", receipt, code="2000000000046")

        self.assertPicked(receipt, {(self.seal, ""): 12})

    def test_series_and_expiry_are_asked(self):
        receipt = self._create_receipt((self.oil, 5))

        self.assertRefused(self._receive(receipt, self.oil), "lot_needed")
        self.assertRefused(self._receive(receipt, self.oil, "L-1"), "expiry_needed")
        self.assertPicked(receipt, {})

    def test_known_series_needs_no_date(self):
        self._create_lot(self.oil, "L-1", "2031-03-31")
        receipt = self._create_receipt((self.oil, 5))

        self.assertAccepted(self._receive(receipt, self.oil, "L-1"))

        self.assertEqual(receipt.move_line_ids.filtered("picked").lot_id.name, "L-1")

    def test_known_series_with_another_date_is_refused(self):
        self._create_lot(self.oil, "L-1", "2031-03-31")
        receipt = self._create_receipt((self.oil, 5))

        answer = self._receive(receipt, self.oil, "L-1", expiration_date="2031-04-30")

        self.assertRefused(answer, "expiry_mismatch")
        self.assertEqual(answer["params"]["known"], "2031-03-31")
        self.assertEqual(answer["params"]["given"], "2031-04-30")

    def test_one_series_has_one_date_within_a_receipt(self):
        receipt = self._create_receipt((self.oil, 5))
        self._receive(receipt, self.oil, "L-1", expiration_date="2031-03-31")

        answer = self._receive(receipt, self.oil, "L-1", expiration_date="2031-04-30")

        self.assertRefused(answer, "expiry_mismatch")

    def test_expired_goods_are_received_with_a_warning(self):
        receipt = self._create_receipt((self.oil, 5))

        answer = self._receive(receipt, self.oil, "L-1", expiration_date="2020-01-31")

        self.assertAccepted(answer, "received_expired")

    def test_serial_comes_once(self):
        receipt = self._create_receipt((self.pump, 2))

        self.assertAccepted(self._receive(receipt, self.pump, "S-1"))
        self.assertRefused(self._receive(receipt, self.pump, "S-1"), "serial_twice")
        self.assertRefused(
            self._receive(receipt, self.pump, "S-2", 2), "serial_quantity"
        )
        self.assertPicked(receipt, {(self.pump, "S-1"): 1})

    def test_serial_in_stock_does_not_come_again(self):
        self._put(self.pump, 1, self._create_lot(self.pump, "S-1"))
        receipt = self._create_receipt((self.pump, 2))

        answer = self._receive(receipt, self.pump, "S-1")

        self.assertRefused(answer, "serial_in_stock")
        self.assertIn("A-01", answer["params"]["location"])

    def test_product_that_is_not_expected_is_refused(self):
        receipt = self._create_receipt((self.seal, 1))

        self.assertRefused(self._receive(receipt, self.oil, "L-1"), "wrong_product")
        unknown = self._apply("receipt_scan", receipt, code="9999999999994")
        self.assertRefused(unknown, "unknown_barcode")

    def test_rest_becomes_a_backorder_when_the_user_says_so(self):
        receipt = self._create_receipt((self.seal, 5), (self.pump, 1))
        self._receive(receipt, self.seal, quantity=2)

        asked = self._apply("validate", receipt)
        done = self._apply("validate", receipt, backorder="create")

        self.assertRefused(asked, "ask_backorder")
        self.assertEqual(len(asked["params"]["missing"]), 2)
        self.assertAccepted(done, "validated")
        backorder = self.env["stock.picking"].search(
            [("backorder_id", "=", receipt.id)]
        )
        quantities = {move.product_id: move.product_qty for move in backorder.move_ids}
        self.assertEqual(quantities, {self.seal: 3, self.pump: 1})
        self.assertEqual(done["params"]["backorder"], backorder.name)

    def test_rest_is_dropped_when_the_user_says_so(self):
        receipt = self._create_receipt((self.seal, 5))
        self._receive(receipt, self.seal, quantity=2)

        self.assertAccepted(self._apply("validate", receipt, backorder="cancel"))

        self.assertEqual(receipt.state, "done")
        self.assertFalse(
            self.env["stock.picking"].search([("backorder_id", "=", receipt.id)])
        )

    def test_validation_can_be_repeated(self):
        receipt = self._create_receipt((self.seal, 1))
        self._receive(receipt, self.seal)

        self.assertAccepted(self._apply("validate", receipt), "validated")
        self.assertAccepted(self._apply("validate", receipt), "already_validated")
        self.assertRefused(self._receive(receipt, self.seal), "document_done")

    def test_nothing_scanned_is_not_validated(self):
        receipt = self._create_receipt((self.seal, 1))

        self.assertRefused(self._apply("validate", receipt), "nothing_scanned")

    def test_line_in_another_unit_is_counted_in_the_product_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        receipt = self._create_receipt((self.seal, 12))
        receipt.move_ids.write({"product_uom": dozen.id, "product_uom_qty": 1})

        self._receive(receipt, self.seal, quantity=5)

        self.assertPicked(receipt, {(self.seal, ""): 5})
        self.assertAlmostEqual(
            sum(receipt.move_line_ids.mapped("quantity_product_uom")), 12
        )

    def test_next_number_is_proposed_and_used_up(self):
        pump = self._create_product("Pump", "serial")
        pump.lot_sequence_id = self.env["ir.sequence"].create(
            {"name": "Pumps", "prefix": "P-", "padding": 3, "number_next": 7}
        )
        receipt = self._create_receipt((pump, 5))
        opened = self.service.open(receipt.id)["products"][0]

        for name in ("P-007", "P-008", "OWN-1"):
            self.assertAccepted(self._receive(receipt, pump, name))

        self.assertEqual(opened["next_lot"], "P-007")
        again = self.service.open(receipt.id)["products"][0]
        self.assertEqual(again["next_lot"], "P-009")
