from datetime import timedelta

from odoo.tests import tagged

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestExpiryForecast(ExpiryCommon):
    def _set_strategy(self, method):
        self.glue.categ_id = self.env["product.category"].create({"name": method})
        self.glue.categ_id.removal_strategy_id = self.env["product.removal"].search(
            [("method", "=", method)]
        )

    def test_rest_that_is_not_sold_in_time_is_lost(self):
        lot = self._stock("L-1", 9, 50)
        self._ship(lot, 9, days_ago=10)

        row = self._outlook(lot)

        self.assertAlmostEqual(row.rate, 0.1)
        self.assertEqual(row.quantity, 41)
        self.assertAlmostEqual(row.lost_quantity, 40.0)
        self.assertAlmostEqual(row.lost_value, 400.0)
        self.assertEqual(row.loss_date, self.today + timedelta(days=9))
        self.assertEqual(row.days_left, 9)
        self.assertFalse(row.empty_date)

    def test_series_sold_in_time_says_when(self):
        lot = self._stock("L-1", 60, 50)
        self._ship(lot, 45, days_ago=10)

        row = self._outlook(lot)

        self.assertEqual((row.lost_quantity, row.lost_value), (0, 0))
        self.assertEqual(row.empty_date, self.today + timedelta(days=10))
        self.assertFalse(row.loss_date)

    def test_period_is_chosen_by_the_filter(self):
        lot = self._stock("L-1", 9, 100)
        self._ship(lot, 30, days_ago=20)
        self._ship(lot, 30, days_ago=200)
        for days, expected in ((30, 1.0), (90, 30 / 90), (365, 60 / 365), (7, 30 / 90)):
            with self.subTest(days=days):
                self.assertAlmostEqual(self._outlook(lot, days).rate, expected, 5)

    def test_rate_counts_customers_and_production_less_returns(self):
        lot = self._stock("L-1", 400, 500)
        customer = self.env.ref("stock.stock_location_customers")
        scrap = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )
        for name, quantity, source, target, expected in (
            ("sold", 90, None, None, 1.0),
            ("used", 90, None, self.glue.property_stock_production, 2.0),
            ("moved", 90, None, self.shelf_b, 2.0),
            ("scrapped", 9, None, scrap, 2.0),
            ("returned", 45, customer, self.shelf_a, 1.5),
        ):
            with self.subTest(name):
                self._ship(lot, quantity, source=source, target=target)

                self.assertAlmostEqual(self._outlook(lot).rate, expected)

    def test_queue_follows_the_removal_strategy(self):
        old = self._stock("OLD", 40, 10, age=90)
        soon = self._stock("SOON", 10, 10, age=10)
        for method, expected in (
            ("fefo", {"SOON": 0, "OLD": 0}),
            ("fifo", {"SOON": 9, "OLD": 0}),
            ("lifo", {"SOON": 0, "OLD": 0}),
        ):
            with self.subTest(method):
                self._set_strategy(method)
                rows = self._reckon((old | soon), rate=1.0)

                lost = {row["lot"]: row["lost_quantity"] for row in rows}
                self.assertEqual(lost, expected)

    def _reckon(self, lots, rate):
        """Rows of the forecast at a given rate."""
        queue = [
            series
            for series in self.forecast._read_series()
            if series["lot_id"] in lots.ids
        ]
        key = (self.glue.id, self.env.company.id)
        strategy = self.forecast._get_strategies({key: queue})[key]
        self.forecast._sort_queue(queue, strategy)
        names = {lot.id: lot.name for lot in lots}
        return [
            {**row, "lot": names[row["lot_id"]]}
            for row in self.forecast._prepare_rows(queue, rate)
        ]

    def test_expired_is_lost_today_and_does_not_hold_up_the_queue(self):
        expired = self._stock("GONE", -20, 7)
        good = self._stock("GOOD", 30, 20)
        self._ship(good, 1)

        gone = self._outlook(expired)

        self.assertEqual((gone.lost_quantity, gone.loss_date), (7, self.today))
        self.assertNotIn(gone, self.forecast.search(self.forecast._get_loss_domain()))

    def test_removal_before_expiry_is_the_last_day(self):
        lot = self._stock("L-1", 30, 10)
        lot.removal_date = self._noon(12)

        self.assertEqual(self._outlook(lot).days_left, 12)

    def test_series_without_a_date_takes_its_turn_but_has_no_row(self):
        endless = self._stock("ENDLESS", None, 10, age=900)
        dated = self._stock("DATED", 10, 10)
        self._ship(endless, 5, days_ago=1)

        self.assertFalse(self._outlook(endless))
        self.assertEqual(self._outlook(dated).lost_quantity, 10)

    def test_one_row_for_a_series_on_many_shelves(self):
        lot = self._stock("L-1", 10, 10)
        self._put(self.glue, 15, lot, self.shelf_b)

        row = self._outlook(lot)

        self.assertEqual((row.quantity, row.lost_value), (25, 250.0))

    def test_rows_group_by_month(self):
        self._stock("L-1", 10, 10)
        domain = [("product_id", "=", self.glue.id)]

        groups = self.forecast.with_user(self.boss)._read_group(
            domain, ["loss_date:month"], ["lost_quantity:sum", "lost_value:sum"]
        )

        month = (self.today + timedelta(days=10)).replace(day=1)
        self.assertEqual(groups, [(month, 10.0, 100.0)])

    def test_row_opens_its_series(self):
        lot = self._stock("L-1", 10, 10)
        row = self.forecast.with_user(self.storekeeper).search(
            [("lot_id", "=", lot.id)]
        )

        action = row.action_open_lot()

        self.assertEqual((action["res_model"], action["res_id"]), ("stock.lot", lot.id))

    def test_nothing_in_stock_is_an_empty_list(self):
        self.assertFalse(self.forecast.search([("product_id", "=", self.glue.id)]))
        self.assertEqual(self.forecast._read_rates(set()), {})

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for number in (1, 50):
            for index in range(number):
                category = self.env["product.category"].create({"name": f"C{index}"})
                product = self._create_dated_product(
                    f"P {number} {index}", categ_id=category.id
                )
                lot = self._stock(f"L {number} {index}", index, product=product)
                self._ship(lot, 1)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.forecast.with_user(self.boss).search_fetch([], ["lost_value"])
            counts.append(self.env.cr.sql_log_count - start)

        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertLess(counts[1], 30)
