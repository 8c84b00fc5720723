from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

from ..tools import age
from .age_common import OTHER_STRATEGIES, AgeCommon

NAMES = ("SN-9", "SN-10", "SN-010", "7", "a1b22c333", "Серия-5", "x" + "8" * 120, "-")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestAgeKey(AgeCommon):
    """The stored key of the quantities follows what it is made of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(use_expiration_date=True, categ_id=cls.fifo.id)
        cls.lot = cls._create_lot(cls.oil, "L-10", first_in="2026-01-10")
        cls._put(cls.oil, 5, cls.lot)
        cls.quant = cls.lot.quant_ids

    def test_key_is_the_age_and_the_number_of_the_series(self):
        self.assertEqual(self.quant.age_date, self.lot.first_in_date)
        self.assertEqual(self.quant.age_order, "L-0210")

    def test_key_follows_the_series(self):
        self.lot.write({"first_in_date": "2025-05-05 10:00:00", "name": "L-7"})

        self.env.flush_all()
        self.env.cr.execute(
            "SELECT age_date::text, age_order FROM stock_quant WHERE id = %s",
            [self.quant.id],
        )
        self.assertEqual(self.env.cr.fetchone(), ("2025-05-05 10:00:00", "L-017"))

    def test_removal_date_follows_the_series(self):
        self.lot.removal_date = "2027-05-05 10:00:00"

        self.assertEqual(self.quant.removal_date, self.lot.removal_date)

    def test_incoming_date_stands_in(self):
        seal = self._create_product("Seal", "none")
        self._put(seal, 1)
        ageless = self._create_lot(self.oil, "L-11")
        self._put(self.oil, 1, ageless)
        quants = ageless.quant_ids | seal.stock_quant_ids

        quants.in_date = "2026-02-02 10:00:00"

        self.assertEqual(set(quants.mapped("age_date")), set(quants.mapped("in_date")))
        self.assertEqual(seal.stock_quant_ids.age_order, False)
        self.assertEqual(ageless.quant_ids.age_order, age.NO_NUMBER)

    def test_one_statement_fills_what_the_fields_compute(self):
        for number, name in enumerate(NAMES):
            lot = self._create_lot(self.oil, name)
            lot.first_in_date = (
                f"2026-02-{number + 1:02d} 10:00:00" if number else False
            )
            self._put(self.oil, 1, lot)
        self._put(self.oil, 1)
        quants = self.oil.stock_quant_ids
        computed = [(quant.age_date, quant.age_order) for quant in quants]
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_quant SET age_date = NULL, age_order = 'old'")

        self.Quant._init_age()

        filled = [(quant.age_date, quant.age_order) for quant in quants]
        self.assertEqual(filled, computed)
        self.assertEqual(len(filled), len(NAMES) + 2)

    def test_merged_quantities_take_the_oldest_date(self):
        seal = self._create_product("Seal", "none")
        place = {"location_id": self.shelf_a.id, "quantity": 1, "reserved_quantity": 0}
        for mode in ("all", "own"):
            with self.subTest(mode):
                self._load_quants(
                    seal,
                    [
                        place | {"in_date": "2026-03-03 10:00:00"},
                        place | {"in_date": "2026-02-02 10:00:00"},
                    ],
                )
                quants = self.Quant if mode == "all" else seal.stock_quant_ids

                quants._merge_quants()

                merged = self.Quant.search([("product_id", "=", seal.id)])
                self.assertEqual(len(merged), 1)
                self.assertEqual(self._day(merged.age_date), "2026-02-02")
                merged.in_date = "2026-04-04 10:00:00"

    def test_numbers_sort_as_people_count(self):
        names = ["SN-30", "SN-9", "SN-10", "SN-010/2", "SN-100"]

        self.assertEqual(
            sorted(names, key=age.serial_order),
            ["SN-9", "SN-10", "SN-010/2", "SN-30", "SN-100"],
        )
        self.assertIsNone(age.serial_order(False))

    def test_other_strategies_are_those_of_core(self):
        for strategy in OTHER_STRATEGIES:
            with self.subTest(strategy):
                self.assertEqual(
                    self.Quant._get_removal_strategy_order(strategy),
                    CoreQuant._get_removal_strategy_order(self.Quant, strategy),
                )

    def test_prefix_is_the_shortest_that_suffices(self):
        rows = [(1, 2), (2, 0), (3, 2), (4, 9)]
        for target, expected in (
            (2, ([1], 2)),
            (3, ([1, 2, 3], 4)),
            (13, ([1, 2, 3, 4], 13)),
            (14, ([1, 2, 3, 4], 13)),
        ):
            with self.subTest(target):
                self.assertEqual(age.take_prefix(rows, target), expected)
