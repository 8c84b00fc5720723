from freezegun import freeze_time

from odoo.tests import tagged

from .age_common import FifoCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestFifoMatrixScanner(FifoCommon):
    """Second part of the matrix: what people do by hand, and what expires."""

    # what the people with the scanner do

    def test_newer_series_by_hand_is_stopped(self):
        self._stock(self.pump, "SN-1", "2026-01-10")
        new = self._stock(self.pump, "SN-2", "2026-02-10")
        delivery = self._create_delivery((self.pump, 1))

        answer = self._pick(delivery, new)

        self.assertRefused(answer, "newer_series")
        self.assertEqual(answer["params"]["older_lot"], "SN-1")
        self.assertEqual(self._get_reserved(delivery), ["SN-1"])

    def test_series_of_another_picking_is_not_taken_from_it(self):
        first = self._stock(self.pump, "SN-1", "2026-01-10")
        self._stock(self.pump, "SN-2", "2026-02-10")
        other = self._create_delivery((self.pump, 1))
        delivery = self._create_delivery((self.pump, 1))

        answer = self._pick(delivery, first)

        self.assertRefused(answer, "lot_reserved")
        self.assertEqual(self._get_reserved(other), ["SN-1"])

    def test_series_without_stock_is_not_delivered(self):
        self._stock(self.pump, "SN-1", "2026-01-10")
        ghost = self._create_lot(self.pump, "SN-0")
        delivery = self._create_delivery((self.pump, 1))

        self.assertRefused(self._pick(delivery, ghost), "lot_not_here")
        self.assertFalse(ghost.quant_ids)

    def test_same_serial_twice_is_refused_at_once(self):
        serial = self._stock(self.pump, "SN-1", "2026-01-10")
        self._stock(self.pump, "SN-2", "2026-01-10")
        delivery = self._create_delivery((self.pump, 2))

        self.assertAccepted(self._pick(delivery, serial))
        self.assertRefused(self._pick(delivery, serial), "serial_twice")

    # expiry

    def _stock_expiring(self):
        """OLD expires later than NEW."""
        self.oil.use_expiration_date = True
        self._stock(
            self.oil,
            "OLD",
            "2026-01-10",
            expiration_date="2027-12-01",
            removal_date="2027-11-01",
        )
        return self._stock(
            self.oil,
            "NEW",
            "2026-06-10",
            expiration_date="2027-06-01",
            removal_date="2027-05-01",
        )

    def test_dates_do_not_turn_first_in_into_first_expired(self):
        self._stock_expiring()

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.oil, 1))), ["OLD"]
        )

    def test_oldest_past_its_removal_date_is_passed_over(self):
        self._stock_expiring()
        self.oil.stock_quant_ids.lot_id.filtered(
            lambda lot: lot.name == "OLD"
        ).removal_date = "2026-11-22 08:00:00"

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.oil, 2))), ["NEW"]
        )

    def test_late_delivery_gets_nothing_past_its_removal_date(self):
        """Core compares with the planned date, which has passed as well."""
        new = self._stock_expiring()
        new.removal_date = "2026-11-20 12:00:00"
        delivery = self._create_delivery((self.oil, 2))
        delivery.do_unreserve()
        delivery.move_ids.date = "2026-11-10 12:00:00"

        delivery.action_assign()

        self.assertEqual(self._get_reserved(delivery), ["OLD"])
        self.assertEqual(delivery.move_ids.quantity, 1)

    def test_delivery_planned_later_gets_what_will_still_be_good(self):
        new = self._stock_expiring()
        new.removal_date = "2026-11-25 12:00:00"
        delivery = self._create_delivery((self.oil, 2))
        delivery.do_unreserve()
        delivery.move_ids.date = "2026-12-10 12:00:00"

        delivery.action_assign()

        self.assertEqual(self._get_reserved(delivery), ["OLD"])

    def test_reserved_series_that_expired_meanwhile_is_refused(self):
        """Core does not reserve anew when a date changes; the scan is checked."""
        self.oil.categ_id = self.fefo
        new = self._stock_expiring()
        delivery = self._create_delivery((self.oil, 1))
        self.assertEqual(self._get_reserved(delivery), ["NEW"])

        new.write({"expiration_date": "2026-11-21", "removal_date": "2026-11-01"})

        self.assertEqual(self._get_reserved(delivery), ["NEW"])
        self.assertRefused(self._pick(delivery, new), "lot_expired")
