from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...tools.process.domain import DomainError, parse_domain
from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestStageRules(DealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage = cls.env.ref("sales_process.stage_selection")

    def _create_requirement(self, **values):
        return self.env["crm.stage.requirement"].create(
            {"stage_id": self.stage.id, "message": "Do it", **values},
        )

    def _get_missing_ids(self, deal):
        missing = deal._find_missing(deal._get_next_stages())
        return [item.requirement_id for item in missing[deal]]

    def test_domains_are_literals(self):
        leads = self.env["crm.lead"]

        for text in (
            "__import__('os').system('true')",
            "[('no_such_field', '=', 1)]",
            "[('need', '=', user.id)]",
            "[(",
            "42",
        ):
            with self.subTest(text=text), self.assertRaises(DomainError):
                parse_domain(leads, text)
        for text in ("", "[]", "[('need', '!=', False)]"):
            with self.subTest(text=text):
                self.assertIsNotNone(parse_domain(leads, text))

    def test_wrong_condition_is_refused_when_saved(self):
        with self.assertRaises(ValidationError):
            self.stage.apply_domain = "[('no_such_field', '=', 1)]"
        with self.assertRaises(ValidationError):
            self._create_requirement(type="domain", domain="[('no_such', '=', 1)]")
        with self.assertRaises(ValidationError):
            self.stage.sla_hours = -1

    def test_requirement_of_each_type_stops_and_lets_go(self):
        deal = self._create_deal(expected_revenue=0)
        revenue = self.env["ir.model.fields"]._get("crm.lead", "expected_revenue")
        cases = [
            ({"type": "field", "field_id": revenue.id}, {"expected_revenue": 10}),
            (
                {"type": "domain", "domain": "[('expected_revenue', '>', 100)]"},
                {"expected_revenue": 200},
            ),
            ({"type": "check", "check": "contact"}, {"phone": "+7 999 000-00-01"}),
        ]
        self.client.write({"email": False, "phone": False})
        deal.write({"email_from": False, "phone": False})
        for values, cure in cases:
            with self.subTest(type=values["type"]):
                requirement = self._create_requirement(**values)
                self.assertIn(requirement.id, self._get_missing_ids(deal))

                deal.write(cure)

                self.assertNotIn(requirement.id, self._get_missing_ids(deal))

    def test_head_edits_the_process_and_nobody_below_him(self):
        values = {"stage_id": self.stage.id, "message": "x", "check": "contact"}
        values["type"] = "check"

        self.env["crm.stage.requirement"].with_user(self.head).create(values)
        self.stage.with_user(self.head).sla_hours = 5

        for user in (self.salesperson, self.planner, self.engineer, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.stage.requirement"].with_user(user).create(values)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.stage.with_user(user).sla_hours = 7

    def test_head_does_not_edit_stages_of_other_teams(self):
        foreign = self.env["crm.stage"].create({"name": "Foreign"})

        with self.assertRaises(AccessError):
            foreign.with_user(self.head).name = "Mine"

    def test_new_stage_of_the_department_is_used_at_once(self):
        self.env["crm.stage"].create(
            {
                "name": "Contract",
                "kind": "selection",
                "sequence": self.stage.sequence + 1,
                "team_ids": [(6, 0, self.team.ids)],
            },
        )
        deal = self._create_deal()

        self.assertEqual(deal.next_stage_id.name, "Contract")

    def test_own_team_becomes_a_department(self):
        team = self.env["crm.team"].create({"name": "Spare parts"})
        self.assertFalse(team._get_stages())

        team.is_department = True

        self.assertEqual(
            team._get_stages().mapped("kind"),
            self.team._get_stages().mapped("kind"),
        )
