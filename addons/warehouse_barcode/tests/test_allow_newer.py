from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestAllowNewer(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.age_control = "block"
        cls.oil = cls._create_product()
        cls.old = cls._create_lot(cls.oil, "OLD", first_in="2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", first_in="2026-06-10")
        cls._put(cls.oil, 5, cls.old, cls.shelf_a)
        cls._put(cls.oil, 5, cls.new, cls.shelf_b)

    def _allow(self, delivery, **values):
        return self._pick(delivery, self.new, kind="allow_newer", **values)

    def _get_deviation(self, delivery):
        return self.env["stock.age.deviation"].search(
            [("picking_id", "=", delivery.id)]
        )

    def test_manager_signs_with_his_pin(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._allow(
            delivery, reason="Damaged", manager_id=self.chief.id, pin="271828"
        )

        self.assertAccepted(answer, "picked_newer")
        deviation = self._get_deviation(delivery)
        self.assertEqual(deviation.user_id, self.storekeeper)
        self.assertEqual(deviation.allowed_by_id, self.chief)
        self.assertEqual(deviation.lot_id, self.new)
        self.assertEqual(deviation.older_lot_id, self.old)
        self.assertEqual(deviation.reason, "Damaged")
        self.assertPicked(delivery, {(self.oil, "NEW"): 1})

    def test_pin_is_not_kept(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._allow(
            delivery, reason="Damaged", manager_id=self.chief.id, pin="271828"
        )

        row = self.env["warehouse.barcode.operation"].search(
            [("uuid", "=", answer["uuid"])]
        )
        self.assertNotIn("271828", str(row.payload))

    def test_series_once_allowed_goes_on(self):
        delivery = self._create_delivery((self.oil, 3))
        self._allow(delivery, reason="Damaged", manager_id=self.chief.id, pin="271828")

        self.assertAccepted(self._pick(delivery, self.new), "picked")

        self.assertEqual(len(self._get_deviation(delivery)), 1)

    def test_manager_himself_needs_no_pin(self):
        delivery = self._create_delivery((self.oil, 3))

        self.assertRefused(
            self._pick(delivery, self.new, user=self.chief), "newer_series"
        )
        answer = self._allow(delivery, reason="Damaged", user=self.chief)

        self.assertAccepted(answer, "picked_newer")

    def test_storekeeper_may_not_allow_it_himself(self):
        delivery = self._create_delivery((self.oil, 3))

        self.assertRefused(self._allow(delivery), "reason_needed")
        self.assertRefused(self._allow(delivery, reason="Hurry"), "manager_needed")
        own = self._allow(
            delivery, reason="Hurry", manager_id=self.storekeeper.id, pin=""
        )
        self.assertRefused(own, "manager_needed")
        wrong = self._allow(delivery, reason="Hurry", manager_id=self.chief.id, pin="1")
        self.assertRefused(wrong, "wrong_pin")
        self.assertFalse(self._get_deviation(delivery))

    def test_guessing_the_pin_is_stopped(self):
        delivery = self._create_delivery((self.oil, 3))
        signature = {"reason": "Hurry", "manager_id": self.chief.id}
        for pin in range(5):
            self._allow(delivery, pin=str(pin), **signature)

        self.assertRefused(
            self._allow(delivery, pin="271828", **signature), "too_many_attempts"
        )

    def test_where_the_type_warns_a_reason_is_enough(self):
        self.out_type.age_control = "warn"
        delivery = self._create_delivery((self.oil, 3))

        self.assertRefused(self._pick(delivery, self.new), "newer_series")
        self.assertAccepted(self._allow(delivery, reason="Box is open"), "picked_newer")

        self.assertEqual(self._get_deviation(delivery).allowed_by_id, self.storekeeper)

    def test_nothing_is_logged_when_no_older_series_is_free(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._pick(delivery, self.old, kind="allow_newer", reason="No need")

        self.assertAccepted(answer, "picked")
        self.assertFalse(self._get_deviation(delivery))

    def test_the_badge_tells_whose_it_is(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._allow(delivery, reason="Damaged", pin="271828")

        self.assertAccepted(answer, "picked_newer")
        self.assertEqual(self._get_deviation(delivery).allowed_by_id, self.chief)

    def test_a_badge_of_nobody_is_refused(self):
        delivery = self._create_delivery((self.oil, 3))

        answer = self._allow(delivery, reason="Damaged", pin="000000")

        self.assertRefused(answer, "wrong_pin")
        self.assertFalse(self._get_deviation(delivery))
