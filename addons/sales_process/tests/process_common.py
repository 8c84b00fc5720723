from datetime import datetime, timedelta
from unittest.mock import patch

from ..tools.intake.working_time import WorkingTime
from .deal_common import DealCommon

# Monday, nine o'clock in the calendar of the tests, whose zone is UTC
MONDAY = datetime(2026, 3, 2, 9)


class ProcessCommon(DealCommon):
    """The department works five days from 9 to 17 (UTC), eight hours without a break.

    ``selection`` asks for nothing and has no tasks; its time limit is 16 hours, the
    salesperson is reminded 4 hours before, the head 8 hours after, the director 8
    hours after him.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar()
        cls.team.resource_calendar_id = cls.calendar
        people = cls.head | cls.salesperson | cls.colleague | cls.other_head
        people.tz = "UTC"
        cls.qualification = cls.env.ref("sales_process.stage_qualification")
        cls.selection = cls.env.ref("sales_process.stage_selection")
        cls.selection.requirement_ids.unlink()
        cls.selection.task_ids.unlink()
        cls.selection.write(
            {
                "auto_leave": False,
                "remind_hours": 4,
                "sla_hours": 16,
                "escalate_hours": 8,
                "escalate_next_hours": 8,
            }
        )
        cls.log = cls.env["crm.stage.log"]
        # only these directors are told
        cls.director = cls.env.ref("base.user_admin")
        cls.env.ref("sales_process.group_director").user_ids = cls.director
        cls.env.cr.flush()  # the rules are in force

    @classmethod
    def _create_calendar(cls, **values):
        return cls.env["resource.calendar"].create(
            {
                "name": "Five days of eight hours",
                "tz": "UTC",
                "hours_per_day": 8,
                "attendance_ids": [
                    (0, 0, {"name": f"{day}", "dayofweek": str(day), "hour_from": 9,
                            "hour_to": 17, "day_period": "full_day"})
                    for day in range(5)
                ],
                **values,
            }
        )  # fmt: skip

    def _run_cron(self, seconds_left=1.0):
        """Run the scheduled action of time limits, without a commit.

        :param seconds_left: what it is told after each batch; 0: its time is over
        """
        self.env.cr.flush()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=seconds_left
        ):
            self.log._cron_time_rules()

    def _get_tasks(self, deal, kind=None):
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "in", deal.ids)]
        )
        if kind:
            wanted = self.env.ref(f"sales_process.mail_activity_type_{kind}")
            tasks = tasks.filtered(lambda task: task.activity_type_id == wanted)
        return tasks

    def _get_notes(self, user):
        """Subjects of the notes that a user has got."""
        return (
            self.env["mail.message"]
            .search(
                [
                    ("message_type", "=", "user_notification"),
                    ("partner_ids", "in", user.partner_id.ids),
                ],
                order="id",
            )
            .mapped("subject")
        )

    def _clock(self):
        """The working time of the tests, counted apart from the program."""
        day = datetime(2025, 1, 1)
        intervals = []
        while day.year < 2028:
            if day.weekday() < 5:
                intervals.append(
                    (day.replace(hour=9), day.replace(hour=17)),
                )
            day += timedelta(days=1)
        return WorkingTime(intervals)
