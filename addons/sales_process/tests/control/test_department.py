from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestDepartment(DealCommon):
    """A head sets the terms and limits of his own department, and nothing else."""

    def test_head_sets_his_department(self):
        view = "sales_process.crm_team_view_form_department"
        with Form(self.team.with_user(self.head), view) as form:
            form.triage_hours = "09:30"
            form.approval_discount = 12
            form.inflow_min = 3
            form.claim_days = 4
            form.feedback_sample = 5
        self.assertEqual(self.team.triage_hours, "09:30")
        self.assertEqual(self.team.approval_discount, 12)
        self.assertEqual(self.team.feedback_sample, 5)

    def test_each_field_of_the_head_is_writable(self):
        team = self.team.with_user(self.head)
        for name in team._get_head_fields():
            with self.subTest(field=name):
                team.write({name: team[name]})

    def test_head_changes_nothing_else(self):
        team = self.team.with_user(self.head)
        for values in (
            {"name": "Mine"},
            {"user_id": self.salesperson.id},
            {"member_ids": [(4, self.stranger.id)]},
            {"is_department": False},
            {"company_id": False},
            {"approval_discount": 5, "active": False},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                team.write(values)
        with self.assertRaises(AccessError):
            team.unlink()
        with self.assertRaises(AccessError):
            self.env["crm.team"].with_user(self.head).create({"name": "New"})

    def test_other_departments_are_not_his(self):
        for user, team in (
            (self.head, self.other_team),
            (self.other_head, self.team),
            (self.salesperson, self.team),
            (self.planner, self.team),
            (self.accountant, self.team),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                team.with_user(user).write({"claim_days": 1})

    def test_a_director_changes_all(self):
        self.head.group_ids += self.env.ref("sales_process.group_director")
        self.other_team.with_user(self.head).write({"name": "Heat", "claim_days": 2})
        self.assertEqual(self.other_team.name, "Heat")

    def test_stages_of_other_departments_are_not_his(self):
        variant = self.env["crm.stage"].create(
            {
                "name": "Heat only",
                "kind": "selection",
                "team_ids": [(6, 0, self.other_team.ids)],
                "requirement_ids": [
                    (0, 0, {"type": "check", "check": "assigned", "when": "leave",
                            "message": "Name the salesperson"})
                ],
            }
        )  # fmt: skip
        rule = variant.requirement_ids
        for record, values in (
            (variant, {"sla_hours": 3}),
            (rule, {"message": "Another"}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.head).write(values)
            record.with_user(self.other_head).write(values)
        with self.assertRaises(AccessError):
            rule.with_user(self.head).unlink()
        with self.assertRaises(AccessError):
            rule.with_user(self.head).create(
                {"stage_id": variant.id, "type": "check", "check": "contact",
                 "when": "leave", "message": "A phone"}
            )  # fmt: skip
        shared = self.env.ref("sales_process.stage_selection")
        shared.with_user(self.head).sla_hours = 72
        self.assertEqual(shared.sla_hours, 72)

    def test_departments_of_others_are_not_put_into_his_stages(self):
        own = (
            self.env["crm.stage"]
            .with_user(self.head)
            .create(
                {
                    "name": "Vacuum only",
                    "kind": "selection",
                    "sequence": 125,
                    "team_ids": [(6, 0, self.team.ids)],
                }
            )
        )
        for change in (
            lambda: own.write({"team_ids": [(4, self.other_team.id)]}),
            lambda: (
                self.env.ref("sales_process.stage_selection")
                .with_user(self.head)
                .write({"team_ids": [(3, self.other_team.id)]})
            ),
        ):
            with self.subTest(change=change):
                self.assertRefused([self.other_team.name, "director"], change)
        with self.assertRaises(AccessError):
            own.copy({"team_ids": [(6, 0, self.other_team.ids)]})
        own.team_ids = [(3, self.team.id)]
        self.assertFalse(own.team_ids)

    def test_a_version_without_a_foreign_stage_does_not_take_it_out(self):
        self.env.cr.flush()
        before = self.env["sales.process.version"].sudo().search([], limit=1)
        foreign = self.env["crm.stage"].create(
            {
                "name": "Heat only",
                "kind": "selection",
                "sequence": 125,
                "team_ids": [(6, 0, self.other_team.ids)],
            }
        )
        self.env.cr.flush()
        self.assertRefused(
            ["Heat only", "other heads"], before.with_user(self.head).action_restore
        )
        self.assertTrue(foreign.exists())

    def test_a_restored_version_leaves_foreign_stages_alone(self):
        variant = self.env["crm.stage"].create(
            {
                "name": "Heat only",
                "kind": "selection",
                "sequence": 125,
                "team_ids": [(6, 0, self.other_team.ids)],
            }
        )
        self.env.cr.flush()
        versions = self.env["sales.process.version"].sudo()
        before = versions.search([], limit=1)
        shared = self.env.ref("sales_process.stage_selection")
        shared.with_user(self.head).sla_hours = 33
        self.env.cr.flush()

        before.with_user(self.head).action_restore()
        self.assertNotEqual(shared.sla_hours, 33)

        variant.with_user(self.other_head).sla_hours = 44
        self.env.cr.flush()
        self.assertRefused(
            ["Heat only", "other heads"], before.with_user(self.head).action_restore
        )
        before.with_user(self.other_head).action_restore()
        self.assertNotEqual(variant.sla_hours, 44)
