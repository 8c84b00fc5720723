from uuid import uuid4

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestCount(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls._create_product("Seal", "none", barcode="4006381333931")
        cls.oil = cls._create_product("Oil", use_expiration_date=True)
        cls.pump = cls._create_product("Pump", "serial")
        cls.lot = cls._create_lot(cls.oil, "L-1", "2027-09-01", "2026-01-10")
        cls._put(cls.seal, 10)
        cls._put(cls.oil, 5, cls.lot)

    def _apply_shelf(self, kind, **values):
        operation = {"uuid": str(uuid4()), "type": kind, "count_id": self.shelf_a.id}
        user = values.pop("user", self.storekeeper)
        return self.service.with_user(user).apply([operation | values])[0]

    def _count(self, product, quantity=1.0, **values):
        return self._apply_shelf(
            "count_scan", product_id=product.id, quantity=quantity, **values
        )

    def _get_quantity(self, product, location=None, lot=None):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", (location or self.shelf_a).id),
                *([("lot_id", "=", lot.id)] if lot else []),
            ]
        )
        return sum(quants.mapped("quantity"))

    def test_scans_add_up_and_change_nothing_before_the_end(self):
        self.assertAccepted(self._count(self.seal, 4), "counted")
        answer = self._count(self.seal, 3)

        self.assertEqual(answer["params"]["counted"], 7)
        self.assertEqual(self._get_quantity(self.seal), 10)

        self.assertAccepted(self._apply_shelf("count_finish", missing="leave"))
        self.assertEqual(self._get_quantity(self.seal), 7)
        self.assertEqual(self._get_quantity(self.oil), 5)

    def test_two_people_count_one_shelf(self):
        self._count(self.seal, 4)
        answer = self._count(self.seal, 5, user=self.chief)

        self.assertEqual(answer["params"]["counted"], 9)

    def test_what_nobody_counted_is_asked(self):
        self._count(self.seal, 10)

        answer = self._apply_shelf("count_finish")

        self.assertRefused(answer, "ask_missing")
        self.assertEqual(
            [(row["lot"], row["quantity"]) for row in answer["params"]["missing"]],
            [("L-1", 5)],
        )
        done = self._apply_shelf("count_finish", missing="zero")
        self.assertAccepted(done, "count_done")
        self.assertEqual(self._get_quantity(self.oil), 0)
        self.assertEqual(
            [row["quantity"] for row in done["params"]["differences"]], [-5]
        )

    def test_an_empty_shelf_is_counted_by_nothing(self):
        self.assertRefused(self._apply_shelf("count_finish"), "nothing_scanned")
        self.assertAccepted(self._apply_shelf("count_finish", missing="zero"))
        self.assertEqual(self._get_quantity(self.seal), 0)

    def test_series_keeps_its_age_when_it_is_found_again(self):
        self._apply_shelf("count_finish", missing="zero")

        self._count(self.oil, 2, lot_id=self.lot.id)
        self._apply_shelf("count_finish", missing="leave")

        self.assertEqual(self._get_quantity(self.oil, lot=self.lot), 2)
        self.assertEqual(str(self.lot.first_in_date), "2026-01-10 10:00:00")

    def test_unknown_series_is_made_when_the_user_says_so(self):
        refused = self._count(self.oil, 2, lot_name="NEW")
        undated = self._count(self.oil, 2, lot_name="NEW", create_lot=True)
        made = self._count(
            self.oil, 2, lot_name="NEW", create_lot=True, expiration_date="2027-12-31"
        )

        self.assertRefused(refused, "lot_unknown")
        self.assertRefused(undated, "expiry_needed")
        self.assertAccepted(made)
        lot = self.env["stock.lot"].search([("name", "=", "NEW")])
        self.assertEqual(self._day(lot.expiration_date), "2027-12-31")

    def test_series_of_the_product_is_needed(self):
        self.assertRefused(self._count(self.oil), "lot_needed")

    def test_serial_is_counted_once(self):
        serial = self._create_lot(self.pump, "S-1")
        self._put(self.pump, 1, serial)

        self.assertAccepted(self._count(self.pump, lot_id=serial.id))
        self.assertRefused(self._count(self.pump, lot_id=serial.id), "serial_twice")

    def test_serial_that_is_elsewhere_is_asked(self):
        serial = self._create_lot(self.pump, "S-1")
        self._put(self.pump, 1, serial, self.shelf_b)

        asked = self._count(self.pump, lot_id=serial.id)
        moved = self._count(self.pump, lot_id=serial.id, take_from_elsewhere=True)
        self._apply_shelf("count_finish", missing="leave")

        self.assertRefused(asked, "serial_elsewhere")
        self.assertIn("B-02", asked["params"]["location"])
        self.assertAccepted(moved)
        self.assertEqual(self._get_quantity(self.pump, self.shelf_b), 0)
        self.assertEqual(self._get_quantity(self.pump), 1)

    def test_serial_from_elsewhere_stays_there_until_the_end(self):
        serial = self._create_lot(self.pump, "S-1")
        self._put(self.pump, 1, serial, self.shelf_b)
        self._count(self.pump, lot_id=serial.id, take_from_elsewhere=True)
        self.assertEqual(self._get_quantity(self.pump, self.shelf_b), 1)
        self.assertEqual(self._get_quantity(self.pump), 0)

        self.assertAccepted(self._apply_shelf("undo"), "undone")

        quant = serial.quant_ids.filtered("quantity")
        self.assertEqual(quant.location_id, self.shelf_b)
        self.assertFalse(quant.inventory_quantity_set)
        self.assertAccepted(self._count(self.seal, 10))
        self.assertAccepted(self._apply_shelf("count_finish", missing="leave"))
        self.assertEqual(self._get_quantity(self.pump, self.shelf_b), 1)

    def test_undo_takes_the_last_count_back(self):
        self._count(self.seal, 3)
        self._count(self.seal, 4)

        self.assertAccepted(self._apply_shelf("undo"), "undone")
        counted = self._count(self.seal, 1)["params"]["counted"]
        self.assertEqual(counted, 4)
        for _scan in range(2):
            self.assertAccepted(self._apply_shelf("undo"))
        self.assertRefused(self._apply_shelf("count_finish"), "nothing_scanned")

    def test_undo_keeps_what_somebody_else_counted(self):
        self._count(self.seal, 3)
        self._count(self.seal, 5, user=self.chief)

        self._apply_shelf("undo")

        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.seal.id), ("location_id", "=", self.shelf_a.id)]
        )
        self.assertEqual(quant.inventory_quantity, 5)

    def test_stock_that_moved_meanwhile_is_asked(self):
        for answer, expected in (("counted", 7), ("difference", 5)):
            with self.subTest(answer=answer), self.env.cr.savepoint() as savepoint:
                self._count(self.seal, 7)
                self.env["stock.quant"]._update_available_quantity(
                    self.seal, self.shelf_a, -2
                )
                self.env.invalidate_all()

                asked = self._apply_shelf("count_finish", missing="leave")
                self.assertRefused(asked, "count_conflict")
                [conflict] = asked["params"]["conflicts"]
                self.assertEqual((conflict["counted"], conflict["quantity"]), (7, 8))

                done = self._apply_shelf(
                    "count_finish", missing="leave", conflict=answer
                )
                self.assertAccepted(done)
                self.assertEqual(self._get_quantity(self.seal), expected)
                savepoint.rollback()

    def test_codes_that_the_device_does_not_know(self):
        by_code = self._apply_shelf("count_scan", code="4006381333931")
        by_series = self._apply_shelf("count_scan", code="L-1")
        unknown = self._apply_shelf("count_scan", code="NOPE")

        self.assertAccepted(by_code)
        self.assertEqual(by_series["params"]["lot"], "L-1")
        self.assertRefused(unknown, "unknown_barcode")

    def test_shelf_is_opened_with_its_goods(self):
        answer = self.service.open({"count_id": self.shelf_a.id})

        self.assertEqual(answer["document"]["flow"], "count")
        self.assertEqual(
            {(line["lot_name"], line["demand"]) for line in answer["lines"]},
            {("", 10), ("L-1", 5)},
        )

    def test_blind_count_hides_what_should_be_there(self):
        self.warehouse.is_blind_count = True

        answer = self.service.open({"count_id": self.shelf_a.id})
        self._count(self.seal, 1)
        asked = self._apply_shelf("count_finish")

        self.assertTrue(answer["document"]["is_blind"])
        self.assertEqual({line["demand"] for line in answer["lines"]}, {0})
        self.assertEqual(
            {row["quantity"] for row in asked["params"]["missing"]}, {None}
        )

    def test_only_storage_places_are_counted(self):
        customers = self.env.ref("stock.stock_location_customers")

        answer = self.service.open({"count_id": customers.id})

        self.assertEqual(answer["kind"], "unknown")

    def test_opening_costs_the_same_for_a_full_shelf(self):
        few = self._count_opening()
        for index in range(50):
            product = self._create_product(f"Bolt {index}")
            self._put(product, 3, self._create_lot(product, "B"))

        self.assertLessEqual(self._count_opening(), few + 2)

    def _count_opening(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.service.open({"count_id": self.shelf_a.id})
        return self.env.cr.sql_log_count - before
