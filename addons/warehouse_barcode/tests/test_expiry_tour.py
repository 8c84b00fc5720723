from odoo.tests import HttpCase, tagged

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestExpiryTour(HttpCase, ExpiryCommon):
    """A morning of the storekeeper, who has no other rights, on a phone."""

    browser_size = "360x740"
    touch_enabled = True

    def test_storekeeper_scraps_and_moves_what_has_expired(self):
        # what lies in the database besides is nobody's business here
        self.env["stock.quant"].search([]).sudo().unlink()
        gone = self._stock("GONE-1", -20, 5)
        moved = self._stock("GONE-2", -3, 5, location=self.shelf_b)
        self._stock("SOON", 4, 5, age=900)
        quarantine = self._create_shelf("Q-99")

        self.start_tour(
            "/odoo/expiry-dates",
            "warehouse_barcode_expiry",
            login=self.storekeeper.login,
            timeout=120,
        )

        scrap = self.env["stock.scrap"].search([("lot_id", "=", gone.id)])
        self.assertEqual((scrap.state, scrap.scrap_qty), ("done", 5))
        self.assertEqual(scrap.create_uid, self.storekeeper)
        shelves = {
            quant.location_id: quant.quantity
            for quant in moved.quant_ids
            if quant.location_id.usage == "internal"
        }
        self.assertEqual(shelves, {self.shelf_b: 3, quarantine: 2})
