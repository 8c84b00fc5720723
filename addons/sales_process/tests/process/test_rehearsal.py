from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..process_common import MONDAY, ProcessCommon

END = datetime(2026, 4, 30, 12)


@tagged("post_install", "-at_install")
class TestRehearsal(ProcessCommon):
    """Changed rules on a history of twelve deals; the numbers are counted anew here.

    Deal n entered the selection n working days after Monday at 9:00 and stayed there
    for 4 * n working hours; deals 3, 6, 9 and 12 had no application area when they
    left, deals 5 and 10 were lost, 11 is still there, deals of even number have a
    budget of 1000.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.env.ref("sales_process.stage_stock")
        # only the selection has a limit: the other stays are none of these tests'
        cls.stock.write({"auto_leave": False, "sla_hours": 0})
        cls.env.cr.flush()
        cls.area = cls.env["sales.application.area"].create({"name": "Space"})
        cls.times = {}
        maker = cls("run_nothing")
        for number in range(1, 13):
            cls.times[number] = maker._make_deal(number)

    def run_nothing(self):
        """The fixture is made with the verbs of an instance."""

    def _make_deal(self, number):
        clock = self._clock()
        begun = clock.plan(MONDAY, 480 * number)
        left = clock.plan(begun, 240 * number)
        with freeze_time(begun):
            deal = self._create_deal(
                name=f"Deal {number}",
                expected_revenue=0 if number % 2 else 1000,
                application_area_id=False if number % 3 == 0 else self.area.id,
            )
        if number == 11:
            return begun, None, deal
        with freeze_time(left):
            if number % 5 == 0:
                self._lose(deal)
            else:
                deal.stage_id = self.stock
        # what comes later does not change what was then
        deal.application_area_id = self.area
        return begun, left, deal

    def _rehearse(self, values, user=None, months=6):
        with freeze_time(END):
            action = self.selection.with_user(user or self.head).action_rehearse(values)
            rehearsal = self.env["sales.process.rehearsal"].browse(action["res_id"])
            rehearsal = rehearsal.with_user(user or self.head)
            if months != 6:
                rehearsal.months = months
                rehearsal.action_run()
        return rehearsal

    def _figures(self, rehearsal, kind):
        figure = rehearsal.figure_ids.filtered(lambda one: one.kind == kind)
        return figure.deals_before, figure.deals_after

    # ---- counted apart from the program --------------------------------------------

    def _worked(self, start, end):
        """Working hours, counted hour by hour."""
        hours, moment = 0, start
        while moment < end:
            hours += moment.weekday() < 5 and 9 <= moment.hour < 17
            moment += timedelta(hours=1)
        return hours

    def _late(self, limit, extra=0):
        return [
            number
            for number, (begun, left, _deal) in self.times.items()
            if self._worked(begun, left or END) > limit + extra
        ]

    def test_late_and_escalated(self):
        rehearsal = self._rehearse({"sla_hours": 24, "escalate_hours": 10})

        self.assertEqual(
            self._figures(rehearsal, "late"),
            (len(self._late(16)), len(self._late(24))),
        )
        self.assertEqual(
            self._figures(rehearsal, "escalated"),
            (len(self._late(16, 8)), len(self._late(24, 10))),
        )
        self.assertEqual(
            self._figures(rehearsal, "director"),
            (len(self._late(16, 16)), len(self._late(24, 18))),
        )
        listed = rehearsal.line_ids.filtered(lambda line: line.kind == "late")
        late = {self.times[number][2] for number in self._late(24)}
        self.assertEqual(set(listed.lead_id), late)
        for line in listed:
            begun, left, _deal = next(
                times for times in self.times.values() if times[2] == line.lead_id
            )
            self.assertEqual(line.late_hours, self._worked(begun, left or END) - 24)

    def test_stopped_by_what_was_missing_then(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "application_area_id")
        rehearsal = self._rehearse(
            {
                "requirement_ids": [
                    (0, "virtual_1", {"type": "field", "field_id": field.id,
                                      "when": "leave", "message": "Choose the area"})
                ]
            }
        )  # fmt: skip

        moved = [n for n in self.times if n % 5 and n != 11]
        stopped = [n for n in moved if n % 3 == 0]
        self.assertEqual(self._figures(rehearsal, "stopped"), (0, len(stopped)))
        lines = rehearsal.line_ids.filtered(lambda line: line.kind == "stopped")
        self.assertEqual(
            sorted(lines.lead_id.mapped("name")),
            sorted(f"Deal {n}" for n in stopped),
        )
        self.assertEqual(set(lines.mapped("what")), {"Choose the area"})

    def test_stopped_by_a_condition(self):
        rehearsal = self._rehearse(
            {
                "requirement_ids": [
                    (0, "virtual_1", {"type": "domain", "when": "leave",
                                      "domain": "[('expected_revenue', '>', 500)]",
                                      "message": "Write the budget"})
                ]
            }
        )  # fmt: skip

        stopped = [n for n in self.times if n % 5 and n != 11 and n % 2]
        self.assertEqual(self._figures(rehearsal, "stopped"), (0, len(stopped)))

    def test_tasks_of_each_person(self):
        call = self.env.ref("mail.mail_activity_data_call").id
        rehearsal = self._rehearse(
            {
                "task_ids": [
                    (0, "virtual_1", {"trigger": "enter", "summary": "Call",
                                      "activity_type_id": call}),
                    (0, "virtual_2", {"trigger": "after", "delay": 1, "summary": "Ask",
                                      "is_repeated": True, "responsible": "head",
                                      "activity_type_id": call}),
                    (0, "virtual_3", {"trigger": "lost", "summary": "Check",
                                      "responsible": "user",
                                      "user_id": self.engineer.id,
                                      "activity_type_id": call}),
                ]
            }
        )  # fmt: skip

        asked = sum(
            self._worked(begun, left or END) // 8
            for begun, left, _deal in self.times.values()
        )
        # the qualification gives its tasks as well, with the rules of today as well
        counted = {
            line.user_id: (line.tasks_after - line.tasks_before)
            for line in rehearsal.task_ids
        }
        self.assertEqual(counted[self.salesperson], len(self.times))
        self.assertEqual(counted[self.head], asked)
        self.assertEqual(
            counted[self.engineer], len([n for n in self.times if n % 5 == 0])
        )

    def test_stage_that_is_for_fewer_deals(self):
        rehearsal = self._rehearse({"apply_domain": "[('expected_revenue', '>', 500)]"})

        skipped = [n for n in self.times if n % 2]
        self.assertEqual(self._figures(rehearsal, "skipped"), (0, len(skipped)))

    def test_nothing_is_saved(self):
        data = self.env["sales.process.file"]._export()
        log = self.env["crm.stage.log"].search_count([])
        version = self.env["sales.process.version"].search_count([])

        self._rehearse({"sla_hours": 1, "name": "Changed"})

        self.env.cr.flush()
        self.assertEqual(self.env["sales.process.file"]._export(), data)
        self.assertEqual(self.env["crm.stage.log"].search_count([]), log)
        self.assertEqual(self.env["sales.process.version"].search_count([]), version)
        self.assertEqual(self.team._get_process().get(self.selection.id).sla_hours, 16)

    def test_change_that_cannot_be_saved_cannot_be_tried(self):
        for values in (
            {"apply_domain": "[('no_such', '=', 1)]"},
            {"apply_domain": "[('need', '=', False), ('need', '!=', False)]"},
            {"sla_hours": -1},
            {"sequence": 9999},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._rehearse(values)
        self.assertEqual(self.selection.sla_hours, 16)

    def test_new_stage_is_tried_before_it_is_made(self):
        with freeze_time(END):
            action = (
                self.env["crm.stage"]
                .with_user(self.head)
                .action_rehearse(
                    {
                        "name": "Contract",
                        "kind": "selection",
                        "sequence": self.selection.sequence + 1,
                        "team_ids": [(6, 0, self.team.ids)],
                    }
                )
            )
        rehearsal = self.env["sales.process.rehearsal"].browse(action["res_id"])

        moved = [n for n in self.times if n % 5 and n != 11]
        self.assertEqual(self._figures(rehearsal, "through"), (0, len(moved)))
        self.assertFalse(self.env["crm.stage"].search([("name", "=", "Contract")]))

    def test_months(self):
        rehearsal = self._rehearse({"sla_hours": 24}, months=1)

        since = datetime(2026, 3, 30, 12)
        recent = [
            number
            for number, (_begun, left, _deal) in self.times.items()
            if left is None or left >= since
        ]
        late = [number for number in self._late(24) if number in recent]
        self.assertEqual(self._figures(rehearsal, "late")[1], len(late))
        rehearsal.months = 0
        with self.assertRaises(UserError):
            rehearsal.action_run()

    def test_earlier_version_and_file_are_tried_too(self):
        self.env["sales.process.version"]._keep()
        version = self.env["sales.process.version"].search([], limit=1)
        self.selection.sla_hours = 100
        self.env.cr.flush()

        with freeze_time(END):
            action = version.with_user(self.head).action_try()

        rehearsal = self.env["sales.process.rehearsal"].browse(action["res_id"])
        self.assertEqual(
            self._figures(rehearsal, "late"),
            (len(self._late(100)), len(self._late(16))),
        )
        self.assertIn("100.0 → 16.0", rehearsal.change_text)

    # ---- rights --------------------------------------------------------------------

    def test_only_heads_try(self):
        for user in (self.salesperson, self.planner, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rehearse({"sla_hours": 1}, user)

    def test_other_head_sees_none_of_these_deals(self):
        with freeze_time(END):
            action = self.selection.with_user(self.other_head).action_rehearse(
                {"sla_hours": 1}
            )
            rehearsal = (
                self.env["sales.process.rehearsal"]
                .with_user(self.other_head)
                .browse(action["res_id"])
            )
            rehearsal.team_id = self.team
            rehearsal.action_run()
        ours = {times[2] for times in self.times.values()}
        self.assertFalse(set(rehearsal.sudo().line_ids.lead_id) & ours)
        self.assertEqual(self._figures(rehearsal, "late"), (0, 0))

    def test_queries_do_not_grow_with_the_history(self):
        def count(since):
            history = self.env["sales.process.history"].with_user(self.head)
            process = self.team._get_process()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(END):
                outcomes = history._rehearse(process, self.team, since)
            return len(outcomes), self.env.cr.sql_log_count - before

        count(datetime(2026, 1, 1))
        few, queries_few = count(datetime(2026, 4, 1))
        many, queries_many = count(datetime(2026, 1, 1))
        self.assertGreater(many, few + 10)
        self.assertLessEqual(queries_many, queries_few + 3)
