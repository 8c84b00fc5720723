from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestDelivery(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.age_control = "block"
        cls.oil = cls._create_product(use_expiration_date=True, expiration_time=365)
        cls.old = cls._create_lot(cls.oil, "OLD", "2027-09-01", "2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", "2027-12-01", "2026-06-10")
        cls._put(cls.oil, 5, cls.old, cls.shelf_a)
        cls._put(cls.oil, 5, cls.new, cls.shelf_b)

    def test_oldest_series_is_taken(self):
        delivery = self._create_delivery((self.oil, 3))

        for _scan in range(3):
            self.assertAccepted(self._pick(delivery, self.old), "picked")

        self.assertPicked(delivery, {(self.oil, "OLD"): 3})
        self.assertEqual(delivery.move_ids.quantity, 3)

    def test_newer_series_is_stopped(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._pick(delivery, self.new)

        self.assertRefused(answer, "newer_series")
        self.assertEqual(answer["params"]["older_lot"], "OLD")
        self.assertEqual(answer["params"]["older_expiration"], "2027-09-01")
        self.assertIn("A-01", answer["params"]["older_location"])
        self.assertPicked(delivery, {})

    def test_newer_series_passes_where_nobody_watches(self):
        self.out_type.age_control = "off"
        delivery = self._create_delivery((self.oil, 3))

        self.assertAccepted(self._pick(delivery, self.new, 2), "picked")

        self.assertPicked(delivery, {(self.oil, "NEW"): 2})
        self.assertEqual(delivery.move_ids.quantity, 3)

    def test_newer_series_is_free_to_take_when_the_older_is_used_up(self):
        delivery = self._create_delivery((self.oil, 6))

        self.assertAccepted(self._pick(delivery, self.old, 5))
        self.assertAccepted(self._pick(delivery, self.new, 1))

        self.assertPicked(delivery, {(self.oil, "OLD"): 5, (self.oil, "NEW"): 1})

    def test_series_of_equal_age_are_equal(self):
        self.new.first_in_date = self.old.first_in_date
        delivery = self._create_delivery((self.oil, 3))

        self.assertAccepted(self._pick(delivery, self.new))

    def test_older_series_held_by_another_document_is_not_in_the_way(self):
        self._create_delivery((self.oil, 5))
        delivery = self._create_delivery((self.oil, 2))

        self.assertAccepted(self._pick(delivery, self.new))

    def test_series_planned_for_the_document_is_permitted(self):
        first = self._create_delivery((self.oil, 5))
        delivery = self._create_delivery((self.oil, 2))
        first.do_unreserve()

        self.assertAccepted(self._pick(delivery, self.new))

    def test_expired_older_series_is_not_offered(self):
        self.old.expiration_date = "2026-11-01 12:00:00"
        delivery = self._create_delivery((self.oil, 2))

        self.assertAccepted(self._pick(delivery, self.new))

    def test_expired_series_is_refused(self):
        self.old.expiration_date = "2026-11-21 12:00:00"
        delivery = self._create_delivery((self.oil, 2))

        self.assertRefused(self._pick(delivery, self.old), "lot_expired")

    def test_last_day_is_still_good(self):
        self.old.expiration_date = "2026-11-22 12:00:00"
        delivery = self._create_delivery((self.oil, 2))

        self.assertAccepted(self._pick(delivery, self.old))
        self.assertAccepted(self._apply("validate", delivery, backorder="create"))

    def test_first_expired_goes_first_where_the_category_says_so(self):
        self.oil.categ_id = self.env["product.category"].create(
            {
                "name": "Expiring",
                "removal_strategy_id": self.env.ref("product_expiry.removal_fefo").id,
            }
        )
        self.new.removal_date = "2027-01-01 12:00:00"
        delivery = self._create_delivery((self.oil, 2))

        self.assertRefused(self._pick(delivery, self.old, 3), "over_quantity")
        self.assertAccepted(self._pick(delivery, self.new))
        refused = self._pick(self._create_delivery((self.oil, 2)), self.old)
        self.assertRefused(refused, "newer_series")

    def test_last_in_first_out_is_not_watched(self):
        self.oil.categ_id = self.env["product.category"].create(
            {
                "name": "Pile",
                "removal_strategy_id": self.env.ref("stock.removal_lifo").id,
            }
        )
        delivery = self._create_delivery((self.oil, 2))

        self.assertAccepted(self._pick(delivery, self.old))

    def test_series_without_stock_is_refused(self):
        empty = self._create_lot(self.oil, "EMPTY", "2027-09-01", "2025-01-10")
        delivery = self._create_delivery((self.oil, 2))

        self.assertRefused(self._pick(delivery, empty), "lot_not_here")

    def test_series_held_by_another_document_is_refused_by_name(self):
        other = self._create_delivery((self.oil, 5))
        delivery = self._create_delivery((self.oil, 2))

        answer = self._pick(delivery, self.old)

        self.assertRefused(answer, "lot_reserved")
        self.assertEqual(answer["params"]["documents"], other.name)

    def test_more_than_lies_there_is_refused(self):
        delivery = self._create_delivery((self.oil, 9))

        self.assertRefused(self._pick(delivery, self.old, 6), "not_enough")

    def test_series_of_another_product_is_refused(self):
        other = self._create_lot(self._create_product("Grease"), "OTHER")
        delivery = self._create_delivery((self.oil, 2))

        answer = self._apply(
            "delivery_scan", delivery, product_id=self.oil.id, lot_id=other.id
        )

        self.assertRefused(answer, "lot_of_other_product")

    def test_same_name_on_two_products_is_told_apart(self):
        self._create_lot(self._create_product("Grease"), "OLD")
        delivery = self._create_delivery((self.oil, 2))

        answer = self._apply(
            "delivery_scan", delivery, product_id=self.oil.id, lot_name="OLD"
        )

        self.assertAccepted(answer)

    def test_serial_is_taken_once(self):
        pump = self._create_product("Pump", "serial")
        serial = self._create_lot(pump, "S-1", first_in="2026-01-10")
        self._put(pump, 1, serial)
        delivery = self._create_delivery((pump, 2))

        self.assertAccepted(self._pick(delivery, serial))
        self.assertRefused(self._pick(delivery, serial), "serial_twice")

    def test_taken_series_frees_the_planned_one(self):
        self.out_type.age_control = "off"
        delivery = self._create_delivery((self.oil, 5))

        self._pick(delivery, self.new, 5)

        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.oil.id),
                ("location_id", "child_of", self.stock.id),
            ]
        )
        reserved = {quant.lot_id: quant.reserved_quantity for quant in quants}
        self.assertEqual(reserved, {self.old: 0, self.new: 5})

    def test_scanned_shelf_is_used(self):
        self._put(self.oil, 5, self.old, self.shelf_b)
        delivery = self._create_delivery((self.oil, 3))

        self._pick(delivery, self.old, 2, location_id=self.shelf_b.id)

        picked = delivery.move_line_ids.filtered("picked")
        self.assertEqual(picked.location_id, self.shelf_b)
        self.assertEqual(delivery.move_ids.quantity, 3)

    def test_product_without_series(self):
        seal = self._create_product("Seal", "none")
        self._put(seal, 4)
        delivery = self._create_delivery((seal, 3))

        answer = self._apply("delivery_scan", delivery, product_id=seal.id, quantity=3)

        self.assertAccepted(answer)
        self.assertAccepted(self._apply("validate", delivery), "validated")

    def test_delivery_goes_out(self):
        delivery = self._create_delivery((self.oil, 2))
        self._pick(delivery, self.old, 2)

        self.assertAccepted(self._apply("validate", delivery), "validated")

        self.assertEqual(delivery.state, "done")
        self.assertEqual(delivery.move_line_ids.lot_id, self.old)

    def test_receipt_operation_on_a_delivery_is_refused(self):
        delivery = self._create_delivery((self.oil, 2))

        self.assertRefused(self._receive(delivery, self.oil, "X"), "wrong_flow")
