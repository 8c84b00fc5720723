from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ...tools.intake.working_time import WorkingTime

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestWorkingHours(TransactionCase):
    """Hours of a department: its zone, summer time, holidays; kept and forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar("Europe/Moscow")

    @classmethod
    def _create_calendar(cls, zone):
        """Five days from 9 to 18 with a break from 13 to 14."""
        hours = [
            (0, 0, {"name": f"{day}", "dayofweek": str(day), "hour_from": begin,
                    "hour_to": end, "day_period": period})
            for day in range(5)
            for begin, end, period in ((9, 13, "morning"), (14, 18, "afternoon"))
        ]  # fmt: skip
        return cls.env["resource.calendar"].create(
            {"name": zone, "tz": zone, "hours_per_day": 8, "attendance_ids": hours}
        )

    def test_zone_of_the_department_counts(self):
        # Monday 9:00 in Moscow is 6:00 UTC
        start = datetime(2026, 3, 2, 6)

        self.assertEqual(
            self.calendar._plan_hours_utc(8, start), datetime(2026, 3, 2, 15)
        )
        self.assertEqual(
            self.calendar._plan_hours_utc(9, start), datetime(2026, 3, 3, 7)
        )
        self.assertEqual(self.calendar._work_hours_utc(start, start + DAY), 8)

    def test_night_before_work_counts_nothing(self):
        self.assertEqual(
            self.calendar._work_hours_utc(
                datetime(2026, 3, 1, 12), datetime(2026, 3, 2, 5, 59)
            ),
            0,
        )

    def test_summer_time_moves_the_hours(self):
        berlin = self._create_calendar("Europe/Berlin")

        # the clocks go forward on Sunday, 29 March 2026
        friday = datetime(2026, 3, 27, 16)  # 17:00 in Berlin, an hour of work is left
        self.assertEqual(berlin._plan_hours_utc(2, friday), datetime(2026, 3, 30, 8))
        # a working day before and one after have eight hours each
        self.assertEqual(
            berlin._work_hours_utc(datetime(2026, 3, 27), datetime(2026, 3, 31)), 16
        )
        # and back on Sunday, 25 October 2026
        friday = datetime(2026, 10, 23, 15)  # 17:00
        self.assertEqual(berlin._plan_hours_utc(2, friday), datetime(2026, 10, 26, 9))

    def _create_holiday(self, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "date_from": datetime(2026, 3, 2, 21),
                "date_to": datetime(2026, 3, 3, 20, 59),
                "calendar_id": self.calendar.id,
                **values,
            }
        )

    def test_holiday_is_left_out_as_soon_as_it_is_known(self):
        start = datetime(2026, 3, 2, 6)
        self.assertEqual(
            self.calendar._plan_hours_utc(9, start), datetime(2026, 3, 3, 7)
        )

        holiday = self._create_holiday()

        self.assertEqual(
            self.calendar._plan_hours_utc(9, start), datetime(2026, 3, 4, 7)
        )
        holiday.unlink()
        self.assertEqual(
            self.calendar._plan_hours_utc(9, start), datetime(2026, 3, 3, 7)
        )

    def test_changed_hours_are_known_at_once(self):
        start = datetime(2026, 3, 2, 6)
        self.assertEqual(self.calendar._work_hours_utc(start, start + DAY), 8)

        self.calendar.attendance_ids.filtered(
            lambda line: line.dayofweek == "0" and line.hour_from == 14
        ).unlink()

        self.assertEqual(self.calendar._work_hours_utc(start, start + DAY), 4)

    def test_leave_of_one_person_is_nobody_elses(self):
        person = self.env["resource.resource"].create(
            {"name": "Somebody", "calendar_id": self.calendar.id}
        )

        self._create_holiday(resource_id=person.id)

        self.assertEqual(
            self.calendar._work_hours_utc(
                datetime(2026, 3, 3, 0), datetime(2026, 3, 4, 0)
            ),
            8,
        )

    def test_asking_again_costs_no_query(self):
        start = datetime(2026, 3, 2, 6)
        self.calendar._plan_hours_utc(9, start)

        with self.assertQueryCount(0):
            for hours in range(50):
                self.calendar._plan_hours_utc(hours, start)
                self.calendar._work_hours_utc(start, start + DAY)

    def test_no_calendar_works_at_every_hour(self):
        clock = self.env["resource.calendar"]._get_working_time(datetime(2026, 3, 2))

        self.assertEqual(
            clock.plan(datetime(2026, 3, 1, 1), 90), datetime(2026, 3, 1, 2, 30)
        )


@tagged("post_install", "-at_install")
class TestPlanBack(TransactionCase):
    def test_backwards_is_the_inverse_of_forwards(self):
        clock = WorkingTime(
            [
                (datetime(2026, 3, day, 9), datetime(2026, 3, day, 17))
                for day in (2, 3, 4, 6)
            ]
        )
        end = datetime(2026, 3, 6, 11)
        for minutes, moment in (
            (60, datetime(2026, 3, 6, 10)),
            (150, datetime(2026, 3, 4, 16, 30)),
            (16 * 60 + 120, datetime(2026, 3, 3, 9)),
        ):
            with self.subTest(minutes=minutes):
                self.assertEqual(clock.plan_back(end, minutes), moment)
                self.assertEqual(clock.count(moment, end), minutes)

        self.assertIsNone(clock.plan_back(end, 10_000))
        every_hour = WorkingTime(None)
        self.assertEqual(every_hour.plan_back(end, 60), datetime(2026, 3, 6, 10))
