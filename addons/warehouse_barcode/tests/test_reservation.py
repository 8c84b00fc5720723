from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

from ..models import stock_quant_reservation
from .age_common import OTHER_STRATEGIES, AgeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestReservation(AgeCommon):
    """Who decides, how often the database is asked, and what is left to core."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._create_serials("Pump", 80)
        cls.many = cls._create_serials("Many", 800)

    @classmethod
    def _create_serials(cls, name, count):
        product = cls._create_product(name, "serial", categ_id=cls.fifo.id)
        lots = cls.env["stock.lot"].create(
            [
                {
                    "product_id": product.id,
                    "name": f"{name}-{number}",
                    "first_in_date": f"2026-01-01 {number // 60:02d}:{number % 60:02d}",
                }
                for number in range(count)
            ]
        )
        row = {"quantity": 1, "reserved_quantity": 0, "in_date": "2026-05-01"}
        cls._load_quants(
            product,
            [row | {"location_id": cls.shelf_a.id, "lot_id": lot.id} for lot in lots],
        )
        return product

    def _reserve(self, product, quantity, **where):
        return self.Quant._get_reserve_quantity(product, self.stock, quantity, **where)

    def _count_queries(self, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assign(self, product, quantity):
        delivery = self._create_delivery((product, quantity))
        self.assertEqual(delivery.move_ids.quantity, quantity)

    def test_choosing_costs_as_much_for_one_as_for_fifty(self):
        self._reserve(self.pump, 1)
        counts = {
            (product.name, quantity): self._count_queries(
                self._reserve, product, quantity
            )
            for product in (self.pump, self.many)
            for quantity in (1, 50)
        }

        self.assertEqual(len(set(counts.values())), 1, counts)

    def test_reading_stops_where_the_need_is_met(self):
        with patch.object(
            type(self.Quant),
            "_select_spots",
            autospec=True,
            side_effect=type(self.Quant)._select_spots,
        ) as select:
            reserved = self._reserve(self.many, 3)

        self.assertEqual(
            [quant.lot_id.name for quant, _taken in reserved],
            ["Many-0", "Many-1", "Many-2"],
        )
        limits = [call.kwargs.get("limit") for call in select.call_args_list]
        self.assertEqual(limits, [None, 5])

    def test_reserving_costs_as_much_among_few_as_among_many(self):
        for quantity in (1, 50):
            with self.subTest(quantity):
                self._assign(self.pump, 1)
                few = self._count_queries(self._assign, self.pump, quantity)
                many = self._count_queries(self._assign, self.many, quantity)
                self.assertEqual(few, many)

    def test_availability_is_one_sum(self):
        def sum_up(product):
            self.assertTrue(self.Quant._get_available_quantity(product, self.stock))

        sum_up(self.pump)
        few = self._count_queries(sum_up, self.pump)
        self.assertEqual(few, self._count_queries(sum_up, self.many))

    def test_answer_can_be_used_like_that_of_core(self):
        """What stood for all the quantities must not stand for them any longer."""
        [(quant, _taken)] = self._reserve(self.pump, 1)

        self.assertNotIn(stock_quant_reservation.BOUNDED, quant.env.context)
        self.assertEqual(quant._get_available_quantity(self.pump, self.stock), 80)

    def test_whole_packages_are_left_to_core(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        oil = self._create_product("Cans", categ_id=self.fifo.id)
        for number in range(3):
            self._put(oil, 10, self._create_lot(oil, f"L-{number}"))
        for method, expected in (("full", 24), ("partial", 30)):
            with self.subTest(method):
                self.fifo.packaging_reserve_method = method
                quants = self.Quant.with_context(packaging_uom_id=dozen)

                reserved = quants._get_reserve_quantity(oil, self.stock, 40)

                self.assertEqual(sum(taken for _quant, taken in reserved), expected)

    def test_another_addon_is_heard(self):
        def gather(quants, *args, **kwargs):
            return quants.browse()

        with patch.object(type(self.Quant), "_gather", gather):
            self.assertFalse(self.Quant._follows_age(self.pump, self.stock))
            self.assertEqual(self._reserve(self.pump, 1), [])
        self.assertTrue(self.Quant._follows_age(self.pump, self.stock))

    def test_other_strategies_read_as_core_reads(self):
        for strategy in OTHER_STRATEGIES:
            with self.subTest(strategy):
                self.pump.categ_id = self._create_category(
                    strategy, f"stock.removal_{strategy}"
                )
                self.assertFalse(self.Quant._follows_age(self.pump, self.stock))
                self.assertEqual(
                    self.Quant._gather(self.pump, self.stock),
                    CoreQuant._gather(self.Quant, self.pump, self.stock),
                )
                self.assertEqual(len(self._reserve(self.pump, 2)), 2)

    def test_goods_without_series_go_in_the_order_of_core(self):
        seal = self._create_product("Seal", "none")
        row = {"quantity": 2, "reserved_quantity": 0}
        self._load_quants(
            seal,
            [
                row | {"location_id": place.id, "in_date": f"2026-0{month}-01"}
                for place, month in ((self.shelf_a, 3), (self.shelf_b, 2))
            ],
        )
        delivery = self._create_delivery((seal, 3))

        taken = {line.location_id: line.quantity for line in delivery.move_line_ids}
        self.assertEqual(taken, {self.shelf_b: 2, self.shelf_a: 1})
        self.assertEqual(
            self.Quant.search([("product_id", "=", seal.id)], order="in_date, id"),
            self.Quant._gather(seal, self.stock),
        )

    def test_reservation_in_another_unit(self):
        oil = self._create_product("Cans", categ_id=self.fifo.id)
        for number in range(3):
            self._put(oil, 10, self._create_lot(oil, f"L-{number}"))
        delivery = self._create_delivery((oil, 1))
        delivery.do_unreserve()
        delivery.move_ids.write(
            {"product_uom": self.env.ref("uom.product_uom_dozen").id}
        )

        delivery.action_assign()

        lines = delivery.move_line_ids
        self.assertEqual(sum(lines.mapped("quantity_product_uom")), 12)
        self.assertEqual(lines.lot_id.mapped("name"), ["L-0", "L-1"])

    def test_storekeeper_reserves_without_other_rights(self):
        delivery = self._create_delivery((self.pump, 1))
        delivery.do_unreserve()

        delivery.with_user(self.storekeeper).action_assign()

        self.assertEqual(delivery.move_line_ids.lot_id.name, "Pump-0")

    def test_deliveries_reserved_at_once_share_the_row(self):
        deliveries = self.env["stock.picking"].union(
            *[self._create_delivery((self.pump, 1)) for _number in range(3)]
        )
        deliveries.do_unreserve()

        deliveries.action_assign()

        self.assertEqual(
            sorted(deliveries.move_line_ids.lot_id.mapped("name")),
            ["Pump-0", "Pump-1", "Pump-2"],
        )
