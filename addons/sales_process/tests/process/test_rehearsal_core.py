from collections import Counter
from datetime import datetime, timedelta

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ...tools.intake.working_time import WorkingTime
from ...tools.process.facts import holds
from ...tools.process.rehearsal import Department, PastStay, Witness, rehearse
from ...tools.process.rules import Process, Requirement, StageRules, Task

MONDAY = datetime(2026, 3, 2, 9)
NOW = datetime(2026, 4, 1, 9)
TYPES = {"expected_revenue": "monetary", "city": "char", "need": "text",
         "date_deadline": "date", "user_id": "many2one", "type": "selection",
         "without_offer": "boolean"}  # fmt: skip


@tagged("post_install", "-at_install")
class TestFacts(TransactionCase):
    """Conditions on kept values; what is not kept is asked of the deal of today."""

    def _holds(self, condition, facts, present=None):
        domain = Domain([condition]).optimize(self.env["crm.lead"])

        def ask(_condition):
            if present is None:
                raise AssertionError("the kept values say it")
            return present

        return holds(domain, facts, TYPES, ask)

    def test_kept_values(self):
        facts = {
            "expected_revenue": 100.0,
            "city": "Izhevsk",
            "need": True,
            "date_deadline": "2026-03-10",
            "user_id": 7,
            "type": "lead",
        }
        for condition, answer in (
            (("expected_revenue", ">", 99), True),
            (("expected_revenue", ">", 100), False),
            (("expected_revenue", "<=", 100), True),
            (("expected_revenue", "=", 0), False),
            (("city", "=", "Izhevsk"), True),
            (("city", "!=", "Izhevsk"), False),
            (("city", "ilike", "IZH"), True),
            (("city", "like", "IZH"), False),
            (("city", "not ilike", "moscow"), True),
            (("need", "!=", False), True),
            (("need", "=", False), False),
            (("date_deadline", ">", "2026-03-09"), True),
            (("date_deadline", "<", "2026-03-10"), False),
            (("user_id", "=", 7), True),
            (("user_id", "in", [8, 9]), False),
            (("type", "in", ["lead", "opportunity"]), True),
            (("without_offer", "=", True), False),
            (("without_offer", "=", False), True),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self._holds(condition, facts), answer)

    def test_empty_values(self):
        for condition, answer in (
            (("expected_revenue", ">", 0), False),
            (("expected_revenue", "<", 1), True),
            (("expected_revenue", "=", 0), True),
            (("city", "=", False), True),
            (("city", "!=", False), False),
            (("user_id", "=", False), True),
            (("date_deadline", "<", "2030-01-01"), False),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self._holds(condition, {}), answer)

    def test_what_is_not_kept_is_asked_of_today(self):
        for condition in (
            ("tag_ids", "=", False),
            ("partner_id.city", "=", "X"),
            ("need", "ilike", "pump"),
            ("date_deadline", ">", "today"),
            ("city", "ilike", "a%b"),
        ):
            for present in (True, False):
                with self.subTest(condition=condition, present=present):
                    self.assertEqual(
                        self._holds(condition, {"need": True}, present), present
                    )

    def test_several_conditions(self):
        leads = self.env["crm.lead"]
        domain = Domain(
            ["|", ("city", "=", "A"), "&", ("city", "=", "B"),
             "!", ("expected_revenue", ">", 5)]
        ).optimize(leads)  # fmt: skip
        for facts, answer in (
            ({"city": "A"}, True),
            ({"city": "B"}, True),
            ({"city": "B", "expected_revenue": 6.0}, False),
            ({}, False),
        ):
            with self.subTest(facts=facts):
                self.assertEqual(holds(domain, facts, TYPES, lambda c: False), answer)


@tagged("post_install", "-at_install")
class TestRehearsalCore(TransactionCase):
    """Stays, rules and a clock in; what would have happened out."""

    def setUp(self):
        super().setUp()
        self.steps = {}
        self.since = {}
        self.clock = WorkingTime(
            [
                (day.replace(hour=9), day.replace(hour=17))
                for offset in range(200)
                if (day := datetime(2026, 1, 1) + timedelta(days=offset)).weekday() < 5
            ]
        )

    def _domain(self, *conditions):
        return Domain(list(conditions)).optimize(self.env["crm.lead"])

    def _stay(self, hours_out=None, **values):
        """A stay in stage 1 of three that ended so many working hours later."""
        end = hours_out is not None and self.clock.plan(MONDAY, hours_out * 60)
        return PastStay(
            **{
                "id": 1, "lead_id": 1, "team_id": 1, "stage_id": 1, "user_id": 5,
                "date_in": MONDAY, "date_out": end or None,
                "outcome": "moved" if end else "", "next_stage_id": 3 if end else 0,
                **values,
            }
        )  # fmt: skip

    def _try(self, stay, first=None, second=None):
        stages = (
            StageRules(1, 10, "qualification", name="One", **(first or {})),
            StageRules(2, 20, "selection", name="Two", **(second or {})),
            StageRules(3, 30, "stock", name="Three", is_won=True),
        )
        witness = Witness(
            TYPES,
            lambda lead_id, condition: False,
            lambda lead_id, name: False,
            lambda check, stay: self.since.get(check),
            lambda lead_id, moment: self.steps.get(lead_id, False),
        )
        department = Department(Process(stages), self.clock, 8)
        outcomes = rehearse([stay], {1: department}, witness, NOW)
        self.assertEqual(len(outcomes), 1)
        return outcomes[0]

    def _rule(self, rule_id=9, when="leave", **values):
        return {"requirements": (Requirement(rule_id, when, **values),)}

    def test_missing_field(self):
        rule = self._rule(kind="field", field="city")

        stopped = self._try(self._stay(1), rule)
        passed = self._try(self._stay(1, facts_out={"city": "A"}), rule)

        self.assertEqual(stopped.missing, [(1, 9)])
        self.assertEqual(passed.missing, [])

    def test_rules_of_stages_that_were_passed_over(self):
        rule = self._rule(kind="domain", domain=self._domain(("city", "=", "A")))

        outcome = self._try(self._stay(1), second=rule)

        self.assertEqual(outcome.missing, [(2, 9)])
        self.assertEqual(outcome.through, [2])

    def test_stage_that_is_for_others_asks_nothing(self):
        rule = self._rule(kind="field", field="city")
        rule["applies"] = self._domain(("without_offer", "=", True))

        outcome = self._try(self._stay(1), second=rule)

        self.assertEqual((outcome.missing, outcome.through), ([], []))

    def test_rule_for_other_deals(self):
        rule = self._rule(
            kind="field", field="city", only=self._domain(("type", "=", "lead"))
        )
        self.assertEqual(self._try(self._stay(1), rule).missing, [])
        lead = self._stay(1, facts_out={"type": "lead"})
        self.assertEqual(self._try(lead, rule).missing, [(1, 9)])

    def test_documents_count_from_their_date(self):
        rule = self._rule(kind="check", check="paid")
        stay = self._stay(8)
        for since, missing in (
            (None, [(1, 9)]),
            (datetime.min, []),
            (stay.date_out, []),
            (stay.date_out + timedelta(seconds=1), [(1, 9)]),
        ):
            with self.subTest(since=since):
                self.since["paid"] = since
                self.assertEqual(self._try(stay, rule).missing, missing)

    def test_next_step(self):
        self.assertEqual(
            self._try(self._stay(1), {"require_next_step": True}).missing, [(1, 0)]
        )
        self.steps[1] = True
        self.assertEqual(
            self._try(self._stay(1), {"require_next_step": True}).missing, []
        )

    def test_losses_and_ways_back_are_not_stopped(self):
        rule = self._rule(kind="field", field="city")
        for values in ({"outcome": "lost", "next_stage_id": 0}, {"outcome": "back"}):
            with self.subTest(values=values):
                self.assertEqual(self._try(self._stay(1, **values), rule).missing, [])

    def test_time_limit(self):
        limit = {"sla_hours": 8, "escalate_hours": 4, "escalate_next_hours": 2}
        for hours, late, level in (
            (8, 0, ""),
            (9, 1, ""),
            (12, 4, ""),
            (13, 5, "head"),
            (14, 6, "head"),
            (15, 7, "director"),
        ):
            with self.subTest(hours=hours):
                outcome = self._try(self._stay(hours), limit)
                self.assertEqual((outcome.late_hours, outcome.level), (late, level))

    def test_open_stay_is_late_until_now(self):
        outcome = self._try(self._stay(), {"sla_hours": 8})

        self.assertEqual(outcome.late_hours, self.clock.count(MONDAY, NOW) / 60 - 8)

    def test_tasks(self):
        def task(task_id, trigger, **values):
            return Task(task_id, trigger, **values)

        tasks = {
            "tasks": (
                task(1, "enter"),
                task(2, "enter", only=self._domain(("type", "=", "lead"))),
                task(3, "after", delay=4, delay_unit="hours"),
                task(4, "after", delay=1, is_repeated=True),
                task(5, "after", delay=9),
                task(6, "lost"),
            )
        }
        moved = self._try(self._stay(20), tasks)
        lost = self._try(self._stay(2, outcome="lost", next_stage_id=0), tasks)

        self.assertEqual(moved.tasks, Counter({1: 1, 3: 1, 4: 2}))
        self.assertEqual(lost.tasks, Counter({1: 1, 6: 1}))

    def test_won_task_is_for_the_first_stage_after_the_contract(self):
        stages = Process(
            (StageRules(3, 30, "stock", is_won=True, tasks=(Task(1, "won"),)),)
        )
        witness = Witness(TYPES, None, None, None, None)
        department = Department(stages, self.clock, 8)
        for before, times in ((False, 1), (True, 0)):
            stay = self._stay(1, stage_id=3, next_stage_id=0, comes_from_won=before)
            with self.subTest(before=before):
                outcome = rehearse([stay], {1: department}, witness, NOW)[0]
                self.assertEqual(outcome.tasks.total(), times)

    def test_stay_of_a_stage_that_is_gone_is_left_out(self):
        stay = self._stay(1, stage_id=77)
        department = Department(Process(()), self.clock, 8)

        self.assertEqual(rehearse([stay], {1: department}, None, NOW), [])
