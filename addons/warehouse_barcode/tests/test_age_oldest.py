from freezegun import freeze_time

from odoo.tests import tagged

from .age_common import AgeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestOldestLots(AgeCommon):
    """What the scanner asks at each scan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(use_expiration_date=True, categ_id=cls.fifo.id)
        cls.old = cls._create_lot(cls.oil, "OLD", "2027-09-01", "2026-01-10")
        cls.mid = cls._create_lot(cls.oil, "MID", "2027-10-01", "2026-02-10")
        cls.new = cls._create_lot(cls.oil, "NEW", "2027-12-01", "2026-03-10")
        for lot, shelf in (
            (cls.new, cls.shelf_a),
            (cls.mid, cls.shelf_b),
            (cls.old, cls.shelf_a),
        ):
            cls._put(cls.oil, 5, lot, shelf)
        cls.keepers_quant = cls.Quant.with_user(cls.storekeeper)

    def _get_names(self, limit=9, **values):
        spots = self.keepers_quant._get_oldest_lots(
            self.oil, self.stock, limit, **values
        )
        return [spot.lot.name for spot in spots]

    def _find_older(self, lot, **values):
        spot = self.keepers_quant._find_older_lot(self.oil, self.stock, lot, **values)
        return spot and spot.lot.name

    def test_oldest_first_with_its_place(self):
        self.assertEqual(self._get_names(), ["OLD", "MID", "NEW"])
        [spot] = self.keepers_quant._get_oldest_lots(self.oil, self.stock)
        self.assertEqual(
            (spot.lot, spot.location, spot.free), (self.old, self.shelf_a, 5)
        )
        self.assertFalse(spot.package or spot.owner)

    def test_series_in_many_places_is_named_once(self):
        for place in (self.stock, self.shelf_b):
            self._put(self.oil, 1, self.old, place)

        self.assertEqual(self._get_names(2), ["OLD", "MID"])

    def test_what_is_older_than_a_series(self):
        for lot, expected in ((self.new, "OLD"), (self.mid, "OLD"), (self.old, None)):
            with self.subTest(lot.name):
                self.assertEqual(self._find_older(lot), expected)

    def test_equal_age_is_not_older(self):
        self.old.first_in_date = self.new.first_in_date
        self.mid.first_in_date = self.new.first_in_date

        self.assertIsNone(self._find_older(self.new))

    def test_excluded_series_are_passed_over(self):
        self.assertEqual(self._find_older(self.new, exclude_lots=self.old), "MID")
        both = [self.old.id, self.mid.id]
        self.assertIsNone(self._find_older(self.new, exclude_lots=both))

    def test_what_may_not_be_taken_is_passed_over(self):
        reserved = self.old.quant_ids
        for name, values in {
            "expired": {"expiration_date": "2026-05-31 12:00:00"},
            "to be removed": {"removal_date": "2026-06-01 08:00:00"},
        }.items():
            with self.subTest(name):
                kept = {field: self.old[field] for field in values}
                self.old.write(values)
                self.assertEqual(self._find_older(self.new), "MID")
                self.old.write(kept)
        with self.subTest("reserved"):
            reserved.reserved_quantity = 5
            self.assertEqual(self._find_older(self.new), "MID")

    def test_last_day_is_good(self):
        self.old.write(
            {
                "expiration_date": "2026-06-01 00:00:00",
                "removal_date": "2026-06-01 09:00:01",
            }
        )

        self.assertEqual(self._find_older(self.new), "OLD")

    def test_free_here_but_short_there_is_not_free(self):
        self._put(self.oil, -7, self.old, self.shelf_b)

        self.assertEqual(self._find_older(self.new), "MID")

    def test_other_warehouse_does_not_count(self):
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        ancient = self._create_lot(self.oil, "ANCIENT", first_in="2020-01-10")
        self._put(self.oil, 5, ancient, other.lot_stock_id)

        self.assertEqual(self._find_older(self.new), "OLD")

    def test_first_expired_goes_first_where_the_category_says_so(self):
        self.oil.categ_id = self.fefo
        self.new.removal_date = "2027-01-01 12:00:00"
        self.old.removal_date = False

        self.assertEqual(self._get_names(), ["NEW", "MID", "OLD"])
        self.assertEqual(self._find_older(self.old), "NEW")
        self.assertIsNone(self._find_older(self.new))

    def test_equal_removal_date_is_decided_by_age(self):
        self.oil.categ_id = self.fefo
        self.oil.stock_quant_ids.lot_id.removal_date = "2027-01-01 12:00:00"

        self.assertEqual(self._find_older(self.new), "OLD")

    def test_series_without_age_is_as_old_as_its_quantity(self):
        plain = self._create_lot(self.oil, "PLAIN", "2027-12-01")
        self._put(self.oil, 1, plain)
        plain.quant_ids.in_date = "2026-02-01 10:00:00"

        self.assertEqual(self._find_older(plain), "OLD")
        self.assertEqual(self._get_names(2), ["OLD", "PLAIN"])
        nowhere = self._create_lot(self.oil, "NOWHERE", "2027-12-01")
        self.assertEqual(self._find_older(nowhere), "OLD")

    def test_other_strategies_name_no_oldest(self):
        self.oil.categ_id = self._create_category("Pile", "stock.removal_lifo")

        self.assertEqual(self._get_names(), [])
        self.assertIsNone(self._find_older(self.new))

    def test_goods_without_series_are_not_named(self):
        self._put(self.oil, 5, None, self.stock)
        self.oil.stock_quant_ids.filtered(
            lambda quant: not quant.lot_id
        ).in_date = "2020-01-01 10:00:00"

        self.assertEqual(self._get_names(1), ["OLD"])

    def test_as_many_queries_for_fifty_series_as_for_one(self):
        def count_queries(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            spots = self.Quant._get_oldest_lots(self.oil, self.stock, limit)
            self.assertEqual(len(spots), limit)
            return self.env.cr.sql_log_count - before

        for number in range(50):
            lot = self._create_lot(self.oil, f"L-{number}", "2027-09-01", "2026-05-10")
            self._put(self.oil, 1, lot)
        count_queries(1)
        self.assertEqual(count_queries(1), count_queries(50))
