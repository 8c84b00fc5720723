from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.expiry_forecast import Series, forecast, get_rate

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUANTITIES = st.floats(0, 10_000, allow_nan=False)
RATES = st.floats(0, 500, allow_nan=False)
DAYS = st.none() | st.integers(-400, 2000)
QUEUES = st.lists(
    st.builds(Series, st.integers(), QUANTITIES, DAYS), min_size=1, max_size=12
)
TINY = 1e-6


@tagged("post_install", "-at_install")
class TestExpiryArithmetic(BaseCase):
    """What will expire unsold: no database."""

    def test_series_are_sold_in_turn_until_their_last_day(self):
        for name, queue, rate, expected in (
            ("in time", [(10, 9)], 1, [(0, 10)]),
            ("last day is a day of sale", [(10, 8)], 1, [(1, None)]),
            ("today is the last day", [(3, 0)], 1, [(2, None)]),
            ("expired is not sold", [(3, -1)], 1, [(3, None)]),
            ("no date is sold at last", [(3, None)], 1, [(0, 3)]),
            ("the second waits", [(5, 10), (5, 10)], 1, [(0, 5), (0, 10)]),
            ("the second is late", [(5, 10), (10, 10)], 1, [(0, 5), (4, None)]),
            ("its turn never comes", [(20, 30), (4, 9)], 1, [(0, 20), (4, None)]),
            ("after a loss", [(9, 3), (4, 9)], 1, [(5, None), (0, 8)]),
            ("expired holds nobody up", [(9, -5), (4, 3)], 1, [(9, None), (0, 4)]),
            ("nothing waits for nobody", [(2, None), (0, 0)], 1, [(0, 2), (0, 0)]),
            ("part of a unit a day", [(1, 3)], 0.25, [(0, 4)]),
        ):
            with self.subTest(name):
                series = [Series(key, *item) for key, item in enumerate(queue)]

                outlooks = forecast(series, rate)

                found = [(outlook.lost, outlook.empty_in) for outlook in outlooks]
                self.assertEqual(found, expected)
                self.assertEqual([o.key for o in outlooks], list(range(len(queue))))

    def test_nothing_is_sold_without_a_rate(self):
        queue = [Series("a", 4, 30), Series("b", 5, None), Series("c", -1, 3)]
        for rate in (0, -2):
            with self.subTest(rate=rate):
                found = [outlook[1:] for outlook in forecast(queue, rate)]

                self.assertEqual(found, [(4, None), (0, None), (0, None)])

    def test_rate_is_per_day_and_without_returns(self):
        for sold, returned, days, expected in (
            (90, 0, 90, 1.0),
            (90, 45, 90, 0.5),
            (10, 20, 30, 0.0),
            (0, 0, 365, 0.0),
        ):
            with self.subTest(sold=sold, returned=returned):
                self.assertEqual(get_rate(sold, returned, days), expected)

    @CALM
    @given(QUEUES, RATES)
    def test_loss_is_between_nothing_and_the_stock(self, queue, rate):
        for series, outlook in zip(queue, forecast(queue, rate), strict=True):
            self.assertGreaterEqual(outlook.lost, 0.0)
            self.assertLessEqual(outlook.lost, series.quantity)

    @CALM
    @given(QUEUES)
    def test_without_sales_all_that_has_a_date_expires(self, queue):
        lost = sum(outlook.lost for outlook in forecast(queue, 0.0))

        dated = sum(series.quantity for series in queue if series.days is not None)
        self.assertAlmostEqual(lost, dated)

    @CALM
    @given(QUEUES, RATES, RATES)
    def test_faster_sales_never_lose_more(self, queue, one, other):
        slow, fast = sorted((one, other))

        pairs = zip(forecast(queue, slow), forecast(queue, fast), strict=True)
        for slower, faster in pairs:
            self.assertLessEqual(faster.lost, slower.lost + TINY * 10_000)

    @CALM
    @given(QUEUES, RATES)
    def test_sold_out_series_are_sold_out_in_time(self, queue, rate):
        for series, outlook in zip(queue, forecast(queue, rate), strict=True):
            if outlook.empty_in is not None and series.days is not None:
                self.assertEqual(outlook.lost, 0.0)
                self.assertLessEqual(outlook.empty_in, max(series.days, -1) + 1 + TINY)
