from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests.common import new_test_user

from .deal_common import DealCommon

# Monday 2 March 2026, 10:00 in Moscow
MONDAY = datetime(2026, 3, 2, 7, 0)


class RequestCommon(DealCommon):
    """A laboratory that salespeople ask, and its people.

    ============  =======================  ==========================================
    name          group                    works in
    ============  =======================  ==========================================
    leader        internal user            the laboratory, its leader
    member        service engineer         the laboratory
    director      director                 all sales departments
    ============  =======================  ==========================================

    The laboratory works in Moscow, 9-18 with an hour of lunch, from Monday to Friday;
    its term is 8 hours, its heads hear of a late answer 4 hours later.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._create_person("leader", "base.group_user")
        cls.member = cls._create_person("member", "sales_process.group_engineer")
        cls.director = cls._create_person("director", "sales_process.group_director")
        # only the director of this class
        cls.env.ref("sales_process.group_director").user_ids = cls.director
        cls.calendar = cls._create_calendar("Europe/Moscow", (9, 13), (14, 18))
        cls.laboratory = cls.env["sales.request.department"].create(
            {
                "name": "Laboratory of the test",
                "user_id": cls.leader.id,
                "member_ids": [(6, 0, cls.member.ids)],
                "resource_calendar_id": cls.calendar.id,
                "term_hours": 8,
                "escalate_hours": 4,
            }
        )
        cls.Request = cls.env["sales.internal.request"]

    # ---- factories ---------------------------------------------------------------

    @classmethod
    def _create_person(cls, name, group):
        return new_test_user(
            cls.env,
            login=f"t_request_{name}",
            name=name.title(),
            email=f"{name}@request.example",
            groups=group,
            lang="en_US",
            tz="Europe/Moscow",
        )

    @classmethod
    def _create_calendar(cls, zone, *spans):
        """Working hours from Monday to Friday, as (from, to) of the local day."""
        return cls.env["resource.calendar"].create(
            {
                "name": zone,
                "tz": zone,
                "hours_per_day": sum(end - start for start, end in spans),
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": "morning" if start < 12 else "afternoon",
                        },
                    )
                    for day in range(5)
                    for start, end in spans
                ],
            }
        )

    def _create_request(self, deal=None, **values):
        """A draft, made by the salesperson."""
        deal = deal or self._create_deal()
        return self.Request.with_user(self.salesperson).create(
            {
                "lead_id": deal.id,
                "subject": "Test report",
                "question": "<p>Which vacuum does the pump reach?</p>",
                "department_id": self.laboratory.id,
                **values,
            }
        )

    # ---- verbs -------------------------------------------------------------------

    def _ask(self, moment=MONDAY, **values):
        """A request that was asked at a moment."""
        with freeze_time(moment):
            request = self._create_request(**values)
            request.action_ask()
        return request

    def _answer(self, request, moment, text="<p>10 Pa</p>", user=None):
        with freeze_time(moment):
            mine = request.with_user(user or self.member)
            mine.answer = text
            mine.action_answer()

    def _return(self, request, moment, remark="At which temperature?"):
        with freeze_time(moment):
            request.with_user(self.salesperson)._return(remark)

    def _run_cron(self, moment):
        """Run the scheduled action twice: the second run finds nothing to do."""
        with (
            freeze_time(moment),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
            ) as progress,
        ):
            self.Request._cron_notice()
            self.Request._cron_notice()
        return progress

    def _count_queries(self, function):
        """The number of queries of a call, all caches cold but the registry's."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # ---- what came of it ---------------------------------------------------------

    def _get_notices(self, user, words=""):
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", user.partner_id.id),
                ("mail_message_id.message_type", "=", "user_notification"),
                ("mail_message_id.subject", "ilike", words),
            ]
        )

    def _get_tasks(self, request):
        return self.env["mail.activity"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)]
        )
