from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import new_test_user, tagged

from ..phone_common import PhoneCommon
from ..work_common import SIGNATURE


@tagged("post_install", "-at_install")
class TestPhoneOperation(PhoneCommon):
    """An operation is applied once, by whom it belongs to, on a work that is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work = cls._create_phone_work()
        cls.check = cls.work.check_ids[0]
        cls.operations = cls.env["equipment.work.operation"]

    def _make_answer(self, value="yes", work=None, **values):
        work = work or self.work
        return self._make_operation(
            work,
            "check",
            **{
                "target": work.check_ids[0],
                "field": "answer",
                "value": value,
                "seen": "",
                **values,
            },
        )

    # ---- once ----------------------------------------------------------------------

    def test_the_same_operation_is_applied_once(self):
        add = self._make_operation(self.work, "defect_add", value={"name": "Leak"})

        first, second = self._apply(add), self._apply(add, add)

        self.assertEqual(second, first * 2)
        self.assertEqual(len(self.work.defect_ids), 1)
        row = self.operations.search([("uuid", "=", add["uuid"])])
        self.assertEqual(row.user_id, self.engineer)
        self.assertEqual(row.work_id, self.work)
        self.assertEqual(row.res_id, self.work.defect_ids.id)

    def test_a_repetition_does_not_undo_what_came_later(self):
        operation = self._make_answer("yes")
        self._apply(operation)
        self.check.answer = "no"

        (result,) = self._apply(operation)

        self.assertDone(result)
        self.assertEqual(self.check.answer, "no")

    def test_a_conflict_is_repeated_as_it_was(self):
        self.check.answer = "no"
        operation = self._make_answer("yes")
        first = self._apply(operation)
        self.check.answer = False

        self.assertEqual(self._apply(operation), first)
        self.assertFalse(self.check.answer)

    def test_the_uuid_of_somebody_else_tells_nothing(self):
        operation = self._make_answer()
        self._apply(operation)
        free = self._create_phone_work(engineer_id=False)

        (result,) = self._apply(
            {**self._make_answer(work=free), "uuid": operation["uuid"]},
            user=self.other_engineer,
        )

        self.assertConflict(result, "broken")
        self.assertFalse(free.check_ids[0].answer)

    def test_a_work_that_is_being_changed_is_tried_again(self):
        operation = self._make_answer()
        with patch.object(
            self.env.registry["equipment.work"],
            "lock_for_update",
            side_effect=LockError("x"),
        ):
            (result,) = self._apply(operation)
        self.assertEqual(result["status"], "busy")
        self.assertFalse(self.operations.search([("uuid", "=", operation["uuid"])]))

        self.assertDone(self._apply(operation)[0])
        self.assertEqual(self.check.answer, "yes")

    def test_a_broken_operation_does_not_hold_up_the_others(self):
        other = self._create_phone_work()
        broken = (
            None,
            5,
            {},
            {"uuid": "x"},
            {**self._make_answer(), "uuid": "<script>"},
            {**self._make_answer(), "work": "1"},
            {**self._make_answer(), "work": True, "kind": None},
            {**self._make_answer(), "work": 10**12},
            {**self._make_answer(), "kind": "sign"},
            {**self._make_answer(), "kind": "__class__"},
            {**self._make_answer(), "value": "maybe"},
        )

        results = self._apply(*broken, self._make_answer(work=other))

        for result in results[:-1]:
            self.assertConflict(result, "broken")
        self.assertDone(results[-1])
        self.assertEqual(other.check_ids[0].answer, "yes")

    def test_too_many_at_once_are_refused(self):
        works = self.env["equipment.work"].with_user(self.engineer)
        for operations in ([{}] * 101, "text", None):
            with self.subTest(size=len(operations or "")), self.assertRaises(UserError):
                works.phone_apply(operations)

    def test_the_answer_brings_the_work_as_it_is_now(self):
        works = self.env["equipment.work"].with_user(self.engineer)

        answer = works.phone_apply([self._make_answer()])

        (work,) = answer["works"]
        self.assertEqual(work["id"], self.work.id)
        self.assertEqual(work["checks"][0]["answer"], "yes")

    # ---- whose ---------------------------------------------------------------------

    def test_the_queue_of_another_person_is_not_sent(self):
        operation = self._make_answer(user=self.other_engineer.id)

        (result,) = self._apply(operation)

        self.assertEqual(result["status"], "user")
        self.assertFalse(self.check.answer)
        self.assertFalse(self.operations.search([("uuid", "=", operation["uuid"])]))

    def test_only_the_engineer_of_a_work_fills_it_in(self):
        (result,) = self._apply(self._make_answer(), user=self.other_engineer)

        self.assertConflict(result, "foreign", "somebody else")
        self.assertFalse(self.check.answer)

    def test_a_free_work_is_filled_in_by_any_engineer(self):
        free = self._create_phone_work(engineer_id=False)

        (result,) = self._apply(self._make_answer(work=free), user=self.other_engineer)

        self.assertDone(result)
        self.assertEqual(free.check_ids[0].answer, "yes")

    def test_who_is_no_engineer_sends_nothing(self):
        deal = self._create_deal()
        self.work.lead_id = deal
        director = new_test_user(
            self.env, "t_director", groups="sales_process.group_director"
        )
        for user in (
            self.salesperson,
            self.head,
            self.colleague,
            self.planner,
            self.accountant,
            self.stranger,
            director,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._apply(self._make_answer(), user=user)
        self.assertFalse(self.check.answer)

    def test_works_of_another_company_are_somebody_else_s(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.work.company_id = company

        (result,) = self._apply(self._make_answer())

        self.assertConflict(result, "foreign")
        self.assertFalse(self.check.answer)

    def test_operations_are_read_by_who_sent_them_and_by_the_director(self):
        self._apply(self._make_answer())
        director = new_test_user(
            self.env, "t_director", groups="sales_process.group_director"
        )
        for user, count in (
            (self.engineer, 1),
            (self.other_engineer, 0),
            (director, 1),
        ):
            with self.subTest(user=user.login):
                rows = self.operations.with_user(user)
                self.assertEqual(
                    rows.search_count([("work_id", "=", self.work.id)]), count
                )
        for user in (self.salesperson, self.head, self.planner, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.operations.with_user(user).search([])
        row = self.operations.search([("work_id", "=", self.work.id)])
        for user in (self.engineer, director):
            for access in ("write", "unlink", "create"):
                with self.subTest(user=user.login, access=access):
                    self.assertFalse(row.with_user(user).has_access(access))

    # ---- open ----------------------------------------------------------------------

    def test_a_work_that_is_over_is_not_changed(self):
        signed = self._create_work()
        signed.action_done()
        signed._sign("Client", SIGNATURE)
        cancelled = self._create_work()
        cancelled.action_cancel()
        for work, state in ((signed, "Signed"), (cancelled, "Cancelled")):
            for kind, values in (
                ("field", {"field": "remark", "value": "late"}),
                ("defect_add", {"value": {"name": "late"}}),
                ("start", {}),
                ("done", {}),
            ):
                with self.subTest(state=state, kind=kind):
                    result = self._send(work, kind, **values)
                    self.assertConflict(result, "closed", state)
            self.assertFalse(work.remark or work.defect_ids)

    def test_a_work_that_is_gone(self):
        work = self._create_phone_work(engineer_id=False)
        operation = self._make_answer(work=work)
        work.unlink()

        self.assertConflict(self._apply(operation)[0], "gone")

    # ---- tidying up ----------------------------------------------------------------

    def test_old_operations_of_works_that_are_over_are_forgotten(self):
        other = self._create_phone_work()
        self._apply(self._make_answer(), self._make_answer(work=other))
        rows = self.operations.search([("work_id", "in", (self.work | other).ids)])
        over = rows.filtered(lambda row: row.work_id == self.work)
        self.work.action_cancel()

        rows.date = fields.Datetime.now() - timedelta(days=89)
        self.operations._gc_operations()
        self.assertEqual(rows.exists(), rows)

        rows.date = fields.Datetime.now() - timedelta(days=91)
        self.operations._gc_operations()
        self.assertEqual(rows.exists(), rows - over)
