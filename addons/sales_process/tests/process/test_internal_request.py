from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..request_common import MONDAY, RequestCommon


@tagged("post_install", "-at_install")
class TestInternalRequest(RequestCommon):
    """Asked, answered, asked again, accepted, cancelled: states, clock and tasks."""

    # ---- asking ------------------------------------------------------------------

    def test_the_whole_way(self):
        request = self._ask()
        self.assertEqual(request.state, "asked")

        self._answer(request, datetime(2026, 3, 2, 9))
        self.assertEqual(request.state, "answered")
        self.assertEqual(request.answered_by_id, self.member)
        request.action_accept()

        self.assertEqual(request.state, "accepted")
        self.assertAlmostEqual(request.hours, 2)
        self.assertFalse(request.is_late)

    def test_numbers_differ(self):
        deal = self._create_deal()
        first, second = self._create_request(deal), self._create_request(deal)

        self.assertNotEqual(first.name, second.name)
        self.assertIn("Test report", first.display_name)

    def test_the_form_proposes_the_leader_and_the_term(self):
        deal = self._create_deal()
        view = "sales_process.sales_internal_request_view_form_ask"

        model = self.Request.with_user(self.salesperson)
        with Form(model.with_context(default_lead_id=deal.id), view=view) as form:
            form.subject = "Price"
            form.department_id = self.laboratory
            self.assertEqual(form.user_id, self.leader)
            self.assertEqual(form.term_hours, 8)
            form.user_id = self.member
            form.question = "<p>How much?</p>"

        request = form.record
        request.action_ask()
        self.assertEqual((request.user_id, request.state), (self.member, "asked"))
        self.assertEqual(request.asked_by_id, self.salesperson)

    def test_what_cannot_be_asked(self):
        empty = self._create_request(question="<p><br></p>")
        self.assertRefused(["write what you ask"], empty.action_ask)

        request = self._create_request()
        self.laboratory.write({"user_id": False, "member_ids": [(5,)]})
        self.assertRefused(["Nobody answers"], request.action_ask)
        with self.assertRaises(ValidationError):
            self.laboratory.term_hours = 0

    def test_department_that_was_asked_is_not_deleted(self):
        self._create_request()

        self.assertRefused(["Archive"], self.laboratory.unlink)
        self.laboratory.action_archive()
        self.env.ref("sales_process.request_department_service").unlink()

    # ---- who answers -------------------------------------------------------------

    def test_the_responsible_has_a_task_until_the_deadline(self):
        request = self._ask()

        task = self._get_tasks(request)
        self.assertEqual(task.user_id, self.leader)
        self.assertEqual(task.deadline_time, request.deadline)
        self.assertEqual(task.date_deadline, date(2026, 3, 3))
        self.assertTrue(self._get_notices(self.leader, "Test report"))

    def test_absent_people_are_represented(self):
        absent = {"sales_absent_until": date(2026, 12, 31)}
        self.leader.write({**absent, "sales_deputy_id": self.planner.id})
        self.assertEqual(self._ask().user_id, self.planner)

        self.leader.sales_deputy_id = False
        self.assertEqual(self._ask().user_id, self.member)

        self.member.write(absent)
        self.assertEqual(self._ask().user_id, self.leader)

    def test_department_passes_the_request_on(self):
        request = self._ask()

        request.with_user(self.leader).user_id = self.member
        self.assertEqual(self._get_tasks(request).user_id, self.member)
        request.with_user(self.leader).action_take()
        self.assertEqual(self._get_tasks(request).user_id, self.leader)

        self.assertRefused(
            ["is not of"], request.with_user(self.leader).write, {"user_id": self.head}
        )

    def test_answering_ends_the_task_and_gives_one_to_the_asker(self):
        request = self._ask()
        task = self._get_tasks(request)

        self._answer(request, datetime(2026, 3, 2, 9))

        self.assertFalse(task.active)
        check = self._get_tasks(request)
        self.assertEqual(check.user_id, self.salesperson)
        self.assertIn("Look at the answer", check.summary)
        request.action_accept()
        self.assertFalse(self._get_tasks(request))

    def test_who_looks_at_the_answer(self):
        request = self._ask()
        self.salesperson.sales_absent_until = date(2026, 12, 31)

        self._answer(request, datetime(2026, 3, 2, 9))

        self.assertEqual(self._get_tasks(request).user_id, self.head)

    def test_the_deal_has_passed_to_a_colleague(self):
        request = self._ask()
        request.sudo().lead_id.user_id = self.colleague

        self._answer(request, datetime(2026, 3, 2, 9))

        self.assertEqual(self._get_tasks(request).user_id, self.colleague)

    # ---- the clock ---------------------------------------------------------------

    def test_deadline_in_the_hours_and_the_zone_of_the_department(self):
        cases = (
            # asked (UTC), deadline (UTC): 8 hours, 9-13 and 14-18 in Moscow (+3)
            (MONDAY, datetime(2026, 3, 3, 7, 0)),
            (datetime(2026, 3, 1, 12, 0), datetime(2026, 3, 2, 15, 0)),  # a Sunday
            (datetime(2026, 3, 6, 14, 0), datetime(2026, 3, 9, 14, 0)),  # Friday 17:00
            (datetime(2026, 3, 2, 10, 30), datetime(2026, 3, 3, 10, 0)),  # at lunch
        )
        for asked, deadline in cases:
            with self.subTest(asked):
                self.assertEqual(self._ask(asked).deadline, deadline)

    def test_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 2, 21),
                "date_to": datetime(2026, 3, 3, 21),
            }
        )

        request = self._ask()
        self.assertEqual(request.deadline, datetime(2026, 3, 4, 7))

        self._answer(request, datetime(2026, 3, 4, 7))
        self.assertAlmostEqual(request.hours, 8)

    def test_daylight_saving_of_the_department(self):
        # the clock goes forward in the night to Sunday 29 March 2026
        self.laboratory.resource_calendar_id = self._create_calendar(
            "Europe/Berlin", (9, 17)
        )

        request = self._ask(datetime(2026, 3, 27, 12))  # Friday 13:00, 4 hours left

        self.assertEqual(request.deadline, datetime(2026, 3, 30, 11))  # 13:00 summer

    def test_without_own_hours_those_of_the_company(self):
        self.laboratory.resource_calendar_id = False
        company = self._create_calendar("UTC", (0, 24))
        self.env.company.resource_calendar_id = company

        self.assertEqual(self._ask().deadline, MONDAY + timedelta(hours=8))

    def test_own_term_of_a_request(self):
        request = self._ask(term_hours=1)

        self.assertEqual(request.deadline, datetime(2026, 3, 2, 8))

    def test_late_answer_is_late_for_ever(self):
        request = self._ask()
        with freeze_time(datetime(2026, 3, 3, 7, 1)):
            self.assertTrue(request.is_overdue)
            overdue = self.Request.search([("is_overdue", "=", True)])
            self.assertIn(request.sudo(), overdue)
            on_time = self.Request.search([("is_overdue", "=", False)])
            self.assertNotIn(request.sudo(), on_time)

        self._answer(request, datetime(2026, 3, 3, 8))
        self.assertTrue(request.is_late)
        self.assertFalse(request.is_overdue)
        self._return(request, datetime(2026, 3, 3, 9))
        self._answer(request, datetime(2026, 3, 3, 9, 10))

        self.assertTrue(request.is_late)

    def test_asked_again_the_clock_goes_on(self):
        request = self._ask()  # Monday 10:00
        self._answer(request, datetime(2026, 3, 2, 10))  # 13:00: three hours
        # the asker looks at it on Thursday: this time is not the department's
        self._return(request, datetime(2026, 3, 5, 6))  # 9:00

        self.assertEqual(request.state, "returned")
        self.assertEqual(request.deadline, datetime(2026, 3, 5, 12))  # five hours more
        with freeze_time(datetime(2026, 3, 5, 7)):
            self.assertFalse(request.is_overdue)
        self._answer(request, datetime(2026, 3, 5, 8))

        self.assertAlmostEqual(request.hours, 5)
        self.assertEqual(request.round_ids.mapped("hours"), [3, 2])
        self.assertEqual(request.round_count, 2)
        self.assertFalse(request.is_late)

    def test_asked_again_when_the_term_is_used_up(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 3, 9))  # ten hours of eight
        self._return(request, datetime(2026, 3, 3, 10, 30))  # at lunch

        self.assertEqual(request.deadline, datetime(2026, 3, 3, 11))

    def test_asked_again_says_why_and_asks_the_responsible(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))
        self.assertRefused(["what the answer lacks"], request._return, "  ")

        self._return(request, datetime(2026, 3, 2, 10), "At 20 degrees?")

        self.assertEqual(request.remark, "At 20 degrees?")
        self.assertEqual(self._get_tasks(request).user_id, self.leader)
        self.assertEqual(request.round_ids[0].answer, request.answer)

    def test_the_wizard_asks_again(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))
        action = request.action_return()

        model = self.env[action["res_model"]].with_user(self.salesperson)
        form = Form(model.with_context(**action["context"]))
        form.remark = "And the price?"
        form.save().action_apply()

        self.assertEqual(request.state, "returned")

    # ---- what is not possible ----------------------------------------------------

    def test_each_step_only_in_its_state(self):
        request = self._create_request()
        answering = request.with_user(self.member)
        cases = {
            "draft": ["action_accept", "action_answer"],
            "asked": ["action_ask", "action_accept"],
            "answered": ["action_ask", "action_answer"],
            "accepted": ["action_ask", "action_answer", "action_accept"],
        }
        steps = {"asked": "action_ask", "accepted": "action_accept"}
        for state, refused in cases.items():
            if state in steps:
                getattr(request, steps[state])()
            elif state == "answered":
                self._answer(request, datetime(2026, 3, 2, 9))
            for name in refused:
                side = answering if name == "action_answer" else request
                with self.subTest(state=state, step=name):
                    self.assertEqual(request.state, state)
                    self.assertRefused([], getattr(side, name))
        self.assertRefused(["not possible"], request.action_cancel)

    def test_an_empty_answer_is_no_answer(self):
        request = self._ask()

        self.assertRefused(
            ["write the answer"], request.with_user(self.member).action_answer
        )

    def test_asked_request_is_not_deleted(self):
        draft, asked = self._create_request(), self._ask()

        self.assertRefused(["cancel"], asked.unlink)
        draft.unlink()

        self.assertFalse(draft.exists())

    def test_cancelling_tells_the_department(self):
        request = self._ask()

        with freeze_time(datetime(2026, 3, 3, 9)):
            request.action_cancel()

        self.assertEqual(request.state, "cancelled")
        self.assertTrue(request.is_late)
        self.assertFalse(self._get_tasks(request))
        self.assertTrue(self._get_notices(self.leader, "No answer is needed"))

    def test_duplicate_is_a_new_draft(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))

        copy = request.copy()

        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.answer or copy.deadline or copy.round_ids)
        self.assertNotEqual(copy.name, request.name)
