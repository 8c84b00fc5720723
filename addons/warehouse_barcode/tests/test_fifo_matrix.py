from freezegun import freeze_time

from odoo.tests import tagged

from .age_common import FifoCommon

NOW = "2026-11-22 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFifoMatrix(FifoCommon):
    """How series leave the stock, one test a behaviour of core.

    What core does well is kept; where it takes a newer series first, ours does not.
    """

    def _receive_all(self, product, names, day):
        with freeze_time(f"{day} 10:00:00"):
            receipt = self._create_receipt((product, len(names)))
            for name in names:
                self.assertAccepted(self._receive(receipt, product, name))
            self.assertAccepted(self._apply("validate", receipt))
        return receipt.move_line_ids.lot_id

    def _count(self, lot, quantity):
        quant = self.Quant.with_context(inventory_mode=True).create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": self.shelf_a.id,
                "inventory_quantity": quantity,
            }
        )
        quant.action_apply_inventory()

    # the strategy and its order

    def test_strategy_of_the_category_then_of_the_place_then_fifo(self):
        plain = self._create_product("Plain", categ_id=self._create_plain_category().id)
        self.stock.removal_strategy_id = self.env.ref("stock.removal_lifo")
        for product, place, expected in (
            (self.oil, self.shelf_a, "fifo"),
            (plain, self.shelf_a, "lifo"),
            (plain, self.customers, "fifo"),
        ):
            with self.subTest(product=product.name, place=place.name):
                strategy = self.Quant._get_removal_strategy(product, place)
                self.assertEqual(strategy, expected)

    def _create_plain_category(self):
        return self.env["product.category"].create({"name": "Plain"})

    def test_first_in_goes_out_first(self):
        self._stock(self.oil, "NEW", "2026-06-10")
        self._stock(self.oil, "OLD", "2026-01-10")

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.oil, 2))), ["OLD", "NEW"]
        )

    def test_first_expired_goes_out_first_and_undated_last(self):
        self.oil.categ_id = self.fefo
        self._stock(self.oil, "UNDATED", "2026-01-10")
        self._stock(self.oil, "LATE", "2026-02-10", removal_date="2027-06-01")
        self._stock(self.oil, "SOON", "2026-03-10", removal_date="2027-02-01")

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.oil, 3))),
            ["SOON", "LATE", "UNDATED"],
        )

    def test_equal_removal_date_is_decided_by_the_age(self):
        self.oil.categ_id = self.fefo
        self._stock(self.oil, "NEW", "2026-06-10", removal_date="2027-02-01")
        self._stock(self.oil, "OLD", "2026-01-10", removal_date="2027-02-01")

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.oil, 1))), ["OLD"]
        )

    def test_goods_without_series_do_not_wait_for_newer_series(self):
        """Core would take the series of today before goods of 2020 (`_gather`)."""
        self._put(self.oil, 1)
        self.oil.stock_quant_ids.in_date = "2020-01-10 10:00:00"
        self._stock(self.oil, "TODAY", "2026-11-22")

        delivery = self._create_delivery((self.oil, 1))

        self.assertFalse(delivery.move_line_ids.lot_id)
        self.assertEqual(delivery.move_ids.quantity, 1)

    def test_goods_without_series_wait_for_older_and_equal_series(self):
        self._put(self.oil, 1)
        self.oil.stock_quant_ids.in_date = "2026-01-10 10:00:00"
        self._stock(self.oil, "OLD", "2025-12-10")
        self._stock(self.oil, "EQUAL", "2026-01-10")

        delivery = self._create_delivery((self.oil, 3))

        lots = delivery.move_line_ids.sorted("id").mapped(lambda line: line.lot_id.name)
        self.assertEqual(lots, ["OLD", "EQUAL", False])

    def test_goods_without_series_expire_last(self):
        """As in core: also after a series that has no removal date."""
        self.oil.categ_id = self.fefo
        self._put(self.oil, 1)
        self.oil.stock_quant_ids.in_date = "2020-01-10 10:00:00"
        self._stock(self.oil, "UNDATED", "2026-06-10")
        self._stock(self.oil, "DATED", "2026-06-10", removal_date="2027-02-01")

        delivery = self._create_delivery((self.oil, 3))

        lots = delivery.move_line_ids.sorted("id").mapped(lambda line: line.lot_id.name)
        self.assertEqual(lots, ["DATED", "UNDATED", False])

    def test_asked_series_comes_before_goods_without_one(self):
        self._put(self.oil, 1)
        self.oil.stock_quant_ids.in_date = "2020-01-10 10:00:00"
        lot = self._stock(self.oil, "ASKED", "2026-06-10")

        quants = self.Quant._gather(self.oil, self.stock, lot_id=lot)

        self.assertEqual(quants.mapped("lot_id.name"), ["ASKED"])
        self.assertEqual(quants[0].lot_id, lot)

    # ties

    def test_order_of_scanning_breaks_no_tie(self):
        self._receive_all(self.pump, ["SN-30", "SN-10", "SN-9"], "2026-01-10")

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.pump, 3))),
            ["SN-9", "SN-10", "SN-30"],
        )

    def test_tie_between_shelves_goes_to_the_first_filled(self):
        lot = self._stock(self.oil, "SAME", "2026-01-10", 1, self.shelf_b)
        self._put(self.oil, 1, lot, self.shelf_a)

        delivery = self._create_delivery((self.oil, 1))

        self.assertEqual(delivery.move_line_ids.location_id, self.shelf_b)

    # what must not renew a series

    def test_series_received_again_stays_as_old_as_it_was(self):
        [lot] = self._receive_all(self.oil, ["L-1"], "2026-01-10")
        self._receive_all(self.oil, ["L-2"], "2026-02-10")
        self._receive_all(self.oil, ["L-1"], "2026-03-10")

        delivery = self._create_delivery((self.oil, 2))

        self.assertEqual(self._get_reserved(delivery), ["L-1"])
        self.assertEqual(self._day(lot.first_in_date), "2026-01-10")

    def test_second_shelf_of_a_series_is_as_old_as_the_first(self):
        """Core would date the new place with today."""
        lot = self._stock(self.oil, "L-1", "2026-01-10", 1, self.shelf_a)
        self._stock(self.oil, "L-2", "2026-02-10", 1, self.shelf_a)
        self.Quant._update_available_quantity(self.oil, self.shelf_b, 1, lot_id=lot)

        delivery = self._create_delivery((self.oil, 2))

        self.assertEqual(set(self._get_reserved(delivery)), {"L-1"})

    def test_move_between_shelves_carries_the_age(self):
        old = self._stock(self.oil, "OLD", "2026-01-10", 1, self.shelf_a)
        self._stock(self.oil, "NEW", "2026-06-10", 1, self.shelf_a)
        old.quant_ids.move_quants(location_dest_id=self.shelf_b)

        delivery = self._create_delivery((self.oil, 1))

        self.assertEqual(self._get_reserved(delivery), ["OLD"])
        self.assertEqual(delivery.move_line_ids.location_id, self.shelf_b)

    def test_returned_series_goes_out_first_again(self):
        """Core resets the incoming date: the return would go out last."""
        [old] = self._receive_all(self.pump, ["SN-1"], "2026-01-10")
        self._receive_all(self.pump, ["SN-2"], "2026-02-10")
        self._return(self._deliver(old), "2026-03-10")

        delivery = self._create_delivery((self.pump, 1))

        self.assertEqual(self._get_reserved(delivery), ["SN-1"])

    def _deliver(self, lot):
        delivery = self._create_delivery((lot.product_id, 1))
        self.assertAccepted(self._pick(delivery, lot))
        self.assertAccepted(self._apply("validate", delivery))
        return delivery

    def test_series_counted_away_and_found_again_goes_out_first(self):
        """Core resets the incoming date."""
        old = self._stock(self.pump, "SN-1", "2026-01-10")
        self._stock(self.pump, "SN-2", "2026-02-10")
        self._count(old, 0)
        self.Quant._unlink_zero_quants()
        self._count(old, 1)

        self.assertEqual(
            self._get_reserved(self._create_delivery((self.pump, 1))), ["SN-1"]
        )

    def test_series_found_by_a_count_is_of_today(self):
        self._stock(self.pump, "SN-1", "2026-01-10")
        found = self._create_lot(self.pump, "SN-0")
        self._count(found, 1)

        self.assertEqual(self._day(found.first_in_date), "2026-11-22")
        self.assertEqual(
            self._get_reserved(self._create_delivery((self.pump, 2))), ["SN-1", "SN-0"]
        )

    # reserved goods

    def test_second_order_gets_the_next_series(self):
        self._stock(self.pump, "SN-1", "2026-01-10")
        self._stock(self.pump, "SN-2", "2026-02-10")

        deliveries = [self._create_delivery((self.pump, 1)) for _number in range(2)]

        self.assertEqual(
            [self._get_reserved(delivery) for delivery in deliveries],
            [["SN-1"], ["SN-2"]],
        )

    def test_decrease_gives_the_newest_back(self):
        self._stock(self.oil, "L0", "2026-01-10", 10)
        self._stock(self.oil, "L1", "2026-02-10", 30)
        delivery = self._create_delivery((self.oil, 40))

        delivery.move_ids.quantity = 15

        kept = {line.lot_id.name: line.quantity for line in delivery.move_line_ids}
        self.assertEqual(kept, {"L0": 10, "L1": 5})

    def test_components_are_taken_by_age(self):
        self._stock(self.oil, "NEW", "2026-06-10")
        self._stock(self.oil, "OLD", "2026-01-10")
        production = self.env["mrp.production"].create(
            {
                "product_id": self._create_product("Machine", "none").id,
                "product_qty": 1,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [
                    (0, 0, {"product_id": self.oil.id, "product_uom_qty": 1})
                ],
            }
        )
        production.action_confirm()

        production.action_assign()

        self.assertEqual(production.move_raw_ids.lot_ids.name, "OLD")
