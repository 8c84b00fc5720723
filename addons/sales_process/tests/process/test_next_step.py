from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..process_common import MONDAY, ProcessCommon

CALL = "mail.mail_activity_data_call"


@tagged("post_install", "-at_install")
class TestNextStep(ProcessCommon):
    """Where the stage demands it, no deal is without a next step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.selection.require_next_step = True
        cls.env.cr.flush()

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal()

    def _plan(self, deal=None, **values):
        return (deal or self.deal).activity_schedule(
            CALL, user_id=self.salesperson.id, **values
        )

    def test_stage_is_not_left_without_a_step(self):
        target = self.env.ref("sales_process.stage_stock")
        self.assertRefused(
            ["Plan the next step"], self.deal.write, {"stage_id": target.id}
        )
        self._plan()

        self.deal.stage_id = target

        self.assertStage(self.deal, "stock")

    def test_last_step_is_not_finished_without_another(self):
        task = self._plan()

        self.assertRefused(["may not be without a next step"], task.action_feedback)
        self.assertRefused(["may not be without a next step"], task.action_cancel)

        self._plan(summary="Next")
        task.action_feedback(feedback="Done")
        self.assertEqual(self.deal.activity_ids.summary, "Next")

    def test_done_and_schedule_next_asks_at_once(self):
        task = self._plan()

        action = task.action_feedback_schedule_next(feedback="Done")

        self.assertEqual(action["res_model"], "mail.activity")
        self.assertFalse(task.active)

    def test_program_may_finish_and_other_stages_do_not_care(self):
        task = self._plan()
        task.sudo().action_feedback()
        self.assertFalse(self.deal.activity_ids)

        self.selection.require_next_step = False
        other = self._plan()
        other.action_feedback()
        self.assertFalse(self.deal.activity_ids)

    def test_date_of_the_next_contact_plans_the_step(self):
        self.assertFalse(self.deal.next_step_date)

        self.deal.next_step_date = date(2026, 3, 10)

        task = self.deal.activity_ids
        self.assertEqual(task.date_deadline, date(2026, 3, 10))
        self.assertEqual(task.user_id, self.salesperson)
        self.deal.next_step_date = date(2026, 3, 12)
        self.assertEqual(self.deal.activity_ids, task)
        self.assertEqual(task.date_deadline, date(2026, 3, 12))

    def test_tasks_of_the_head_are_no_step(self):
        deadline = date(2026, 3, 3)
        for name in ("decide", "call_head", "check_work", "hand_over"):
            self.deal.sudo().activity_schedule(
                f"sales_process.mail_activity_type_{name}",
                user_id=self.head.id,
                date_deadline=deadline,
            )
        self.assertFalse(self.deal.next_step_date)
        self.assertFalse(self.deal._passes_next_step())
        leads = self.env["crm.lead"]
        ours = [("id", "=", self.deal.id)]
        self.assertTrue(leads.search([*ours, ("next_step_date", "=", False)]))
        self.assertFalse(leads.search([*ours, ("next_step_date", "=", deadline)]))
        self.assertIn(self.deal, leads.search(leads._get_without_step_domain()))

        head_tasks = self.deal.activity_ids
        self.deal.next_step_date = date(2026, 3, 20)
        self.assertEqual(self.deal.next_step_date, date(2026, 3, 20))
        self.assertEqual(set(head_tasks.mapped("date_deadline")), {deadline})
        head_tasks.with_user(self.head).action_feedback()

    def test_tasks_of_others_are_not_moved(self):
        task = self._plan(date_deadline=date(2026, 3, 10))
        task.sudo().user_id = self.colleague
        self.deal.next_step_date = date(2026, 3, 9)
        self.assertEqual(task.date_deadline, date(2026, 3, 10))
        self.assertEqual(len(self.deal.activity_ids), 2)

    def test_documents_do_not_wait_for_the_step(self):
        self.selection.auto_leave = True
        self.env.cr.flush()
        order = self._create_quotation(self.deal, [(self.stocked, 1)])
        order.action_confirm()
        self.assertStage(self.deal, "stock")

    def test_days_off_are_left_in_peace(self):
        with freeze_time(datetime(2026, 3, 1, 6)):  # a Sunday
            self.env["crm.lead"]._cron_next_step()
        self.assertFalse(self._get_notes(self.salesperson))
        with freeze_time(datetime(2026, 3, 2, 6)):
            self.env["crm.lead"]._cron_next_step()
        self.assertTrue(self._get_notes(self.salesperson))

    def test_deals_are_found_by_the_date(self):
        self.deal.next_step_date = date(2026, 3, 10)
        bare = self._create_deal(name="Bare")
        leads = self.env["crm.lead"]
        ours = [("id", "in", (self.deal | bare).ids)]

        def find(*condition):
            return leads.search([*ours, ("next_step_date", *condition)])

        self.assertEqual(find("=", False), bare)
        self.assertEqual(find("!=", False), self.deal)
        self.assertEqual(find("<=", "2026-03-10"), self.deal)
        self.assertFalse(find("<", "2026-03-10"))
        self.assertEqual(find("=", "2026-03-10"), self.deal)

    def test_list_of_the_morning(self):
        planned = self._create_deal(name="Planned")
        self._plan(planned)
        self._create_deal(name="Of nobody").sudo().user_id = False

        with freeze_time(MONDAY):
            self.env["crm.lead"]._cron_next_step()

        self.assertEqual(
            self._get_notes(self.salesperson), ["Deals without a next step: 1"]
        )
        self.assertEqual(self._get_notes(self.head), ["Deals without a next step: 1"])

    def test_list_of_an_absent_person_goes_to_the_head(self):
        self.salesperson.sales_absent_until = date(2099, 1, 1)

        with freeze_time(datetime(2026, 3, 2, 6)):
            self.env["crm.lead"]._cron_next_step()

        self.assertFalse(self._get_notes(self.salesperson))
        self.assertTrue(self._get_notes(self.head))

    def test_lost_deals_are_not_listed(self):
        self._lose(self.deal)

        self.env["crm.lead"]._cron_next_step()

        self.assertFalse(self._get_notes(self.salesperson))

    def test_losing_is_not_stopped_by_the_open_step(self):
        self._plan()

        self._lose(self.deal)

        self.assertEqual(self.deal.won_status, "lost")
        self.assertIn("Open tasks", self.deal.message_ids.mapped("body")[0] or "")

    def test_moving_the_step_to_another_day_is_no_finishing(self):
        task = self._plan()

        task.action_reschedule_nextweek()

        self.assertTrue(task.active)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            task.unlink()
