from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..feedback_common import DRAW, FEBRUARY, FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedback(FeedbackCommon):
    """Asking: score, average, low scores, a deal of the head's choice."""

    # ---- asking ------------------------------------------------------------------

    def test_the_head_asks(self):
        self._create_moved(phone="+7 495 000-00-01", contact_name="Anna")
        feedback = self._draw()
        task = self._get_tasks(feedback)
        mine = feedback.with_user(self.head)
        self.assertEqual((mine.contact_name, mine.phone), ("Anna", "+7 495 000-00-01"))
        self.assertIn(self.salesperson.name, mine.script)

        with freeze_time(DRAW), Form(mine) as form:
            form.score = "4"
            form.comment = "Answers fast"
        self.assertEqual(feedback.state, "todo")
        with freeze_time(DRAW):
            mine.action_done()

        self.assertEqual((feedback.state, feedback.score_value), ("done", 4))
        self.assertEqual(feedback.date_done, DRAW)
        self.assertFalse(task.active)
        self.assertFalse(self._get_tasks(feedback.lead_id))

    def test_without_a_score_nobody_was_asked(self):
        self._create_moved()
        mine = self._draw().with_user(self.head)

        self.assertRefused(["score"], mine.action_done)

    def test_each_step_once(self):
        self._create_many(2)
        done, cancelled = self._draw().with_user(self.head)
        self._score(done, "5")
        cancelled.comment = "Moved abroad"
        cancelled.action_cancel()

        for feedback in (done, cancelled):
            for name in ("action_done", "action_unreachable", "action_cancel"):
                with self.subTest(state=feedback.state, step=name):
                    self.assertRefused(["already"], getattr(feedback, name))
        self.assertFalse(self._get_tasks(cancelled))

    def test_the_department_has_a_text_of_its_own(self):
        self.team.feedback_script = "<p>Ask about the delivery</p>"
        self._create_moved()

        self.assertIn("delivery", self._draw().with_user(self.head).script)

    def test_averages_are_of_answers(self):
        self._create_many(3)
        self._create_many(2, user_id=self.colleague.id)
        self.team.feedback_sample = 3
        drawn = self._draw()
        mine = drawn.filtered(lambda f: f.salesperson_id == self.salesperson)
        self._score(mine[0], "5")
        self._score(mine[1], "2")
        mine[2].with_user(self.head).score = "1"  # written down, not finished

        rows = self.Feedback.with_user(self.head)._read_group(
            [("id", "in", drawn.ids)],
            ["salesperson_id", "month:month"],
            ["score_value:avg", "__count"],
        )

        figures = {user: (month, *values) for user, month, *values in rows}
        self.assertEqual(figures[self.salesperson], (FEBRUARY, 3.5, 3))
        self.assertEqual(figures[self.colleague], (FEBRUARY, False, 2))

    # ---- low scores --------------------------------------------------------------

    def test_low_scores_are_looked_into(self):
        self.team.feedback_sample = 5
        self._create_many(5)
        feedbacks = self._draw()
        for feedback, score in zip(feedbacks, "12345", strict=True):
            with freeze_time(DRAW):
                self._score(feedback, score, "Never called back")
            low = score in "12"
            with self.subTest(score):
                tasks = self._get_tasks(feedback.lead_id)
                self.assertEqual(
                    tasks.user_id, self.head if low else tasks.user_id.browse()
                )

        notices = self._get_notices(self.director, "dissatisfied")
        self.assertEqual(len(notices), 2)
        self.assertIn("Never called back", notices[0].mail_message_id.body)

    def test_the_task_on_the_deal_does_not_tell_the_score(self):
        self._create_moved()
        feedback = self._draw()

        self._score(feedback, "1", "Never called back")

        task = self._get_tasks(feedback.lead_id).with_user(self.salesperson)
        self.assertTrue(task.summary)
        text = f"{task.summary} {task.note} {task.activity_type_id.name}"
        for word in ("1", "Never", "score", "dissatisfied"):
            with self.subTest(word):
                self.assertNotIn(word, text)
        messages = feedback.lead_id.message_ids.mapped("body")
        self.assertFalse([body for body in messages if "Never called back" in body])

    def test_low_score_of_a_lost_deal(self):
        deal = self._create_moved()
        with freeze_time(datetime(2026, 2, 20)):
            self._lose(deal)
        known = self._get_tasks(deal)
        feedback = self._draw()

        self._score(feedback, "2")

        self.assertEqual((self._get_tasks(deal) - known).user_id, self.head)

    def test_a_director_opens_a_wrong_answer_again(self):
        self._create_moved()
        feedback = self._draw()
        self._score(feedback, "1")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            feedback.with_user(self.head).action_reopen()

        feedback.with_user(self.director).action_reopen()

        self.assertEqual((feedback.state, feedback.score_value), ("todo", 0))
        self.assertEqual(self._get_tasks(feedback).user_id, self.head)
        self._score(feedback, "5")
        self.assertEqual(feedback.score_value, 5)

    # ---- a deal of the head's choice ---------------------------------------------

    def test_the_head_asks_out_of_the_sample(self):
        deal = self._create_moved().with_user(self.head)

        with freeze_time(DRAW):
            action = deal.action_ask_client()
            again = deal.action_ask_client()

        feedback = self.Feedback.browse(action["res_id"])
        self.assertEqual(again["res_id"], feedback.id)
        self.assertFalse(feedback.is_sample)
        self.assertEqual(feedback.user_id, self.head)
        self.assertEqual(str(feedback.month), "2026-03-01")
        self.assertEqual(self._get_tasks(feedback).user_id, self.head)
        self.assertEqual(deal.feedback_count, 1)
        # he is no part of the sample and its client rests
        self.assertFalse(self._draw())
        with freeze_time(DRAW):
            feedback.with_user(self.head).action_unreachable()
        self.assertEqual(len(deal.feedback_ids), 1)

    def test_nobody_to_call(self):
        deal = self._create_moved().with_user(self.head)
        deal.sudo().partner_id.write({"email": False, "phone": False})
        deal.sudo().write({"email_from": False, "phone": False})

        self.assertRefused(["phone"], deal.action_ask_client)

    @mute_logger("odoo.sql_db")
    def test_a_deal_is_asked_about_once_a_month(self):
        deal = self._create_moved()
        self._draw()

        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Feedback.create(deal._prepare_feedback_values(FEBRUARY))

    # ---- the deal goes -----------------------------------------------------------

    def test_the_answer_outlives_the_deal(self):
        self._create_many(2)
        done, todo = self._draw()
        self._score(done, "5")

        (done | todo).lead_id.unlink()

        self.assertEqual((done.state, done.score_value), ("done", 5))
        self.assertEqual(todo.state, "cancelled")
        self.assertFalse(self._get_tasks(todo))
        self.assertTrue(done.with_user(self.head).client_name)

    def test_merged_deals_keep_their_answers(self):
        self._create_many(2)
        feedbacks = self._draw()
        for feedback in feedbacks:
            self._score(feedback, "4")
        deals = feedbacks.lead_id

        deals.merge_opportunity()

        self.assertEqual(len(deals.exists()), 1)
        self.assertEqual(feedbacks.lead_id, deals.exists())
        self.assertEqual(feedbacks.mapped("state"), ["done", "done"])

    def test_merged_deals_of_different_months(self):
        first = self._create_moved()
        self._score(self._draw(), "4")
        second = self._create_moved(datetime(2026, 3, 10))
        self._score(self._draw(datetime(2026, 4, 1, 9)), "3")
        feedbacks = first.feedback_ids | second.feedback_ids
        self.assertEqual(len(feedbacks), 2)

        (first | second).merge_opportunity()

        remaining = (first | second).exists()
        self.assertEqual(remaining.feedback_ids, feedbacks)
