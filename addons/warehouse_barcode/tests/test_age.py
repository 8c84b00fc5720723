from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestFirstInDate(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._create_product("Pump", "serial")
        cls.oil = cls._create_product()
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

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

    def _get_receipt(self, lot):
        lines = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        return lines.picking_id.filtered(
            lambda one: one.picking_type_code == "incoming"
        )

    def _move(self, lot, source, target):
        """One piece goes from place to place without a document."""
        places = {"location_id": source.id, "location_dest_id": target.id}
        line = {
            "product_id": lot.product_id.id,
            "lot_id": lot.id,
            "quantity": 1,
            "picked": True,
            **places,
        }
        move = self.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": 1,
                "move_line_ids": [Command.create(line)],
                **places,
            }
        )
        move.picked = True
        move._action_done()
        self.assertEqual(move.state, "done")
        return move

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
        self._return(delivery, "2026-03-10")

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
        self._move(lot, self.shelf_a, self.shelf_b)

        there = lot.quant_ids.filtered("quantity")
        self.assertEqual(there.location_id, self.shelf_b)
        self.assertEqual(self._day(lot.first_in_date), "2025-01-10")

    def test_production_sets_it(self):
        lot = self._create_lot(self.pump, "S-1")
        with freeze_time("2026-01-10 10:00:00"):
            production = self.env["mrp.production"].create(
                {
                    "product_id": self.pump.id,
                    "product_qty": 1,
                    "picking_type_id": self.warehouse.manu_type_id.id,
                    "lot_producing_ids": lot.ids,
                }
            )
            production.action_confirm()
            production.qty_producing = 1
            production.button_mark_done()

        self.assertEqual(production.state, "done")
        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_cancelled_receipt_gives_no_age(self):
        lot = self._create_lot(self.pump, "S-1")
        receipt = self._create_receipt((self.pump, 1))
        receipt.move_line_ids.lot_id = lot

        receipt.action_cancel()

        self.assertFalse(lot.first_in_date)

    def test_transit_between_warehouses_keeps_it(self):
        with freeze_time("2026-01-10 10:00:00"):
            lot = self._receive_serial("S-1")
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        transit = self.warehouse.company_id.internal_transit_location_id
        with freeze_time("2026-02-10 10:00:00"):
            self._move(lot, self.stock, transit)
            self._move(lot, transit, other.lot_stock_id)

        there = lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(there.location_id, other.lot_stock_id)
        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")
        self.assertEqual(there.age_date, lot.first_in_date)

    def test_series_of_another_company_begins_when_it_arrives(self):
        """The sister company has its own card of the series; it comes by transit."""
        lot = self._create_lot(self.pump, "S-1")
        transit = self.warehouse.company_id.internal_transit_location_id
        with freeze_time("2026-02-10 10:00:00"):
            self._move(lot, transit, self.stock)

        self.assertEqual(self._day(lot.first_in_date), "2026-02-10")

    def test_one_receipt_gives_all_its_series_one_moment(self):
        receipt = self._create_receipt((self.pump, 3))
        for number, line in enumerate(receipt.move_line_ids):
            line.lot_name = f"S-{number}"
        receipt.move_ids.picked = True

        receipt.button_validate()

        lots = receipt.move_line_ids.lot_id
        self.assertEqual(len(lots), 3)
        self.assertEqual(len(set(lots.mapped("first_in_date"))), 1)

    def test_receipt_of_a_series_without_age_keeps_the_old_quantity(self):
        lot = self._create_lot(self.oil, "L-1")
        self._put(self.oil, 5, lot, self.stock)
        lot.quant_ids.in_date = "2025-01-10 10:00:00"
        receipt = self._create_receipt((self.oil, 1))

        self.assertAccepted(self._receive(receipt, self.oil, "L-1"))
        self.assertAccepted(self._apply("validate", receipt))

        self.assertEqual(self._day(lot.first_in_date), "2025-01-10")

    def test_later_receipt_does_not_renew_it(self):
        lot = self._create_lot(self.oil, "L-1", first_in="2025-01-10")
        receipt = self._create_receipt((self.oil, 1))

        self.assertAccepted(self._receive(receipt, self.oil, "L-1"))
        self.assertAccepted(self._apply("validate", receipt))

        self.assertEqual(self._day(lot.first_in_date), "2025-01-10")

    def test_corrected_date_of_the_receipt_is_followed(self):
        with freeze_time("2026-03-10 10:00:00"):
            lot = self._receive_serial("S-1")
        receipt = self._get_receipt(lot)
        for day in ("2026-01-10", "2026-02-20"):
            with self.subTest(day):
                receipt.date_done = f"{day} 10:00:00"

                self.assertEqual(self._day(lot.first_in_date), day)
                here = lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
                self.assertEqual(here.age_date, lot.first_in_date)

    def test_corrected_date_of_a_return_does_not_make_it_newer(self):
        with freeze_time("2026-01-10 10:00:00"):
            lot = self._receive_serial("S-1")
        with freeze_time("2026-03-10 10:00:00"):
            self._deliver(lot)
            back = self._move(lot, self.customers, self.stock)

        back.date = "2026-02-10 10:00:00"

        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_corrected_series_takes_the_age_over(self):
        with freeze_time("2026-01-10 10:00:00"):
            wrong = self._receive_serial("S-1")
        right = self._create_lot(self.pump, "S-7")

        self._get_receipt(wrong).move_line_ids.lot_id = right

        self.assertEqual(self._day(right.first_in_date), "2026-01-10")
        self.assertFalse(wrong.first_in_date)

    def test_corrected_series_that_came_twice_keeps_its_other_date(self):
        lot = self._create_lot(self.oil, "L-1")
        with freeze_time("2026-01-10 10:00:00"):
            first = self._move(lot, self.suppliers, self.stock)
        with freeze_time("2026-02-10 10:00:00"):
            self._move(lot, self.suppliers, self.stock)

        first.move_line_ids.lot_id = self._create_lot(self.oil, "L-2")

        self.assertEqual(self._day(lot.first_in_date), "2026-02-10")

    def test_line_added_to_a_done_receipt_counts(self):
        with freeze_time("2026-01-10 10:00:00"):
            receipt = self._get_receipt(self._receive_serial("S-1"))
            late = self._create_lot(self.pump, "S-2")
            self.env["stock.move.line"].create(
                {
                    "move_id": receipt.move_ids.id,
                    "picking_id": receipt.id,
                    "product_id": self.pump.id,
                    "lot_id": late.id,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": self.stock.id,
                }
            )

        self.assertEqual(self._day(late.first_in_date), "2026-01-10")

    def test_as_many_queries_for_fifty_series_as_for_ten(self):
        def count_queries(number):
            receipt = self._create_receipt((self.pump, number))
            lines = receipt.move_line_ids
            for line in lines:
                line.lot_id = self._create_lot(self.pump, f"{number}-{line.id}")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            lines._note_first_in(fields.Datetime.now())
            self.env.flush_all()
            self.assertTrue(all(lines.lot_id.mapped("first_in_date")))
            return self.env.cr.sql_log_count - before

        count_queries(2)
        self.assertEqual(count_queries(10), count_queries(50))

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
