from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..process_common import MONDAY, ProcessCommon

REMIND = datetime(2026, 3, 3, 13)  # 12 of 16 hours are over
LATE = datetime(2026, 3, 3, 17)
HEAD = datetime(2026, 3, 4, 17)
DIRECTOR = datetime(2026, 3, 5, 17)


@tagged("post_install", "-at_install")
class TestTimeRules(ProcessCommon):
    def _start(self, **values):
        with freeze_time(MONDAY):
            return self._create_deal(**values)

    def _at(self, moment):
        with freeze_time(moment):
            self._run_cron()

    # ---- reminders and escalation --------------------------------------------------

    def test_who_is_told_when(self):
        deal = self._start()
        row = deal.stage_log_id
        self.assertEqual(row.next_due, REMIND)
        self.assertEqual(deal.stage_state, "ok")

        self._at(datetime(2026, 3, 3, 12, 59))
        self.assertEqual((row.is_reminded, row.escalation), (False, 0))

        self._at(REMIND)
        self.assertTrue(row.is_reminded)
        self.assertEqual(deal.stage_state, "soon")
        self.assertEqual(len(self._get_notes(self.salesperson)), 1)
        self.assertEqual(row.next_due, LATE)

        self._at(LATE)
        self.assertEqual(row.escalation, 1)
        self.assertEqual(deal.stage_state, "late")
        self.assertFalse(deal.escalation_state)
        self.assertEqual(len(self._get_notes(self.salesperson)), 2)

        self._at(HEAD)
        self.assertEqual(row.escalation, 2)
        self.assertEqual(deal.escalation_state, "late")
        self.assertEqual(self._get_tasks(deal, "decide").user_id, self.head)
        self.assertEqual(len(self._get_notes(self.head)), 1)

        self._at(DIRECTOR)
        self.assertEqual(row.escalation, 3)
        self.assertEqual(deal.escalation_state, "director")
        self.assertEqual(
            self._get_tasks(deal, "decide").user_id, self.head | self.director
        )
        self.assertFalse(row.next_due)

    def test_nothing_is_told_twice(self):
        deal = self._start()
        for _time in range(3):
            self._at(HEAD)
        self.assertEqual(len(self._get_tasks(deal, "decide")), 1)
        self.assertEqual(len(self._get_notes(self.head)), 1)

    def test_after_a_stop_of_the_server_the_head_has_his_hour(self):
        deal = self._start()
        month_later = datetime(2026, 4, 1, 9)

        self._at(month_later)

        self.assertEqual(deal.stage_log_id.escalation, 2)
        self.assertFalse(
            [note for note in self._get_notes(self.salesperson) if "near" in note]
        )
        self._at(datetime(2026, 4, 1, 10))
        self.assertEqual(deal.stage_log_id.escalation, 3)

    def test_holidays_put_everything_off(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3),
                "date_to": datetime(2026, 3, 6, 23, 59),
            }
        )
        deal = self._start()

        self.assertEqual(deal.stage_deadline, datetime(2026, 3, 9, 17))
        self._at(datetime(2026, 3, 9, 12))
        self.assertFalse(deal.stage_log_id.is_reminded)
        self._at(datetime(2026, 3, 9, 13))
        self.assertTrue(deal.stage_log_id.is_reminded)

    def test_absent_people_are_replaced(self):
        self.salesperson.write(
            {
                "sales_absent_until": date(2099, 1, 1),
                "sales_deputy_id": self.colleague.id,
            }
        )
        self.head.write(
            {
                "sales_absent_until": date(2099, 1, 1),
                "sales_deputy_id": self.other_head.id,
            }
        )
        deal = self._start()

        self._at(HEAD)

        self.assertTrue(self._get_notes(self.colleague))
        self.assertFalse(self._get_notes(self.salesperson))
        self.assertEqual(self._get_tasks(deal, "decide").user_id, self.other_head)
        for person in (self.colleague, self.other_head):  # who is told can look
            self.assertTrue(deal.with_user(person).has_access("read"))

    def test_who_does_not_see_the_deal_stands_in_for_nobody(self):
        absent = {"sales_absent_until": date(2099, 1, 1)}
        self.salesperson.write({**absent, "sales_deputy_id": self.colleague.id})
        # the deputy of the deputy is no deputy of the salesperson
        self.colleague.write({**absent, "sales_deputy_id": self.other_head.id})
        deal = self._start()

        self._at(HEAD)

        self.assertFalse(deal.with_user(self.other_head).has_access("read"))
        self.assertFalse(self._get_notes(self.other_head))
        self.assertTrue(self._get_notes(self.head))

    def test_leave_of_the_resource_calendar_is_an_absence(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Salesperson",
                "user_id": self.salesperson.id,
                "calendar_id": self.calendar.id,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Vacation",
                "resource_id": resource.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3),
                "date_to": datetime(2026, 3, 20),
            }
        )
        self._start()

        self._at(REMIND)

        self.assertFalse(self._get_notes(self.salesperson))
        self.assertTrue(self._get_notes(self.head))

    def test_department_without_a_head_asks_the_director(self):
        self.team.user_id = False
        deal = self._start()

        self._at(HEAD)

        self.assertEqual(self._get_tasks(deal, "decide").user_id, self.director)

    def test_lost_and_moved_deals_are_left_alone(self):
        lost, moved = self._start(name="Lost"), self._start(name="Moved")
        with freeze_time(MONDAY):
            self._lose(lost)
            moved.stage_id = self.env.ref("sales_process.stage_stock")

        self._at(HEAD)

        self.assertFalse(self._get_tasks(lost | moved, "decide"))

    def test_stage_without_a_limit_is_never_late(self):
        self.selection.sla_hours = 0
        deal = self._start()

        self.assertFalse(deal.stage_log_id.next_due)
        self._at(datetime(2026, 12, 1))
        self.assertFalse(self._get_tasks(deal))

    def test_new_limit_is_for_those_who_come_later(self):
        old = self._start(name="Old")
        with freeze_time(MONDAY):
            self.selection.sla_hours = 40
            self.env.cr.flush()
        new = self._start(name="New")

        self.assertEqual(old.stage_deadline, LATE)
        self.assertEqual(new.stage_deadline, datetime(2026, 3, 6, 17))
        self._at(LATE)
        self.assertEqual(old.stage_log_id.escalation, 1)
        self.assertEqual(new.stage_log_id.escalation, 0)

    def test_new_terms_of_escalation_hold_for_open_stays(self):
        deal = self._start()
        self._at(LATE)
        with freeze_time(LATE):
            self.selection.escalate_hours = 2
            self.env.cr.flush()

        self._at(datetime(2026, 3, 4, 11))

        self.assertEqual(deal.stage_log_id.escalation, 2)

    # ---- tasks after a delay -------------------------------------------------------

    def _create_task(self, **values):
        task = self.env["crm.stage.task"].create(
            {
                "stage_id": self.selection.id,
                "trigger": "after",
                "delay": 6,
                "delay_unit": "hours",
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call",
                "term": 4,
                "term_unit": "hours",
                **values,
            }
        )
        self.env.cr.flush()
        return task

    def test_task_after_hours(self):
        task = self._create_task()
        deal = self._start()
        self.assertEqual(deal.stage_log_id.next_due, datetime(2026, 3, 2, 15))

        self._at(datetime(2026, 3, 2, 14, 59))
        self.assertFalse(self._get_tasks(deal))
        self._at(datetime(2026, 3, 2, 15))
        self._at(datetime(2026, 3, 2, 16))

        given = self._get_tasks(deal)
        self.assertEqual(given.stage_task_id, task)
        self.assertEqual(given.user_id, self.salesperson)
        # two hours are left on Monday
        self.assertEqual(given.deadline_time, datetime(2026, 3, 3, 11))

    def test_task_after_days_of_the_calendar(self):
        self._create_task(delay=3, delay_unit="days")
        deal = self._start()

        self._at(datetime(2026, 3, 4, 16, 59))
        self.assertFalse(self._get_tasks(deal))
        self._at(datetime(2026, 3, 4, 17))
        self.assertEqual(
            len(self._get_tasks(deal) - self._get_tasks(deal, "decide")), 1
        )

    def test_repeated_task_waits_for_the_last_one(self):
        self.selection.sla_hours = 0
        self._create_task(is_repeated=True)
        deal = self._start()

        self._at(datetime(2026, 3, 2, 15))
        self._at(datetime(2026, 3, 3, 15))
        self.assertEqual(len(self._get_tasks(deal)), 1)

        with freeze_time(datetime(2026, 3, 3, 15)):
            self._get_tasks(deal).action_feedback(feedback="Called")
        self._at(datetime(2026, 3, 3, 16))
        self.assertEqual(len(self._get_tasks(deal)), 1)
        self.assertEqual(deal.stage_log_id.given, {str(self.selection.task_ids.id): 2})

    def test_condition_is_asked_when_the_time_has_come(self):
        self._create_task(condition_domain="[('expected_revenue', '>', 100)]")
        poor, rich = self._start(name="Poor"), self._start(name="Rich")
        rich.expected_revenue = 200

        self._at(datetime(2026, 3, 2, 15))

        self.assertFalse(self._get_tasks(poor))
        self.assertTrue(self._get_tasks(rich))

    def test_new_task_is_given_to_deals_that_are_there(self):
        deal = self._start()
        with freeze_time(MONDAY):
            self._create_task()

        self._at(datetime(2026, 3, 2, 15))

        self.assertTrue(self._get_tasks(deal))

    # ---- the engine ----------------------------------------------------------------

    def test_one_failing_deal_does_not_stop_the_others(self):
        deals = (
            self._start(name="One") | self._start(name="Bad") | self._start(name="Two")
        )
        bad = deals.filtered(lambda deal: deal.name == "Bad")
        find_due = type(self.log)._find_due

        def fail(row, now):
            if row.lead_id == bad:
                raise ValueError("broken")
            return find_due(row, now)

        with (
            patch.object(type(self.log), "_find_due", fail),
            mute_logger("odoo.addons.sales_process.models.process.crm_stage_log_time"),
        ):
            self._at(HEAD)

        told = self._get_tasks(deals, "decide").mapped("res_id")
        self.assertEqual(sorted(told), sorted((deals - bad).ids))
        self.assertEqual(bad.stage_log_id.next_due, datetime(2026, 3, 4, 21))
        self._at(datetime(2026, 3, 4, 21))
        self.assertTrue(self._get_tasks(bad, "decide"))

    def test_run_ends_when_its_time_is_over_and_goes_on_later(self):
        deals = self._start(name="One") | self._start(name="Two")
        module = "odoo.addons.sales_process.models.process.crm_stage_log_time.BATCH"

        with patch(module, 1), freeze_time(HEAD):
            self._run_cron(seconds_left=0)
        self.assertEqual(len(self._get_tasks(deals, "decide")), 1)

        self._at(HEAD)
        self.assertEqual(len(self._get_tasks(deals, "decide")), 2)

    def test_nothing_due_costs_one_query(self):
        self._start()
        with freeze_time(MONDAY):
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.log._cron_time_rules()

    def test_due_deals_cost_a_constant(self):
        def count(number):
            deals = self.env["crm.lead"].concat(
                *(self._start(name=f"Deal {index}") for index in range(number))
            )
            with freeze_time(HEAD):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.log._lock_due(500)._apply_safely()
                queries = self.env.cr.sql_log_count - before
            self.assertEqual(len(self._get_tasks(deals, "decide")), number)
            return queries

        count(1)
        single, many = count(1), count(50)
        self.assertLessEqual(many - single, 0.5 * 49)
