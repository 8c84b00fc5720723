from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..triage_common import MONDAY, TriageCommon

DEADLINE = datetime(2026, 3, 16, 7)  # 10:00 in Moscow


@tagged("post_install", "-at_install")
class TestTriageNotice(TriageCommon):
    """Before the hour, at the hour, to the head, to the directors: each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # only the director of this class
        cls.env.ref("sales_process.group_director").user_ids = cls.director

    def _run(self, moment):
        with (
            freeze_time(moment),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
            ) as progress,
        ):
            self.Inquiry._cron_triage()
            self.Inquiry._cron_triage()
        return progress

    def _counts(self):
        return [
            len(self._get_notices(user, "inquiries"))
            for user in (self.triage, self.head, self.director)
        ]

    def _arrive(self, count=1, moment=MONDAY, **values):
        with freeze_time(moment):
            return self._create_new(count, date=moment, **values)

    def test_each_step_once_with_one_list(self):
        self._arrive(3)
        steps = (
            # moment, (triage, head, director)
            (datetime(2026, 3, 16, 6, 31), [1, 0, 0]),
            (DEADLINE, [2, 0, 0]),
            (DEADLINE + timedelta(minutes=59), [2, 0, 0]),
            (DEADLINE + timedelta(minutes=60), [2, 1, 0]),
            # 60 + 240 working minutes after 10:00, lunch is 12-13: 16:00
            (datetime(2026, 3, 16, 12, 59), [2, 1, 0]),
            (datetime(2026, 3, 16, 13, 0), [2, 1, 1]),
            (datetime(2026, 3, 17, 13, 0), [2, 1, 1]),
        )
        for moment, expected in steps:
            with self.subTest(moment):
                self._run(moment)
                self.assertEqual(self._counts(), expected)
        body = self._get_notices(self.director).mail_message_id.body
        self.assertEqual(body.count("<li>"), 3)

    def test_working_minutes_skip_the_night_and_days_off(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 16, 21),
                "date_to": datetime(2026, 3, 17, 21),
            }
        )
        # the deadline is Monday 15:00, the work ends at 17:00, Tuesday is free
        self._arrive(moment=datetime(2026, 3, 16, 8))
        self.vacuum.triage_escalate_minutes = 180
        self._run(datetime(2026, 3, 16, 12))
        for moment, expected in (
            (datetime(2026, 3, 17, 9), 0),
            (datetime(2026, 3, 18, 5, 59), 0),
            (datetime(2026, 3, 18, 6), 1),
        ):
            with self.subTest(moment):
                self._run(moment)
                self.assertEqual(
                    len(self._get_notices(self.head, "inquiries")), expected
                )

    def test_a_sorted_inquiry_is_told_to_nobody(self):
        inquiries = self._arrive(2)
        with freeze_time(MONDAY):
            inquiries[0]._assign(self.seller)
            inquiries[1]._reject(self.reason)
        self._run(datetime(2026, 3, 17, 13))
        self.assertEqual(self._counts(), [0, 0, 0])

    def test_after_a_stop_of_the_server_nothing_is_reminded_that_is_late(self):
        self._arrive()
        self._run(datetime(2026, 3, 18, 9))
        self.assertEqual(self._counts(), [1, 1, 1])
        self.assertTrue(self._get_notices(self.triage, "Late"))

    def test_steps_are_switched_off(self):
        self.vacuum.write({"triage_remind_minutes": -1, "triage_escalate_minutes": -1})
        self.env["sales.settings"]._set_values({"triage_director_minutes": 0})
        self._arrive()
        for moment in (datetime(2026, 3, 16, 6, 59), datetime(2026, 3, 18, 9)):
            self._run(moment)
        self.assertEqual(self._counts(), [1, 0, 0])

    def test_a_department_without_a_head_is_told_to_the_directors(self):
        self._arrive(team_id=self.industrial.id, body="Hello")
        self._run(DEADLINE + timedelta(minutes=60))
        self.assertEqual(len(self._get_notices(self.director, "inquiries")), 1)

    def test_batches_report_their_progress(self):
        self._arrive(5)
        with patch(
            "odoo.addons.sales_process.models.intake.sales_inquiry_notice.BATCH", 2
        ):
            progress = self._run(DEADLINE)
        remaining = [call.kwargs["remaining"] for call in progress.call_args_list]
        self.assertEqual(remaining, [3, 1, 0])

    def test_nothing_due_costs_a_look_into_the_index(self):
        self._arrive(60)
        self._run(DEADLINE)
        with freeze_time(DEADLINE + timedelta(minutes=1)):
            queries = self._count_queries(self.Inquiry._cron_triage)
        self.assertLessEqual(queries, 3)

    def test_the_index_serves_the_search(self):
        with freeze_time(MONDAY):
            domain = self.Inquiry._get_notice_domain()
            query = self.Inquiry.sudo()._search(domain, order="notice_date, id")
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
            self.env.cr.execute(*self._explain(query.select()))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("notice_idx", plan)

    @staticmethod
    def _explain(sql):
        return f"EXPLAIN {sql.code}", sql.params

    # ---- settings ----------------------------------------------------------------

    def test_the_director_edits_the_settings(self):
        form = Form(self.env["sales.settings"].with_user(self.director))
        self.assertEqual(form.triage_hours, "10:00, 15:00")
        self.assertEqual(form.callback_minutes, 30)
        form.triage_hours = "11:00"
        form.triage_remind_minutes = 0
        form.callback_minutes = 20
        form.save().action_save()

        settings = self.env["sales.settings"]
        self.assertEqual(settings._get_value("triage_remind_minutes"), 0)
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertEqual(parameters.get_param("sales_process.callback_minutes"), "20")
        inquiry = self._arrive()
        self.assertEqual(inquiry.triage_deadline, datetime(2026, 3, 16, 8))
        self.assertEqual(inquiry.notice_date, inquiry.triage_deadline)

    def test_others_do_not_edit_the_settings(self):
        for user in (self.head, self.seller, self.triage):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.env["sales.settings"].with_user(user).create({})

    def test_wrong_settings_are_refused(self):
        for values in (
            {"triage_hours": "25:00"},
            {"triage_hours": "soon"},
            {"mail_max_mb": 0},
            {"callback_minutes": -5},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env["sales.settings"].create(values)

    def test_the_general_settings_show_the_same(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.sales_process_triage_escalate_minutes, 60)
        settings.sales_process_triage_escalate_minutes = 90
        settings.set_values()
        self.assertEqual(
            self.env["sales.settings"]._get_value("triage_escalate_minutes"), 90
        )

    def test_a_spoilt_setting_counts_as_not_set(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sales_process.callback_minutes", "half an hour"
        )
        self.assertEqual(self.env["sales.settings"]._get_value("callback_minutes"), 30)
