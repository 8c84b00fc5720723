from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestStageTask(DealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage = cls.env.ref("sales_process.stage_selection")
        cls.stage.task_ids.unlink()

    def _create_task(self, **values):
        return self.env["crm.stage.task"].create(
            {
                "stage_id": self.stage.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call the client",
                **values,
            },
        )

    def _get_tasks(self, deal):
        return self.env["mail.activity"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", deal.id)],
        )

    def test_task_on_entering_goes_to_the_salesperson(self):
        task = self._create_task()

        deal = self._create_deal()

        activity = self._get_tasks(deal)
        self.assertEqual(activity.stage_task_id, task)
        self.assertEqual(activity.user_id, self.salesperson)

    def test_responsible(self):
        self._create_task(summary="head", responsible="head")
        self._create_task(summary="user", responsible="user", user_id=self.engineer.id)

        deal = self._create_deal()

        people = {task.summary: task.user_id for task in self._get_tasks(deal)}
        self.assertEqual(people, {"head": self.head, "user": self.engineer})

    def test_no_task_without_a_responsible(self):
        self._create_task(responsible="head")
        self.team.user_id = False

        deal = self._create_deal()

        self.assertFalse(self._get_tasks(deal))

    def test_condition(self):
        self._create_task(condition_domain="[('expected_revenue', '>', 100)]")

        self.assertFalse(self._get_tasks(self._create_deal()))
        self.assertTrue(self._get_tasks(self._create_deal(expected_revenue=200)))

    def test_term_in_working_hours(self):
        self._create_task(term=4, term_unit="hours")
        self.salesperson.tz = "UTC"
        self.team.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Mondays",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Monday",
                            "dayofweek": "0",
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "full_day",
                        },
                    ),
                ],
            },
        )
        with freeze_time(datetime(2026, 3, 2, 15, 0)):  # Monday: two hours are left
            deal = self._create_deal()

        activity = self._get_tasks(deal)
        self.assertEqual(activity.deadline_time, datetime(2026, 3, 9, 11, 0))
        self.assertEqual(activity.date_deadline, date(2026, 3, 9))

    def test_won_task(self):
        self.env.ref("sales_process.stage_stock").task_ids = [
            (
                0,
                0,
                {
                    "trigger": "won",
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": "Thank the client",
                },
            ),
        ]

        deal = self._create_agreed_deal([(self.stocked, 1)])

        self.assertIn("Thank the client", self._get_tasks(deal).mapped("summary"))
