from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestWorkContent(WorkCommon):
    """Checks, measurements and defects: what has to be there to finish a work."""

    def _measure(self, **values):
        return (0, 0, {"name": "Pressure", **values})

    def test_everything_that_is_missing_is_named_at_once(self):
        work = self._create_work(
            check_ids=[(0, 0, {"name": "Test run"}), (0, 0, {"name": "Tightness"})],
            measure_ids=[self._measure(), self._measure(name="Speed")],
        )

        self.assertRefused(
            ["Test run", "Tightness", "Pressure", "Speed", work.name],
            work.action_done,
        )
        self.assertEqual(work.state, "draft")

    def test_a_measurement_is_filled_by_a_number_zero_too_or_by_words(self):
        work = self._create_work(measure_ids=[self._measure()])
        measure = work.measure_ids

        for values, filled in (
            ({"value": 2.5}, True),
            ({"value": False}, False),
            ({"value": 0.0}, True),
            ({"value": False}, False),
            ({"value_text": "no leak"}, True),
        ):
            with self.subTest(values=values):
                measure.write(values)
                self.assertEqual(measure.is_filled, filled)

    def test_limits_decide_whether_it_is_good(self):
        limits = {"has_min": True, "value_min": 1, "has_max": True, "value_max": 5}
        work = self._create_work(measure_ids=[self._measure(**limits)])
        measure = work.measure_ids
        self.assertEqual(measure.required_text, "1 … 5")
        self.assertFalse(measure.is_ok)

        for value, good in ((1, True), (5, True), (0, False), (5.1, False)):
            with self.subTest(value=value):
                measure.value = value
                measure.has_value = True
                self.assertIs(measure.is_ok, good)

    def test_limits_do_not_cross(self):
        with self.assertRaises(ValidationError):
            self._create_work(
                measure_ids=[
                    self._measure(has_min=True, value_min=5, has_max=True, value_max=1)
                ]
            )

    def test_a_measurement_that_is_not_obligatory_may_stay_empty(self):
        work = self._create_work(measure_ids=[self._measure(is_required=False)])

        work.action_done()

        self.assertEqual(work.state, "done")

    def test_what_is_bad_is_explained_by_a_note_or_a_defect(self):
        bad_check = {"check_ids": [(0, 0, {"name": "Test run", "answer": "no"})]}
        bad_value = {"measure_ids": [self._measure(has_max=True, value_max=1, value=2)]}
        for values in (bad_check, bad_value):
            for explained in ("note", "defect"):
                with self.subTest(values=values, explained=explained):
                    work = self._create_work(**values)
                    self.assertRefused(["a defect or a note"], work.action_done)
                    if explained == "note":
                        (work.check_ids or work.measure_ids).note = "Accepted so"
                    else:
                        work.defect_ids = [(0, 0, {"name": "It leaks"})]
                    work.action_done()
                    self.assertEqual(work.state, "done")

    def test_one_defect_does_not_explain_two_failures(self):
        work = self._create_work(
            check_ids=[
                (0, 0, {"name": "Run", "answer": "no"}),
                (0, 0, {"name": "Leak", "answer": "no"}),
            ],
            defect_ids=[(0, 0, {"name": "Bearing"})],
        )

        self.assertRefused(["Run", "Leak"], work.action_done)

    def test_serial_numbers_are_named_in_the_refusal(self):
        lot = self._create_lot("SN-77")
        work = self._create_work(
            check_ids=[(0, 0, {"name": "Test run", "lot_id": lot.id})]
        )

        self.assertRefused(["Test run (SN-77)"], work.action_done)

    def test_the_first_line_says_what_is_next(self):
        work = self._create_work(engineer_id=False, date_planned=False)
        self.assertIn("the planned date", work.next_text)
        self.assertIn("the engineer", work.next_text)

        work.write(
            {"engineer_id": self.engineer.id, "date_planned": fields.Datetime.now()}
        )
        self.assertIn("Plan", work.next_text)
        work.action_plan()
        self.assertIn("Planned for", work.next_text)
        work.check_ids = [(0, 0, {"name": "Test run"})]
        work.action_start()
        self.assertIn("Test run", work.next_text)
        work.check_ids.answer = "yes"
        self.assertIn("Works are done", work.next_text)
        work.action_done()
        self.assertIn("Send the act", work.next_text)
        work._refuse("Client", "It leaks")
        self.assertIn("It leaks", work.next_text)
        work.action_done()
        work._sign("Client", False)
        self.assertIn("signed", work.next_text)

    def test_the_next_line_of_the_other_states(self):
        work = self._create_work()
        work.action_cancel()
        self.assertIn("cancelled", work.next_text)
        certification = self._create_certification()
        certification.action_done()
        self.assertIn("Certified until", certification.next_text)
        unfit = self._create_certification(result="unfit", failure_reason="Too hot")
        unfit.action_done()
        self.assertIn("Too hot", unfit.next_text)

    def test_form_shows_the_engineer_his_checks(self):
        work = self._create_work(check_ids=[(0, 0, {"name": "Test run"})])

        with Form(work.with_user(self.engineer)) as form, form.check_ids.edit(0) as row:
            row.answer = "yes"

        self.assertEqual(work.check_ids.answer, "yes")

    # ---- defects -------------------------------------------------------------------

    def test_a_defect_with_a_term_is_a_task_of_its_responsible(self):
        term = fields.Date.today() + timedelta(days=10)
        work = self._create_work()

        work.defect_ids = [(0, 0, {"name": "It leaks", "deadline": term})]

        task = work.activity_ids
        self.assertEqual(
            (task.user_id, task.date_deadline, task.summary),
            (self.engineer, term, "It leaks"),
        )

    def test_the_task_follows_the_defect(self):
        today = fields.Date.today()
        work = self._create_work(
            defect_ids=[(0, 0, {"name": "It leaks", "deadline": today})]
        )
        defect = work.defect_ids

        defect.write(
            {
                "deadline": today + timedelta(days=3),
                "responsible_id": self.salesperson.id,
            }
        )
        self.assertEqual(work.activity_ids.user_id, self.salesperson)
        self.assertEqual(work.activity_ids.date_deadline, today + timedelta(days=3))
        defect.deadline = False
        self.assertFalse(work.activity_ids)
        defect.deadline = today
        self.assertEqual(len(work.activity_ids), 1)
        defect.action_fix()
        self.assertFalse(work.activity_ids)
        self.assertTrue(defect.date_fixed)
        defect.action_reopen()
        self.assertEqual(len(work.activity_ids), 1)
        defect.unlink()
        self.assertFalse(work.activity_ids)

    def test_a_defect_is_fixed_once(self):
        work = self._create_work(defect_ids=[(0, 0, {"name": "It leaks"})])
        work.defect_ids.action_fix()

        self.assertRefused(["fixed already"], work.defect_ids.action_fix)

    def test_late_defects_are_found(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        work = self._create_work(
            defect_ids=[
                (0, 0, {"name": "Late", "deadline": yesterday}),
                (0, 0, {"name": "Fixed", "deadline": yesterday, "state": "fixed"}),
                (0, 0, {"name": "Without a term"}),
            ]
        )
        defects = self.env["equipment.work.defect"]
        mine = [("work_id", "=", work.id)]

        self.assertEqual(
            defects.search([*mine, ("is_late", "=", True)]).mapped("name"), ["Late"]
        )
        self.assertEqual(len(defects.search([*mine, ("is_late", "=", False)])), 2)
        self.assertEqual(work.open_defect_count, 2)
