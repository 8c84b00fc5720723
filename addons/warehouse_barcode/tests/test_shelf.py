from uuid import uuid4

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestShelf(ScannerCommon):
    """Goods of a shelf are moved or written off without a document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls._create_product("Seal", "none")
        cls.oil = cls._create_product()
        cls.lot = cls._create_lot(cls.oil, "L-1", first_in="2026-01-10")
        cls._put(cls.seal, 10)
        cls._put(cls.oil, 5, cls.lot)

    def _apply_shelf(self, kind, **values):
        operation = {"uuid": str(uuid4()), "type": kind, "shelf_id": self.shelf_a.id}
        return self.service.apply([operation | values])[0]

    def _row(self, product, quantity, lot=None):
        return {
            "product_id": product.id,
            "lot_id": lot.id if lot else False,
            "quantity": quantity,
        }

    def _get_free(self, product, location):
        return self.env["stock.quant"]._get_available_quantity(product, location)

    def test_goods_go_to_the_shelf_that_is_scanned(self):
        rows = [
            self._row(self.seal, 4),
            self._row(self.oil, 2, self.lot),
            self._row(self.oil, 1, self.lot),
        ]
        answer = self._apply_shelf(
            "shelf_move", rows=rows, location_dest_id=self.shelf_b.id
        )

        self.assertAccepted(answer, "moved")
        self.assertEqual(self._get_free(self.seal, self.shelf_b), 4)
        self.assertEqual(self._get_free(self.oil, self.shelf_b), 3)
        picking = self.env["stock.picking"].search(
            [("name", "=", answer["params"]["document"])]
        )
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.user_id, self.storekeeper)

    def test_goods_out_of_date_are_moved_too(self):
        grease = self._create_product("Grease", use_expiration_date=True)
        old = self._create_lot(grease, "GONE", "2025-01-01", "2024-01-10")
        self._put(grease, 3, old)

        rows = [self._row(grease, 2, old)]
        answer = self._apply_shelf(
            "shelf_move", rows=rows, location_dest_id=self.shelf_b.id
        )

        self.assertAccepted(answer, "moved")
        on_shelf = old.quant_ids.filtered(lambda one: one.location_id == self.shelf_b)
        self.assertEqual(on_shelf.quantity, 2)

    def test_rows_without_sense_move_nothing(self):
        for rows in (
            None,
            [],
            "all",
            [{}],
            [{"product_id": "x", "quantity": 1}],
            [self._row(self.seal, -1)],
            [self._row(self.seal, 99)],
            [self._row(self.oil, 1)],
            [self._row(self.seal, 1), {"quantity": 1}],
            [{"product_id": [], "lot_id": {}, "quantity": 1}],
        ):
            with self.subTest(rows=rows):
                answer = self._apply_shelf(
                    "shelf_move", rows=rows, location_dest_id=self.shelf_b.id
                )
                self.assertFalse(answer["ok"], answer)
        self.assertEqual(self._get_free(self.seal, self.shelf_a), 10)

    def test_moving_is_undone(self):
        self._apply_shelf(
            "shelf_move",
            rows=[self._row(self.oil, 2, self.lot)],
            location_dest_id=self.shelf_b.id,
        )

        self.assertAccepted(self._apply_shelf("undo"), "undone")

        self.assertEqual(self._get_free(self.oil, self.shelf_a), 5)
        self.assertEqual(self._get_free(self.oil, self.shelf_b), 0)
        self.assertEqual(str(self.lot.first_in_date), "2026-01-10 10:00:00")
        self.assertRefused(self._apply_shelf("undo"), "nothing_to_undo")

    def test_goods_that_have_gone_on_do_not_come_back(self):
        self._apply_shelf(
            "shelf_move",
            rows=[self._row(self.oil, 2, self.lot)],
            location_dest_id=self.shelf_b.id,
        )
        self.env["stock.quant"]._update_available_quantity(
            self.oil, self.shelf_b, -2, lot_id=self.lot
        )

        self.assertRefused(self._apply_shelf("undo"), "nothing_to_undo")

    def test_reserved_goods_stay(self):
        self._create_delivery((self.oil, 4))

        answer = self._apply_shelf(
            "shelf_move",
            rows=[self._row(self.oil, 2, self.lot)],
            location_dest_id=self.shelf_b.id,
        )

        self.assertRefused(answer, "not_enough")
        self.assertEqual(answer["params"]["available"], 1)

    def test_goods_are_written_off_with_a_reason(self):
        row = self._row(self.oil, 2, self.lot)
        self.assertRefused(
            self._apply_shelf("shelf_scrap", rows=[row]), "reason_needed"
        )

        answer = self._apply_shelf("shelf_scrap", rows=[row], reason="Leaks")

        self.assertAccepted(answer, "scrapped")
        self.assertEqual(self._get_free(self.oil, self.shelf_a), 3)
        scrap = self.env["stock.scrap"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual((scrap.state, scrap.origin), ("done", "Leaks"))

        self.assertAccepted(self._apply_shelf("undo"))
        self.assertEqual(self._get_free(self.oil, self.shelf_a), 5)

    def test_what_cannot_be_moved_is_refused(self):
        good = [self._row(self.seal, 1)]
        customers = self.env.ref("stock.stock_location_customers")
        cases = [
            ({"rows": []}, self.shelf_b.id, "nothing_in_hand"),
            ({"rows": "x"}, self.shelf_b.id, "nothing_in_hand"),
            ({"rows": good}, self.shelf_a.id, "wrong_place"),
            ({"rows": good}, customers.id, "wrong_place"),
            ({"rows": good}, "x", "wrong_place"),
            ({"rows": [self._row(self.oil, 1)]}, self.shelf_b.id, "lot_needed"),
            ({"rows": [self._row(self.seal, 99)]}, self.shelf_b.id, "not_enough"),
            ({"rows": [self._row(self.seal, -1)]}, self.shelf_b.id, "bad_quantity"),
            ({"rows": [{"product_id": 0}]}, self.shelf_b.id, "wrong_product"),
        ]
        for values, target, code in cases:
            with self.subTest(code=code, values=values):
                answer = self._apply_shelf(
                    "shelf_move", location_dest_id=target, **values
                )
                self.assertRefused(answer, code)
        self.assertEqual(self._get_free(self.seal, self.shelf_a), 10)

    def test_scanned_outside_of_a_document_a_code_tells_what_it_is(self):
        for code, kind, name in (
            ("SCN-A-01", "location", "A-01"),
            ("L-1", "lot", "L-1"),
        ):
            with self.subTest(code=code):
                answer = self.service.open(code)
                [thing] = answer["things"]
                self.assertEqual(answer["kind"], "info")
                self.assertEqual(thing["type"], kind)
                self.assertIn(name, thing["name"])
                self.assertIn("L-1", [row["lot"] for row in thing["rows"]])
        self.assertEqual(self.service.open("NOPE")["message_code"], "unknown_document")

    def test_after_a_reload_the_move_has_its_words(self):
        row = self._row(self.oil, 2, self.lot)
        self._apply_shelf("shelf_move", rows=[row], location_dest_id=self.shelf_b.id)

        opened = self.service.open({"shelf_id": self.shelf_a.id})
        [entry] = opened["history"]

        self.assertEqual(entry["type"], "shelf_move")
        self.assertEqual(entry["location_dest_id"], self.shelf_b.id)
        self.assertEqual(entry["rows"], [row])
        counted = self.service.open({"count_id": self.shelf_a.id})
        self.assertEqual(counted["history"], [])
