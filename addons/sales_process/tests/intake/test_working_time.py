from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.sales_process.tools.intake.working_time import WorkingTime


def day(number, *hours):
    return [
        (datetime(2026, 3, number, start), datetime(2026, 3, number, end))
        for start, end in hours
    ]


# Monday and Tuesday 9-12 and 13-18, Thursday 9-12
WEEK = (
    day(16, (9, 12), (13, 18)) + day(17, (9, 12), (13, 18)) + day(19, (9, 12))
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestWorkingTime(BaseCase):
    def setUp(self):
        super().setUp()
        self.time = WorkingTime(WEEK)

    def test_count(self):
        cases = (
            # start, end, minutes
            (datetime(2026, 3, 16, 9), datetime(2026, 3, 16, 10), 60),
            (datetime(2026, 3, 16, 11, 30), datetime(2026, 3, 16, 13, 30), 60),
            (datetime(2026, 3, 16, 12, 15), datetime(2026, 3, 16, 12, 45), 0),
            (datetime(2026, 3, 15, 3), datetime(2026, 3, 16, 9, 1), 1),
            (datetime(2026, 3, 16, 17), datetime(2026, 3, 17, 10), 120),
            (datetime(2026, 3, 17, 18), datetime(2026, 3, 19, 9), 0),
            (datetime(2026, 3, 16, 10), datetime(2026, 3, 16, 9), 0),
            (datetime(2026, 3, 16, 9), datetime(2026, 3, 16, 9, 0, 59), 0),
            (datetime(2026, 3, 16), datetime(2026, 3, 31), 2 * 480 + 180),
        )
        for start, end, minutes in cases:
            with self.subTest(start=start, end=end):
                self.assertEqual(self.time.count(start, end), minutes)

    def test_plan(self):
        cases = (
            (datetime(2026, 3, 16, 9), 60, datetime(2026, 3, 16, 10)),
            (datetime(2026, 3, 16, 9), 180, datetime(2026, 3, 16, 12)),
            (datetime(2026, 3, 16, 11, 30), 60, datetime(2026, 3, 16, 13, 30)),
            (datetime(2026, 3, 16, 17), 120, datetime(2026, 3, 17, 10)),
            (datetime(2026, 3, 16, 22), 30, datetime(2026, 3, 17, 9, 30)),
            (datetime(2026, 3, 17, 17, 30), 90, datetime(2026, 3, 19, 10)),
            (datetime(2026, 3, 19, 11), 61, None),
            (datetime(2026, 3, 20), 1, None),
        )
        for start, minutes, end in cases:
            with self.subTest(start=start, minutes=minutes):
                self.assertEqual(self.time.plan(start, minutes), end)

    def test_plan_and_count_agree(self):
        start = datetime(2026, 3, 16, 10, 20)
        for minutes in range(0, 900, 7):
            with self.subTest(minutes):
                end = self.time.plan(start, minutes)
                self.assertEqual(self.time.count(start, end), minutes)

    def test_without_a_calendar_every_minute_counts(self):
        always = WorkingTime(None)
        start = datetime(2026, 3, 14, 23)
        self.assertEqual(always.count(start, datetime(2026, 3, 15, 1)), 120)
        self.assertEqual(always.plan(start, 120), datetime(2026, 3, 15, 1))

    def test_days_back(self):
        cases = (
            (datetime(2026, 3, 19, 10), 1, 19),
            (datetime(2026, 3, 19, 10), 2, 17),
            (datetime(2026, 3, 18, 10), 1, 17),
            (datetime(2026, 3, 19, 10), 3, 16),
            (datetime(2026, 3, 19, 10), 9, 16),
        )
        for moment, days, expected in cases:
            with self.subTest(moment=moment, days=days):
                first = self.time.days_back(moment, days, lambda utc: utc)
                self.assertEqual(first, datetime(2026, 3, expected).date())
