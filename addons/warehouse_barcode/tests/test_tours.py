from odoo.tests import tagged

from .phone_common import PhoneCase


@tagged("post_install", "-at_install")
class TestScannerTours(PhoneCase):
    """The two flows from the first scan to the closed document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(
            barcode="4006381333931", use_expiration_date=True, expiration_time=365
        )

    def _start(self, tour):
        self.start_tour(
            "/odoo/scanner", tour, login=self.storekeeper.login, timeout=120
        )

    def test_receipt_with_series_and_expiry(self):
        receipt = self._create_receipt((self.oil, 20))
        receipt.name = "TOUR/IN/1"

        self._start("warehouse_barcode_receipt")

        self.assertEqual(receipt.state, "done")
        lot = receipt.move_line_ids.lot_id
        self.assertEqual((lot.name, receipt.move_line_ids.quantity), ("L-GS1", 5))
        self.assertEqual(self._day(lot.expiration_date), "2031-03-31")
        self.assertTrue(
            self.env["stock.picking"].search([("backorder_id", "=", receipt.id)])
        )

    def test_delivery_where_a_newer_series_is_stopped(self):
        self.out_type.age_control = "block"
        old = self._create_lot(self.oil, "OLD", "2031-03-31", "2026-01-10")
        new = self._create_lot(self.oil, "NEW", "2031-03-31", "2026-06-10")
        self._put(self.oil, 5, old, self.shelf_a)
        self._put(self.oil, 5, new, self.shelf_b)
        delivery = self._create_delivery((self.oil, 2))
        delivery.name = "TOUR/OUT/1"

        self._start("warehouse_barcode_delivery")

        self.assertEqual(delivery.state, "done")
        self.assertEqual(delivery.move_line_ids.lot_id, old | new)
        deviation = self.env["stock.age.deviation"].search(
            [("picking_id", "=", delivery.id)]
        )
        self.assertEqual(deviation.allowed_by_id, self.chief)
        self.assertEqual(deviation.older_lot_id, old)
