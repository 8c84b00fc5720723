from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.works.periods import (
    first_date,
    list_dates,
    next_term,
    plan_works,
    spread,
)

DATES = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MONTHS = st.integers(1, 36)
DAYS = st.integers(0, 2000)
DAY = timedelta(days=1)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tagged("post_install", "-at_install")
class TestPeriods(BaseCase):
    """Pure arithmetic of dates: no database."""

    def test_last_day_of_the_first_period(self):
        for start, end, months, expected in (
            (date(2026, 1, 1), date(2026, 12, 31), 3, date(2026, 3, 31)),
            (date(2026, 1, 31), date(2027, 1, 30), 1, date(2026, 2, 27)),
            (date(2026, 11, 15), date(2027, 11, 14), 2, date(2027, 1, 14)),
            (date(2026, 1, 1), date(2026, 6, 30), 12, date(2026, 6, 30)),
            (date(2026, 1, 1), date(2026, 6, 30), 0, None),
        ):
            with self.subTest(start=start, months=months):
                self.assertEqual(first_date(start, end, months), expected)

    def test_a_year_of_quarters_has_four_works(self):
        dates = list_dates(date(2026, 3, 31), 3, date(2026, 12, 31))

        self.assertEqual(
            dates,
            [
                date(2026, 3, 31),
                date(2026, 6, 30),
                date(2026, 9, 30),
                date(2026, 12, 31),
            ],
        )

    def test_months_go_over_the_end_of_the_year_and_of_february(self):
        self.assertEqual(
            list_dates(date(2027, 12, 31), 1, date(2028, 3, 31)),
            [
                date(2027, 12, 31),
                date(2028, 1, 31),
                date(2028, 2, 29),
                date(2028, 3, 31),
            ],
        )

    def test_works_are_made_before_their_date(self):
        dates = [date(2026, 3, 31), date(2026, 6, 30)]
        for today, made in (
            (date(2026, 3, 16), ()),
            (date(2026, 3, 17), (date(2026, 3, 31),)),
            (date(2026, 3, 31), (date(2026, 3, 31),)),
            (date(2026, 6, 16), (date(2026, 3, 31), date(2026, 6, 30))),
        ):
            with self.subTest(today=today):
                self.assertEqual(plan_works(dates, None, today, 14).make, made)

    def test_a_downtime_gives_one_work_and_notes_the_rest(self):
        dates = [date(2026, month, 28) for month in range(1, 8)]

        plan = plan_works(dates, date(2026, 1, 28), date(2026, 6, 15), 14)

        self.assertEqual(plan.make, (date(2026, 5, 28), date(2026, 6, 28)))
        self.assertEqual(
            plan.missed,
            (date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28)),
        )
        self.assertEqual(plan.last, date(2026, 6, 28))

    def test_next_term_is_as_long(self):
        for start, end, expected in (
            (
                date(2027, 1, 1),
                date(2027, 12, 31),
                (date(2028, 1, 1), date(2028, 12, 31)),
            ),
            (
                date(2027, 3, 1),
                date(2028, 2, 29),
                (date(2028, 3, 1), date(2029, 2, 28)),
            ),
            (
                date(2026, 5, 4),
                date(2026, 5, 13),
                (date(2026, 5, 14), date(2026, 5, 23)),
            ),
        ):
            with self.subTest(start=start):
                self.assertEqual(next_term(start, end), expected)

    @CALM
    @given(first=DATES, months=MONTHS, days=DAYS)
    def test_dates_rise_and_stay_in_the_contract(self, first, months, days):
        end = first + timedelta(days=days)

        dates = list_dates(first, months, end)

        self.assertEqual(dates, sorted(set(dates)))
        self.assertTrue(all(first <= found <= end for found in dates))
        self.assertLess(end, list_dates(first, months, date(2100, 1, 1))[len(dates)])

    @CALM
    @given(first=DATES, months=MONTHS, runs=st.lists(st.integers(0, 400), max_size=8))
    def test_whenever_it_runs_each_date_is_dealt_with_once(self, first, months, runs):
        dates = list_dates(first, months, first + timedelta(days=1500))
        done, today, seen = None, first - 30 * DAY, []

        for step in runs:
            today += timedelta(days=step)
            plan = plan_works(dates, done, today, 14)
            done = plan.last or done
            seen += plan.make + plan.missed
            self.assertLessEqual(len([day for day in plan.make if day < today]), 1)

        self.assertEqual(
            sorted(seen), [day for day in dates if day <= today + 14 * DAY][: len(seen)]
        )
        self.assertEqual(len(seen), len(set(seen)))

    @CALM
    @given(start=DATES, days=DAYS)
    def test_terms_follow_without_gap(self, start, days):
        end = start + timedelta(days=days)

        begin, finish = next_term(start, end)

        self.assertEqual(begin, end + DAY)
        self.assertGreaterEqual(finish, begin)
        # months differ by their length only
        self.assertLessEqual(abs((finish - begin) - (end - start)), timedelta(days=3))

    @CALM
    @given(number=st.integers(0, 200), days=st.integers(1, 20))
    def test_tasks_are_spread_evenly(self, number, days):
        places = spread(number, days)

        loads = [places.count(day) for day in range(days)]
        self.assertEqual(sum(loads), number)
        self.assertLessEqual(max(loads) - min(loads), 1)
