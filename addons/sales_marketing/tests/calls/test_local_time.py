from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, TransactionCase, tagged

from ...tools.local_time import (
    ZONE_OF_SUBJECT,
    is_working_time,
    local_time,
    moment_at,
    next_working_time,
    zone_of,
)

ZONES = (
    ("RU", "MOW", "+79031234567", "Europe/Moscow"),
    ("RU", "SVE", "+74956001234", "Asia/Yekaterinburg"),  # the address goes first
    ("RU", "KGD", "", "Europe/Kaliningrad"),
    ("RU", "SAM", "", "Europe/Samara"),
    ("RU", "ZAB", "", "Asia/Chita"),
    ("RU", "", "+73432123456", "Asia/Yekaterinburg"),
    ("RU", "??", "+74232123456", "Asia/Vladivostok"),
    ("", "", "+74956001234", "Europe/Moscow"),
    ("", "", "+74012123456", "Europe/Kaliningrad"),
    ("", "", "+78462123456", "Europe/Samara"),
    ("RU", "", "+79031234567", ""),  # mobile
    ("RU", "", "+78007001234", ""),
    ("", "", "+77272501234", "Asia/Almaty"),
    ("", "", "+77012345678", "Asia/Almaty"),  # mobile: one time in all Kazakhstan
    ("KZ", "", "", "Asia/Almaty"),
    ("", "", "+375172001234", "Europe/Minsk"),
    ("BY", "", "+79031234567", "Europe/Minsk"),
    ("UZ", "", "", "Asia/Tashkent"),
    ("CN", "", "", "Asia/Shanghai"),
    ("US", "", "+12125551234", "America/New_York"),
    ("US", "CA", "", ""),
    ("", "", "no number", ""),
    (False, False, False, ""),
    ("RU", "", "", ""),
)


@tagged("post_install", "-at_install")
class TestZones(BaseCase):
    def test_zone_of_address_then_of_number(self):
        for country, state, phone, zone in ZONES:
            with self.subTest(country=country, state=state, phone=phone):
                self.assertEqual(zone_of(country, state, phone), zone)

    def test_time_of_the_client(self):
        moment = datetime(2026, 11, 27, 14, 40)

        local = local_time("Asia/Vladivostok", moment)

        self.assertEqual(local.strftime("%d.%m %H:%M"), "28.11 00:40")
        self.assertIsNone(local_time("", moment))

    def test_working_time(self):
        cases = (
            ("2026-11-27 06:00", "Europe/Moscow", True),  # Friday, 9:00
            ("2026-11-27 05:59", "Europe/Moscow", False),
            ("2026-11-27 15:00", "Europe/Moscow", False),  # 18:00 is over
            ("2026-11-27 14:59", "Europe/Moscow", True),
            ("2026-11-27 06:00", "Asia/Vladivostok", True),  # 16:00
            ("2026-11-27 08:00", "Asia/Vladivostok", False),
            ("2026-11-28 08:00", "Europe/Moscow", False),  # Saturday
            ("2026-11-29 23:30", "Asia/Vladivostok", True),  # Monday there
        )
        for text, zone, expected in cases:
            with self.subTest(text=text, zone=zone):
                moment = datetime.fromisoformat(text)
                self.assertIs(is_working_time(zone, moment, 9, 18), expected)

    def test_next_working_time(self):
        cases = (
            ("2026-11-27 07:00", "Europe/Moscow", "2026-11-27 07:00"),
            ("2026-11-27 03:00", "Europe/Moscow", "2026-11-27 06:30"),
            ("2026-11-27 15:30", "Europe/Moscow", "2026-12-01 06:30"),  # day off
            ("2026-11-27 15:30", "Asia/Vladivostok", "2026-11-30 23:30"),
        )
        for text, zone, expected in cases:
            with self.subTest(text=text, zone=zone):
                moment = next_working_time(
                    zone, datetime.fromisoformat(text), 9.5, 18, [date(2026, 11, 30)]
                )
                self.assertEqual(moment, datetime.fromisoformat(expected))

    def test_calls_until_midnight(self):
        evening = datetime(2026, 11, 27, 20, 30)

        self.assertTrue(is_working_time("Europe/Moscow", evening, 9, 24))

    def test_hour_of_a_day_there(self):
        moment = moment_at("Asia/Kamchatka", date(2026, 11, 27), 9.5)

        self.assertEqual(moment, datetime(2026, 11, 26, 21, 30))

    def test_no_workday_in_sight_gives_the_moment_back(self):
        moment = datetime(2026, 11, 27, 7)
        holidays = [date(2026, 11, 1) + timedelta(days=n) for n in range(200)]

        self.assertEqual(next_working_time("UTC", moment, 9, 18, holidays), moment)


@tagged("post_install", "-at_install")
class TestSubjects(TransactionCase):
    def test_every_region_of_russia_has_a_zone(self):
        states = self.env.ref("base.ru").state_ids

        self.assertFalse(set(states.mapped("code")) - set(ZONE_OF_SUBJECT))
