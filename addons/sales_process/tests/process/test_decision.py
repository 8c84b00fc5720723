from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..process_common import MONDAY, ProcessCommon

HEAD = datetime(2026, 3, 4, 17)
NEXT_DAY = datetime(2026, 3, 5, 10)


@tagged("post_install", "-at_install")
class TestDecision(ProcessCommon):
    """The head decides about late deals and those he is called to; all of it is kept."""

    def _create_late(self):
        with freeze_time(MONDAY):
            deal = self._create_deal()
        with freeze_time(HEAD):
            self._run_cron()
        return deal

    def _wizard(self, deal, user, kind, **values):
        return (
            self.env["crm.stage.decide"]
            .with_user(user)
            .create({"lead_ids": [(6, 0, deal.ids)], "kind": kind, **values})
        )

    def assertDecided(self, deal, kind):
        deal = deal.sudo()  # it may be somebody else's now
        self.assertFalse(deal.escalation_state)
        self.assertFalse(self._get_tasks(deal, "decide"))
        self.assertEqual(deal.decision_ids[0].kind, kind)
        self.assertEqual(deal.decision_ids[0].user_id, self.head)
        self.assertTrue(deal.log_ids.filtered("decision"))

    def test_one_click_gives_days(self):
        deal = self._create_late()

        with freeze_time(NEXT_DAY):
            deal.with_user(self.head).action_more_time(3)

        self.assertDecided(deal, "more_time")
        # three days of eight hours from Thursday 10:00
        self.assertEqual(deal.stage_deadline, datetime(2026, 3, 10, 10))
        row = deal.stage_log_id
        self.assertEqual((row.escalation, row.is_reminded), (0, False))
        self.assertEqual(row.next_due, datetime(2026, 3, 9, 14))
        decision = deal.decision_ids
        self.assertEqual(decision.cause, "late")
        self.assertEqual(decision.deadline_before, datetime(2026, 3, 3, 17))
        self.assertEqual(decision.waited_hours, 1)
        with freeze_time(datetime(2026, 3, 11, 10)):
            self._run_cron()
        self.assertEqual(deal.escalation_state, "late")

    def test_more_time_until_a_moment(self):
        deal = self._create_late()
        with freeze_time(NEXT_DAY):
            wizard = self._wizard(deal, self.head, "more_time", comment="Fair")
            wizard.deadline = datetime(2026, 3, 20, 12)
            wizard.action_apply()

            late = self._wizard(deal, self.head, "more_time")
            late.deadline = datetime(2026, 3, 1)
            self.assertRefused(["to come"], late.action_apply)

        self.assertEqual(deal.stage_deadline, datetime(2026, 3, 20, 12))
        self.assertIn("Fair", deal.stage_log_id.decision)

    def test_head_takes_over(self):
        deal = self._create_late()

        with freeze_time(NEXT_DAY):
            deal.with_user(self.head).action_take_over()

        self.assertDecided(deal, "take_over")
        deal = deal.sudo()
        self.assertEqual(deal.user_id, self.head)
        self.assertEqual(deal.decision_ids.user_before_id, self.salesperson)
        self.assertEqual(deal.stage_deadline, datetime(2026, 3, 9, 10))

    def test_reassign(self):
        deal = self._create_late()
        with freeze_time(NEXT_DAY):
            wizard = self._wizard(deal, self.head, "reassign")
            names = [person["name"] for person in wizard.people]
            self.assertIn(self.colleague.name, names)
            self.assertRefused(["Choose a salesperson"], wizard.action_apply)
            wizard.user_id = self.other_head
            self.assertRefused(["Choose a salesperson"], wizard.action_apply)
            wizard.user_id = self.colleague
            wizard.action_apply()

        self.assertDecided(deal, "reassign")
        self.assertEqual(deal.sudo().user_id, self.colleague)
        self.assertEqual(deal.sudo().team_id, self.team)

    def test_let_go(self):
        deal = self._create_late()
        action = deal.with_user(self.head).action_let_go()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"lost_reason_id": self.lost_reason.id})
        )
        self.assertRefused(["competitor"], wizard.action_lost_reason_apply)
        wizard.competitor_id = self.competitor

        wizard.action_lost_reason_apply()

        self.assertEqual(deal.won_status, "lost")
        self.assertDecided(deal, "let_go")

    def test_won_deal_is_not_let_go(self):
        deal = self._create_deal()
        deal.stage_id = self.env.ref("sales_process.stage_stock")

        self.assertRefused(
            ["cancel the contract"], deal.with_user(self.head).action_let_go
        )

    def test_nobody_else_decides(self):
        deal = self._create_late()
        for user in (self.salesperson, self.other_head, self.planner, self.stranger):
            for call in ("action_more_time", "action_take_over", "action_let_go"):
                with (
                    self.subTest(user=user.login, call=call),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    getattr(deal.with_user(user), call)()
        for user in (self.salesperson, self.other_head):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._wizard(deal, user, "more_time").action_apply()
        self.assertEqual(deal.escalation_state, "late")

    def test_one_click_decides_once(self):
        deal = self._create_late()
        deal.with_user(self.head).action_more_time(1)
        deadline = deal.stage_deadline

        self.assertRefused(
            ["does not wait for a decision any more"],
            deal.with_user(self.head).action_more_time,
        )
        self.assertRefused(
            ["does not wait for a decision any more"],
            deal.with_user(self.head).action_take_over,
        )
        self.assertEqual(len(deal.decision_ids), 1)
        self.assertEqual(deal.stage_deadline, deadline)
        self.assertEqual(deal.user_id, self.salesperson)

    def test_decisions_are_never_changed(self):
        deal = self._create_late()
        deal.with_user(self.head).action_more_time(1)
        decision = deal.decision_ids

        for user in (self.salesperson, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                decision.with_user(user).write({"comment": "x"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                decision.with_user(user).unlink()
        with self.assertRaises(UserError):
            decision.sudo().unlink()

    def test_decisions_are_seen_as_the_deal(self):
        deal = self._create_late()
        deal.with_user(self.head).action_more_time(1)
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.planner, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user=user.login):
                found = deal.decision_ids.with_user(user).search(
                    [("id", "=", deal.decision_ids.id)]
                )
                self.assertEqual(bool(found), sees)

    # ---- calling the head ----------------------------------------------------------

    def test_salesperson_calls_the_head(self):
        deal = self._create_deal()
        wizard = self._wizard(deal, self.salesperson, "call")
        self.assertRefused(["Write what"], wizard.action_apply)
        wizard.comment = "He wants a discount of 40 %"

        wizard.action_apply()

        self.assertEqual(deal.escalation_state, "called")
        task = self._get_tasks(deal, "call_head")
        self.assertEqual(task.user_id, self.head)
        self.assertIn("discount", task.summary)
        panel = deal.with_user(self.head).process_panel
        self.assertTrue(panel["decision"]["can_decide"])
        self.assertIn("discount", panel["decision"]["reason"])
        self.assertFalse(
            deal.with_user(self.salesperson).process_panel["decision"]["can_decide"]
        )

    def test_head_answers(self):
        deal = self._create_deal()
        self._wizard(deal, self.salesperson, "call", comment="Help").action_apply()
        wizard = self._wizard(deal, self.head, "answer")
        self.assertRefused(["Write the answer"], wizard.action_apply)
        wizard.comment = "Give 10 %"

        wizard.action_apply()

        self.assertFalse(deal.escalation_state)
        self.assertFalse(self._get_tasks(deal, "call_head"))
        self.assertEqual(deal.decision_ids.cause, "called")
        self.assertIn("Give 10 %", deal.decision_ids.comment)
        self.assertTrue(
            [n for n in self._get_notes(self.salesperson) if "answered" in n]
        )

    def test_moving_on_ends_the_waiting(self):
        deal = self._create_late()
        self.assertTrue(self._get_tasks(deal, "decide"))
        deal.stage_id = self.env.ref("sales_process.stage_stock")
        self.assertFalse(deal.escalation_state)
        self.assertFalse(deal.escalation_date)
        self.assertFalse(self._get_tasks(deal, "decide"))

    def test_a_call_for_help_outlives_the_stage(self):
        deal = self._create_late()
        self._wizard(deal, self.salesperson, "call", comment="Help").action_apply()
        self.assertEqual(deal.escalation_state, "late")

        deal.stage_id = self.env.ref("sales_process.stage_stock")

        self.assertEqual(deal.escalation_state, "called")
        self.assertEqual(deal.escalation_reason, "Help")
        self.assertFalse(self._get_tasks(deal, "decide"))
        self.assertTrue(self._get_tasks(deal, "call_head"))
        self._wizard(deal, self.head, "answer", comment="Here").action_apply()
        self.assertFalse(deal.escalation_state)
        self.assertFalse(deal.escalation_reason)

    def test_form_of_letting_through_says_what_is_missing(self):
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.selection.id,
                "type": "check",
                "check": "order_confirmed",
                "when": "leave",
                "message": "Confirm the order",
            }
        )
        self.env.cr.flush()
        deal = self._create_deal()
        form = Form(
            self.env["crm.stage.decide"]
            .with_user(self.head)
            .with_context(default_lead_ids=deal.ids, default_kind="override")
        )
        self.assertEqual(form.stage_id, self.env.ref("sales_process.stage_stock"))
        self.assertEqual(form.missing, "• Confirm the order")
        self.assertNotIn(
            self.env.ref("sales_process.stage_production"),
            form.allowed_stage_ids[:],
        )

    def test_department_without_a_head(self):
        self.team.user_id = False
        deal = self._create_deal()
        wizard = self._wizard(deal, self.salesperson, "call", comment="Help")

        self.assertRefused(["has no head"], wizard.action_apply)
