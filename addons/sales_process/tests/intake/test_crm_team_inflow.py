from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..triage_common import TriageCommon

FRIDAY = datetime(2026, 3, 20, 9)


@tagged("post_install", "-at_install")
class TestCrmTeamInflow(TriageCommon):
    """Fewer than N requests in M working days: told once per period (R037)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.team"].search([]).write({"inflow_min": 0})
        cls.vacuum.write({"inflow_min": 3, "inflow_days": 5})

    def _run(self, moment):
        with freeze_time(moment):
            self.env["crm.team"]._cron_inflow()

    def _count(self, user=None):
        return len(self._get_notices(user or self.head, "new requests"))

    def _arrive(self, moment, count=1, **values):
        with freeze_time(moment):
            return self._create_new(count, date=moment, **values)

    def test_members_and_the_head_are_told_the_numbers(self):
        self._arrive(FRIDAY, 2)
        self._run(FRIDAY)
        for user in (self.head, self.seller, self.colleague):
            self.assertEqual(self._count(user), 1)
        for user in (self.other_head, self.other_seller, self.triage):
            self.assertEqual(self._count(user), 0)
        body = self._get_notices(self.head, "new requests").mail_message_id.body
        self.assertIn("2 new inquiries", body)
        self.assertIn("5 working days", body)
        self.assertIn("minimum is 3", body)
        self.assertEqual(self.vacuum.inflow_alert_date, FRIDAY.date())

    def test_once_in_a_period_and_again_in_the_next(self):
        for days, expected in ((0, 1), (3, 1), (4, 1), (6, 1), (7, 2), (8, 2), (14, 3)):
            with self.subTest(days):
                self._run(FRIDAY + timedelta(days=days))
                self.assertEqual(self._count(), expected)

    def test_enough_requests(self):
        self._arrive(FRIDAY - timedelta(days=4), 2)
        self._create_leads_at(FRIDAY - timedelta(days=1), 1)
        self._run(FRIDAY)
        self.assertEqual(self._count(), 0)

    def _create_leads_at(self, moment, count):
        for _number in range(count):
            lead = self._create_lead(type="lead")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", (moment, lead.id)
            )
        self.env.invalidate_all()

    def test_what_does_not_count(self):
        self._arrive(FRIDAY - timedelta(days=7), 5)  # before the period
        self._arrive(FRIDAY, 5, team_id=self.thermal.id)
        self._arrive(FRIDAY, 2)._reject(self.reason)
        self._create_leads_at(FRIDAY - timedelta(days=30), 5)
        self._run(FRIDAY)
        self.assertEqual(self._count(), 1)

    def test_a_lost_lead_had_come(self):
        self._create_leads_at(FRIDAY, 3)
        self._lose(self.env["crm.lead"].search([("team_id", "=", self.vacuum.id)]))
        self._run(FRIDAY)
        self.assertEqual(self._count(), 0)

    def test_holidays_raise_no_alarm(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 15, 21),
                "date_to": datetime(2026, 3, 19, 21),
            }
        )
        self._arrive(datetime(2026, 3, 10, 9), 3)
        self._run(datetime(2026, 3, 18, 9))  # a day off
        self._run(FRIDAY)  # five working days reach back to March 10
        self.assertEqual(self._count(), 0)

    def test_switched_off(self):
        self.vacuum.inflow_min = 0
        self._run(FRIDAY)
        self.assertEqual(self._count(), 0)

    def test_a_period_has_at_least_a_day(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.vacuum.inflow_days = 0
            self.vacuum.flush_recordset()

    def test_several_departments_in_the_same_queries(self):
        everything = self.vacuum | self.thermal | self.industrial
        everything.write({"inflow_min": 1, "inflow_days": 5})
        for team in everything:
            self._arrive(FRIDAY, 1, team_id=team.id)
        (everything - self.vacuum).inflow_min = 0
        self._run(FRIDAY)
        with freeze_time(FRIDAY):
            one = self._count_queries(self.env["crm.team"]._cron_inflow)
            everything.inflow_min = 1
            three = self._count_queries(self.env["crm.team"]._cron_inflow)
        self.assertEqual(one, three)
        self.assertEqual(self._count(), 0)
