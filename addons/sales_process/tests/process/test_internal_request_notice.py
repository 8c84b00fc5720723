from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..request_common import MONDAY, RequestCommon

DEADLINE = datetime(2026, 3, 3, 7)  # Tuesday 10:00 in Moscow
HEADS = datetime(2026, 3, 3, 12)  # four hours and a lunch later
NOTICE = "odoo.addons.sales_process.models.process.sales_internal_request_notice"


@tagged("post_install", "-at_install")
class TestInternalRequestNotice(RequestCommon):
    """At the deadline the responsible, later the heads: each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # requests of the database stay out
        cls.Request.search([("notice_date", "!=", False)]).state = "cancelled"

    def _counts(self):
        return [
            len(self._get_notices(self.leader, "the term is over")),
            len(self._get_notices(self.leader, "not answered in time")),
            len(self._get_notices(self.head, "not answered in time")),
        ]

    def _ask_many(self, count):
        deal = self._create_deal()
        with freeze_time(MONDAY):
            requests = self.Request.union(
                *(self._create_request(deal) for _number in range(count))
            )
            requests.action_ask()
        return requests.sudo()

    def test_each_step_once(self):
        self._ask()
        for moment, expected in (
            (DEADLINE - timedelta(minutes=1), [0, 0, 0]),
            (DEADLINE, [1, 0, 0]),
            (HEADS - timedelta(minutes=1), [1, 0, 0]),
            (HEADS, [1, 1, 1]),
            (HEADS + timedelta(days=5), [1, 1, 1]),
        ):
            with self.subTest(moment):
                self._run_cron(moment)
                self.assertEqual(self._counts(), expected)

    def test_the_heads_hear_after_working_hours(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3, 8),  # Tuesday from 11:00 on
                "date_to": datetime(2026, 3, 3, 21),
            }
        )
        self._ask()
        for moment, expected in (
            (datetime(2026, 3, 3, 20), 0),
            (datetime(2026, 3, 4, 8, 59), 0),  # one hour on Tuesday, three on Wednesday
            (datetime(2026, 3, 4, 9), 1),
        ):
            with self.subTest(moment):
                self._run_cron(moment)
                self.assertEqual(self._counts()[2], expected)

    def test_after_a_stop_of_the_server_both_steps_are_told(self):
        self._ask()

        self._run_cron(datetime(2026, 3, 10, 9))

        self.assertEqual(self._counts(), [1, 1, 1])

    def test_an_answer_in_time_is_told_to_nobody(self):
        self._answer(self._ask(), datetime(2026, 3, 2, 9))
        self._ask().action_cancel()

        self._run_cron(HEADS)

        self.assertEqual(self._counts(), [0, 0, 0])

    def test_asked_again_both_steps_begin_anew(self):
        request = self._ask()
        self._run_cron(HEADS)
        self._answer(request, datetime(2026, 3, 3, 13))
        self._return(request, datetime(2026, 3, 4, 7))

        self._run_cron(datetime(2026, 3, 4, 7))

        self.assertEqual(self._counts(), [2, 1, 1])

    def test_absent_people_are_represented(self):
        self._ask()
        absent = {"sales_absent_until": date(2026, 12, 31)}
        self.leader.write({**absent, "sales_deputy_id": self.member.id})
        self.head.write({**absent, "sales_deputy_id": self.colleague.id})

        self._run_cron(HEADS)

        self.assertEqual(self._counts(), [0, 0, 0])
        self.assertEqual(len(self._get_notices(self.member, "the term is over")), 1)
        self.assertEqual(len(self._get_notices(self.colleague, "not answered")), 1)

    def test_a_deputy_who_may_not_see_the_request_is_not_told(self):
        self._ask()
        absent = {"sales_absent_until": date(2026, 12, 31)}
        self.leader.write({**absent, "sales_deputy_id": self.stranger.id})

        self._run_cron(DEADLINE)

        self.assertFalse(self._get_notices(self.stranger, "the term is over"))
        self.assertTrue(self._get_notices(self.member, "the term is over"))

    def test_without_heads_the_directors_hear_of_it(self):
        request = self._ask()
        self.laboratory.user_id = False
        request.sudo().lead_id.team_id.user_id = False

        self._run_cron(HEADS)

        self.assertTrue(self._get_notices(self.director, "not answered in time"))

    def test_one_message_about_all_requests_of_a_person(self):
        requests = self._ask_many(3)

        self._run_cron(DEADLINE)

        message = self._get_notices(self.leader, "the term is over").mail_message_id
        self.assertEqual(len(message), 1)
        self.assertIn("3", message.subject)
        for request in requests:
            self.assertIn(request.display_name, message.body)
        self.assertIn("03.03 10:00", message.body)  # in the zone of the reader

    # ---- many, broken, locked ----------------------------------------------------

    def test_batches_report_their_progress(self):
        self._ask_many(5)

        with patch(f"{NOTICE}.BATCH", 2):
            progress = self._run_cron(DEADLINE)

        remaining = [call.kwargs["remaining"] for call in progress.call_args_list]
        self.assertEqual(remaining, [3, 1, 0])

    @mute_logger(NOTICE)
    def test_one_that_fails_does_not_stop_the_others(self):
        requests = self._ask_many(3)
        broken = requests[1]
        original = type(broken)._tell_user

        def tell_user(this, user, level):
            if broken in this:
                raise ValueError("broken")
            return original(this, user, level)

        with patch.object(type(broken), "_tell_user", tell_user):
            self._run_cron(DEADLINE)

        self.assertEqual((requests - broken).mapped("notice_level"), ["due", "due"])
        self.assertFalse(broken.notice_level)
        self._run_cron(DEADLINE)
        self.assertEqual(broken.notice_level, "due")
        self.assertEqual(len(self._get_notices(self.leader, "the term is over")), 3)

    def test_requests_locked_by_another_node_are_left_to_it(self):
        requests = self._ask_many(3)

        with patch.object(
            type(requests), "try_lock_for_update", lambda this: this - requests[0]
        ):
            self._run_cron(DEADLINE)

        self.assertFalse(requests[0].notice_level)
        self.assertEqual(requests[1:].mapped("notice_level"), ["due", "due"])

    def test_queries_do_not_grow_with_the_requests(self):
        counts = {}
        for number in (1, 50):
            self._ask_many(number)
            with freeze_time(DEADLINE):
                counts[number] = self._count_queries(self._tell_all)

        self.assertLessEqual(counts[50], counts[1] + 5, counts)
        self.assertLess(counts[50], 100)

    def _tell_all(self):
        self.Request.search(self.Request._get_notice_domain([]))._tell_late()

    def test_nothing_to_tell_costs_a_look_into_the_index(self):
        self._ask_many(20)
        self._run_cron(HEADS)

        with freeze_time(HEADS + timedelta(minutes=10)):
            queries = self._count_queries(self.Request._cron_notice)

        self.assertLessEqual(queries, 2)

    def test_the_index_serves_the_search(self):
        query = self.Request.sudo()._search(
            self.Request._get_notice_domain([]), order="notice_date, id"
        )
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        sql = query.select()
        self.env.cr.execute(f"EXPLAIN {sql.code}", sql.params)

        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("notice_date_index", plan)
