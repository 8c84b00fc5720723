from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..deal_common import DealCommon

# Monday 2 March 2026, 09:00 in the calendar's zone (UTC)
MONDAY = datetime(2026, 3, 2, 9, 0)


@tagged("post_install", "-at_install")
class TestStageLog(DealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Five days of eight hours",
                "tz": "UTC",
                "hours_per_day": 8,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "full_day",
                        },
                    )
                    for day in range(5)
                ],
            },
        )
        cls.team.resource_calendar_id = cls.calendar

    def test_one_row_is_open(self):
        deal = self._create_deal()

        rows = deal.log_ids
        self.assertEqual(rows.mapped("kind").count("qualification"), 1)
        self.assertEqual(len(rows.filtered(lambda row: not row.date_out)), 1)
        self.assertEqual(
            rows.filtered(lambda row: not row.date_out).stage_id,
            deal.stage_id,
        )

    def test_hours_are_working_hours(self):
        with freeze_time(MONDAY):
            lead = self._create_lead()
        with freeze_time(datetime(2026, 3, 4, 11, 0)):  # two days and two hours later
            lead.action_convert()

        row = lead.log_ids.filtered(lambda row: row.kind == "qualification")
        self.assertAlmostEqual(row.hours, 18.0, places=2)

    def test_deadline_skips_nights_and_weekends(self):
        self.env.ref("sales_process.stage_qualification").sla_hours = 44

        with freeze_time(MONDAY):
            lead = self._create_lead()

        # five days of eight hours end on Friday, four hours more on Monday
        self.assertEqual(lead.stage_deadline, datetime(2026, 3, 9, 13, 0))

    def test_lateness_is_fixed_when_the_stay_ends(self):
        self.env.ref("sales_process.stage_qualification").sla_hours = 8
        with freeze_time(MONDAY):
            lead = self._create_lead()
        with freeze_time(datetime(2026, 3, 3, 12, 0)):
            self.assertTrue(lead.stage_overdue)
            self.assertIn(lead, lead.search([("stage_overdue", "=", True)]))
            self.assertNotIn(lead, lead.search([("stage_overdue", "=", False)]))
            lead.action_convert()

        row = lead.log_ids.filtered(lambda row: row.kind == "qualification")
        self.assertTrue(row.is_late)

    def test_stage_without_limit_has_no_deadline(self):
        self.env.ref("sales_process.stage_qualification").sla_hours = 0

        lead = self._create_lead()

        self.assertFalse(lead.stage_deadline)
        self.assertFalse(lead.stage_overdue)

    def test_history_is_not_written_by_hand(self):
        row = self._create_deal().log_ids[:1]

        with self.assertRaises(UserError):
            row.sudo().unlink()
        for user in (self.salesperson, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).write({"decision": "changed"})

    def test_history_is_seen_as_the_deal(self):
        row = self._create_deal().log_ids[:1]

        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.planner, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user=user.login):
                found = row.with_user(user).search([("id", "=", row.id)])
                self.assertEqual(bool(found), sees)
