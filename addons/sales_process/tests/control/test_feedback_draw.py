from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..feedback_common import DRAW, FEBRUARY, MOVED, FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackDraw(FeedbackCommon):
    """Which deals are drawn, how many, by whom they are asked."""

    # ---- how many ----------------------------------------------------------------

    def test_so_many_of_each_salesperson(self):
        deals = self._create_many(4)
        deals |= self._create_many(3, user_id=self.colleague.id)
        single = self._create_moved(user_id=self.head.id)

        drawn = self._draw()

        self.assertEqual(len(drawn), 5)
        self.assertLessEqual(drawn.lead_id, deals | single)
        counts = {
            user: len(feedbacks)
            for user, feedbacks in drawn.grouped("salesperson_id").items()
        }
        self.assertEqual(counts, {self.salesperson: 2, self.colleague: 2, self.head: 1})
        self.assertEqual(set(drawn.mapped("month")), {FEBRUARY})
        self.assertEqual(set(drawn.mapped("state")), {"todo"})

    def test_a_second_run_draws_nothing(self):
        self._create_many(5)
        self.assertEqual(len(self._draw()), 2)

        for days in (0, 1, 20):
            with self.subTest(days):
                self.assertFalse(self._draw(DRAW + timedelta(days=days)))

    def test_two_nodes_choose_the_same(self):
        deals = self._create_many(10)
        with freeze_time(DRAW):
            first = self.team._draw_feedback_leads(deals, FEBRUARY)
            again = self.team._draw_feedback_leads(deals[::-1], FEBRUARY)

        self.assertEqual(first, again)
        self.assertEqual(self._draw().lead_id, first)

    def test_a_node_leaves_a_draw_to_the_one_that_draws_already(self):
        self._create_many(3)

        with patch.object(
            type(self.team), "try_lock_for_update", lambda team, **_kw: team.browse()
        ):
            self.assertFalse(self._draw())
        self.assertEqual(len(self._draw()), 2)

    def test_another_number_fills_up(self):
        self._create_many(5)
        first = self._draw()

        self.team.feedback_sample = 3
        more = self._draw()
        self.team.feedback_sample = 0

        self.assertEqual(len(more), 1)
        self.assertNotIn(more.lead_id, first.lead_id)
        self.assertFalse(self._draw())

    def test_not_reached_draws_the_next_one(self):
        self._create_many(3)
        first = self._draw()

        with freeze_time(DRAW):
            first[0].with_user(self.head).action_unreachable()

        feedbacks = self.Feedback.search([])
        self.assertEqual(len(feedbacks), 3)
        self.assertEqual(len(feedbacks.filtered(lambda f: f.state == "todo")), 2)
        # nobody is left to be drawn
        with freeze_time(DRAW):
            (feedbacks - first).with_user(self.head).action_unreachable()
        self.assertEqual(self.Feedback.search([]), feedbacks)

    def test_who_is_not_to_be_asked_keeps_his_place(self):
        self._create_many(4)
        first = self._draw()
        mine = first[0].with_user(self.head)
        self.assertRefused(["why"], mine.action_cancel)

        mine.comment = "Is in court with us"
        mine.action_cancel()

        self.assertFalse(self._draw())

    # ---- which deals -------------------------------------------------------------

    def test_only_deals_that_moved_last_month(self):
        self._create_moved(datetime(2026, 1, 20))
        self._create_moved(datetime(2026, 3, 1, 12))
        lead = self._create_lead(partner_id=self._create_client().id)
        with freeze_time(MOVED):
            lead.copy({"partner_id": self._create_client().id})  # only a lead
        mine = self._create_moved()

        self.assertEqual(self._draw().lead_id, mine)

    def test_the_month_is_that_of_the_department(self):
        # midnight in Moscow is 21:00 UTC
        inside = self._create_moved(datetime(2026, 1, 31, 21, 30))
        self._create_moved(datetime(2026, 2, 28, 21, 30))

        self.assertEqual(self._draw().lead_id, inside)

    def test_the_draw_begins_on_the_first_day_of_the_department(self):
        self._create_moved()

        self.assertFalse(self._draw(datetime(2026, 2, 28, 20, 59)))
        self.assertTrue(self._draw(datetime(2026, 2, 28, 21, 0)))

    def test_lost_deals_are_asked_too(self):
        deal = self._create_moved(datetime(2026, 1, 20))
        with freeze_time(MOVED):
            self._lose(deal)

        self.assertEqual(self._draw().lead_id, deal)

    def test_deals_without_salesperson_or_contact_are_left_out(self):
        mute = self._create_moved()
        mute.write({"email_from": False, "phone": False})
        mute.partner_id.write({"email": False, "phone": False})
        free = self._create_moved()
        free.user_id = False
        foreign = self._create_moved()
        foreign.team_id = self.other_team

        self.assertFalse(self._draw())

    # ---- which clients -----------------------------------------------------------

    def test_a_client_is_asked_once(self):
        client = self._create_client()
        person = self._create_client(
            name="Person", is_company=False, parent_id=client.id, vat=False
        )
        self._create_moved(client=client)
        self._create_moved(client=client)
        self._create_moved(client=person, user_id=self.colleague.id)

        self.assertEqual(len(self._draw()), 1)

    def test_a_client_rests_for_six_months(self):
        client = self._create_client()
        self._create_moved(client=client)
        feedback = self._draw()
        self._score(feedback, "5")
        for moved, drawn, count in (
            (datetime(2026, 3, 5), datetime(2026, 4, 1, 9), 0),
            (datetime(2026, 7, 5), datetime(2026, 8, 3, 9), 0),
            (datetime(2026, 8, 5), datetime(2026, 9, 1, 9), 1),
        ):
            with self.subTest(moved):
                self._create_moved(moved, client)
                self.assertEqual(len(self._draw(drawn)), count)

    def test_a_client_who_was_not_reached_may_be_asked_next_month(self):
        client = self._create_client()
        self._create_moved(client=client)
        with freeze_time(DRAW):
            self._draw().with_user(self.head).action_unreachable()
        self.assertFalse(self._draw())

        self._create_moved(datetime(2026, 3, 10), client)

        self.assertEqual(len(self._draw(datetime(2026, 4, 1, 9))), 1)

    # ---- by whom -----------------------------------------------------------------

    def test_the_head_has_tasks_and_one_message(self):
        self._create_many(3)

        drawn = self._draw()

        tasks = self._get_tasks(drawn)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.user_id, self.head)
        # five working days of eight hours from Monday noon on
        self.assertEqual(set(tasks.mapped("date_deadline")), {date(2026, 3, 9)})
        notice = self._get_notices(self.head, "asked about their salespeople")
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.mail_message_id.body.count("<li>"), 2)

    def test_another_head_stands_in(self):
        self.head.write(
            {"sales_absent_until": "2026-12-31", "sales_deputy_id": self.deputy.id}
        )
        self._create_moved()

        feedback = self._draw()

        self.assertEqual(feedback.user_id, self.deputy)
        self.assertTrue(feedback.with_user(self.deputy).read(["phone", "score"]))
        self._score(feedback, "4", user=self.deputy)
        self.assertEqual(feedback.state, "done")

    def test_a_salesperson_who_stands_in_asks_nobody(self):
        self.head.write(
            {"sales_absent_until": "2026-12-31", "sales_deputy_id": self.colleague.id}
        )
        self._create_moved()

        self.assertEqual(self._draw().user_id, self.head)

    def test_nobody_asks_about_himself(self):
        self._create_moved(user_id=self.head.id)

        self.assertEqual(self._draw().user_id, self.director)

    def test_without_a_head_the_director_asks(self):
        self.team.user_id = False
        self._create_moved()

        self.assertEqual(self._draw().user_id, self.director)

    # ---- many, broken ------------------------------------------------------------

    @mute_logger("odoo.addons.sales_process.models.control.crm_team")
    def test_a_department_that_fails_does_not_stop_the_others(self):
        broken = self.env["crm.team"].create(
            {"name": "Broken", "is_department": True, "feedback_sample": 1}
        )
        broken.sequence = self.team.sequence - 1
        self._create_moved()
        original = type(broken)._fill_feedback_sample

        def fill(team, month):
            if team == broken:
                raise ValueError("broken")
            return original(team, month)

        with patch.object(type(broken), "_fill_feedback_sample", fill):
            self.assertEqual(len(self._draw()), 1)

    def test_queries_do_not_grow_with_the_sample(self):
        counts = {}
        for number, month in ((1, 3), (50, 4)):
            moved = datetime(2026, month - 1, 10, 9)
            self._create_many(number, moment=moved)
            self.team.feedback_sample = number
            with freeze_time(datetime(2026, month, 2, 9)):
                counts[number] = self._count_queries(self._run_cron)
            self.assertEqual(
                self.Feedback.search_count([("month", "=", moved.replace(day=1))]),
                number,
            )

        self.assertLessEqual(counts[50], counts[1] + 10, counts)
        self.assertLess(counts[50], 100)
