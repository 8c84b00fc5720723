from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from ..process_common import ProcessCommon

REPORT = "sales_process.report_process"


@tagged("post_install", "-at_install")
class TestProcessPage(ProcessCommon):
    """The page "Our process" says what the rules are, to everybody who works by them."""

    def _get_page(self, user=None, **kwargs):
        stages = self.env["crm.stage"].with_user(user or self.salesperson)
        return stages.get_process_page(**kwargs)

    def _read(self, page):
        return " ".join(html.fromstring(page["html"]).text_content().split())

    def _change_selection(self):
        self.env["crm.stage.requirement"].create(
            [
                {
                    "stage_id": self.selection.id,
                    "type": "check",
                    "check": "order_confirmed",
                    "when": "leave",
                    "message": "Confirm the order of the client",
                    "condition_domain": "[('needs_production', '=', True)]",
                },
                {
                    "stage_id": self.selection.id,
                    "type": "check",
                    "check": "assigned",
                    "when": "enter",
                    "message": "Name the salesperson of the deal",
                    "active": False,
                },
            ]
        )
        self.env["crm.stage.task"].create(
            {
                "stage_id": self.selection.id,
                "trigger": "after",
                "delay": 3,
                "delay_unit": "days",
                "is_repeated": True,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Ask how the decision goes",
                "responsible": "head",
                "term": 6,
                "term_unit": "hours",
            }
        )
        self.selection.instruction = "<p>Select with the engineer</p>"
        self.env.cr.flush()

    def test_all_rules_are_told_in_words(self):
        self._change_selection()

        text = self._read(self._get_page(team_id=self.team.id))

        for words in (
            "Equipment selection",
            "Select with the engineer",
            "Confirm the order of the client",
            "Ask how the decision goes",
            "16 working hours",
            "the salesperson is reminded 4 h before",
            "8 h after the limit the head decides",
            "8 h later the director",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Name the salesperson of the deal", text)  # switched off

    def test_limit_without_steps_says_so(self):
        self.selection.write(
            {"remind_hours": 0, "escalate_hours": 0, "escalate_next_hours": 0}
        )
        self.assertEqual(
            self.selection._describe_limit(),
            "16 working hours; at the limit the head decides",
        )
        self.selection.sla_hours = 0
        self.assertEqual(self.selection._describe_limit(), "")

    def test_stages_in_their_order(self):
        text = self._read(self._get_page(team_id=self.team.id))
        names = self.team._get_stages().mapped("name")
        places = [text.index(name) for name in names]
        self.assertEqual(places, sorted(places))
        self.assertEqual(len(names), 8)

    def test_stages_of_other_departments_are_not_told(self):
        self.env["crm.stage"].create(
            {
                "name": "Only for heat",
                "kind": "production",
                "is_won": True,
                "sequence": 135,
                "team_ids": [(6, 0, self.other_team.ids)],
            }
        )
        self.env.cr.flush()
        self.assertNotIn(
            "Only for heat", self._read(self._get_page(team_id=self.team.id))
        )
        other = self._get_page(team_id=self.other_team.id)
        self.assertIn("Only for heat", self._read(other))

    def test_own_department_comes_first(self):
        page = self._get_page(self.other_head)
        self.assertEqual(page["team_id"], self.other_team.id)
        self.assertEqual(page["teams"][0]["name"], self.other_team.name)
        departments = self.env["crm.team"].search([("is_department", "=", True)])
        self.assertEqual({team["id"] for team in page["teams"]}, set(departments.ids))

    def test_no_department_of_this_number(self):
        page = self._get_page(team_id=-1)
        self.assertEqual(page["team_id"], self.team.id)

    def test_stages_that_do_not_apply_are_pale(self):
        def pale(**flags):
            stages = self.env["crm.stage"]._prepare_page(self.team, flags or None)
            return {one["stage"].kind for one in stages if one["is_pale"]}

        self.assertEqual(pale(), set())
        self.assertEqual(
            pale(without_offer=True), {"production", "certification", "installation"}
        )
        self.assertEqual(
            pale(needs_production=True, needs_installation=True), {"certification"}
        )
        page = self._get_page(team_id=self.team.id, flags={"needs_production": True})
        self.assertEqual(
            [flag["name"] for flag in page["flags"]],
            [
                "without_offer",
                "needs_production",
                "needs_certification",
                "needs_installation",
            ],
        )

    def test_who_reads_it(self):
        triage = new_test_user(
            self.env, login="t_page_triage", groups="sales_process.group_triage"
        )
        for user in (
            self.salesperson,
            self.head,
            self.planner,
            self.engineer,
            self.accountant,
            triage,
        ):
            with self.subTest(user=user.login):
                self.assertIn("Equipment selection", self._read(self._get_page(user)))
        with self.assertRaises(AccessError):
            self._get_page(self.stranger)

    def test_instruction_brings_no_script(self):
        self.selection.instruction = (
            "<p onclick='x()'>Call<script>alert(1)</script></p>"
        )
        self.env.cr.flush()
        page = self._get_page(team_id=self.team.id)
        self.assertNotIn("alert(1)", page["html"])
        self.assertNotIn("onclick", page["html"])

    def test_printed_book(self):
        self._change_selection()
        report = self.env["ir.actions.report"]
        for user in (self.salesperson, self.planner, self.engineer, self.head):
            with self.subTest(user=user.login):
                content, _kind = report.with_user(user)._render_qweb_html(
                    REPORT, self.team.ids
                )
                text = html.fromstring(content).text_content()
                self.assertIn("Confirm the order of the client", text)
                self.assertIn("Ask how the decision goes", text)
        pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            REPORT, self.team.ids
        )
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))
