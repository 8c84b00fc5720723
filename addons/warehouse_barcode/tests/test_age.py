from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestFirstInDate(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._create_product("Pump", "serial")

    def _receive_serial(self, name):
        receipt = self._create_receipt((self.pump, 1))
        self.assertAccepted(self._receive(receipt, self.pump, name))
        self.assertAccepted(self._apply("validate", receipt))
        return receipt.move_line_ids.lot_id

    def _deliver(self, lot):
        delivery = self._create_delivery((self.pump, 1))
        self.assertAccepted(self._pick(delivery, lot))
        self.assertAccepted(self._apply("validate", delivery))
        return delivery

    def _count(self, lot, quantity, location):
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": self.pump.id,
                    "lot_id": lot.id,
                    "location_id": location.id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()

    def test_receipt_sets_it(self):
        with freeze_time("2026-01-10 10:00:00"):
            lot = self._receive_serial("S-1")

        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_it_survives_a_return(self):
        with freeze_time("2026-01-10 10:00:00"):
            lot = self._receive_serial("S-1")
        with freeze_time("2026-02-10 10:00:00"):
            delivery = self._deliver(lot)
        with freeze_time("2026-03-10 10:00:00"):
            wizard = Form(
                self.env["stock.return.picking"].with_context(
                    active_id=delivery.id, active_model="stock.picking"
                )
            ).save()
            wizard.product_return_moves.quantity = 1
            action = wizard.action_create_returns()
            returned = self.env["stock.picking"].browse(action["res_id"])
            returned.move_ids.picked = True
            returned.button_validate()

        quant = lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock)
        self.assertEqual(self._day(quant.in_date), "2026-03-10")
        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_it_survives_a_recount(self):
        with freeze_time("2026-01-10 10:00:00"):
            lot = self._receive_serial("S-1")
        with freeze_time("2026-03-10 10:00:00"):
            self._count(lot, 0, self.stock)
            self._count(lot, 1, self.stock)

        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_count_sets_it_for_a_series_found(self):
        lot = self._create_lot(self.pump, "S-9")
        with freeze_time("2026-03-10 10:00:00"):
            self._count(lot, 1, self.shelf_a)

        self.assertEqual(self._day(lot.first_in_date), "2026-03-10")

    def test_moves_between_shelves_keep_the_age_of_the_quantity(self):
        lot = self._create_lot(self.pump, "S-1")
        self._put(self.pump, 1, lot, self.shelf_a)
        lot.quant_ids.in_date = "2025-01-10 10:00:00"
        move = self.env["stock.move"].create(
            {
                "product_id": self.pump.id,
                "product_uom_qty": 1,
                "location_id": self.shelf_a.id,
                "location_dest_id": self.shelf_b.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.pump.id,
                            "lot_id": lot.id,
                            "quantity": 1,
                            "picked": True,
                            "location_id": self.shelf_a.id,
                            "location_dest_id": self.shelf_b.id,
                        }
                    )
                ],
            }
        )
        move.picked = True
        move._action_done()

        there = lot.quant_ids.filtered("quantity")
        self.assertEqual(there.location_id, self.shelf_b)
        self.assertEqual(self._day(lot.first_in_date), "2025-01-10")

    def test_install_reads_it_from_history_or_stock(self):
        with freeze_time("2026-01-10 10:00:00"):
            moved = self._receive_serial("S-1")
        with freeze_time("2026-02-10 10:00:00"):
            lying = self._create_lot(self.pump, "S-2")
            self._put(self.pump, 1, lying)
        never = self._create_lot(self.pump, "S-3")
        kept = self._create_lot(self.pump, "S-4", first_in="2025-01-10")
        moved.first_in_date = False

        self.env["stock.lot"]._init_first_in_date()

        days = [self._day(lot.first_in_date) for lot in (moved, lying, kept)]
        self.assertEqual(days, ["2026-01-10", "2026-02-10", "2025-01-10"])
        self.assertFalse(never.first_in_date)

    def test_returned_series_is_still_the_oldest(self):
        self.out_type.age_control = "block"
        with freeze_time("2026-01-10 10:00:00"):
            old = self._receive_serial("S-1")
        with freeze_time("2026-02-10 10:00:00"):
            new = self._receive_serial("S-2")
        old.quant_ids.filtered(
            lambda quant: quant.location_id == self.stock
        ).in_date = "2026-03-10 10:00:00"
        delivery = self._create_delivery((self.pump, 2))
        delivery.do_unreserve()

        answer = self._pick(delivery, new)

        self.assertRefused(answer, "newer_series")
        self.assertEqual(answer["params"]["older_lot"], "S-1")
