from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..questionnaire_common import QuestionnaireCommon


@tagged("post_install", "-at_install")
class TestQuestionnaireRights(QuestionnaireCommon):
    """Own deals, the department, all; clients read their own; what nobody may."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal()
        self.questionnaire = self._make(self.deal)
        self.line = self._get_line(self.questionnaire, "Pressure")

    def _sees(self, user):
        self.env.invalidate_all()
        domain = [("id", "=", self.questionnaire.id)]
        found = self.env["sales.questionnaire"].with_user(user).search_count(domain)
        lines = self.env["sales.questionnaire.line"].with_user(user)
        answers = lines.search_count([("questionnaire_id", "=", self.questionnaire.id)])
        self.assertEqual(bool(found), bool(answers))
        return bool(found)

    def _create_portal_user(self, login, partner):
        user = new_test_user(self.env, login, "base.group_portal", lang="en_US")
        user.partner_id.parent_id = partner
        return user

    def test_who_sees_the_questionnaires_of_a_deal(self):
        self.assertSeenByDeal(self._sees)

    def test_others_have_no_access_at_all(self):
        triage = new_test_user(
            self.env, "t_triage", "sales_process.group_triage", lang="en_US"
        )
        for user in (self.engineer, self.stranger, triage):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._sees(user)

    def test_a_client_sees_what_was_sent_to_his_company(self):
        contact = self._create_portal_user("t_contact", self.client)
        rival = self._create_client(name="Rival", vat="7728168971")
        foreign = self._create_portal_user("t_rival", rival)

        self.assertFalse(self._sees(contact))  # a draft
        self.questionnaire.action_open_for_client()
        self.assertTrue(self._sees(contact))
        self.assertFalse(self._sees(foreign))
        with self.assertRaises(AccessError):
            self.questionnaire.with_user(foreign).read(["title"])
        with self.assertRaises(AccessError):
            self.line.with_user(foreign).read(["answer"])

    def test_a_client_writes_nothing_past_his_page(self):
        contact = self._create_portal_user("t_contact", self.client)
        self.questionnaire.action_open_for_client()
        for record, values in (
            (self.questionnaire, {"partner_id": False}),
            (self.line, {"answer": "5"}),
        ):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(contact).write(values)
        with self.assertRaises(AccessError):
            self.questionnaire.with_user(contact).action_fill()
        with self.assertRaises(AccessError):
            self.env["sales.questionnaire.template"].with_user(contact).search([])

    def test_who_only_reads_changes_nothing(self):
        for user in (self.accountant, self.planner, self.colleague, self.other_head):
            for action in ("action_fill", "action_outdate", "action_send"):
                with (
                    self.subTest(user=user.login, action=action),
                    self.assertRaises(AccessError),
                ):
                    getattr(self.questionnaire.with_user(user), action)()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.line.with_user(user).answer = "5"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.deal.with_user(user).action_make_questionnaires()

    def test_nobody_makes_one_in_somebody_elses_deal(self):
        values = {"lead_id": self.deal.id, "template_id": self.template.id}
        for user in (self.colleague, self.other_head, self.accountant, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.questionnaire"].with_user(user).create(values)

    def test_nobody_makes_or_deletes_questions(self):
        for user in (self.salesperson, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.line.with_user(user).unlink()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.line.with_user(user).create(
                    {"questionnaire_id": self.questionnaire.id, "name": "Own"}
                )

    def test_the_head_fills_in_and_accepts_in_his_department(self):
        questionnaire = self.questionnaire.with_user(self.head)
        self._fill(questionnaire)
        questionnaire.action_accept()

        self.assertEqual(questionnaire.state, "accepted")

    def test_only_heads_write_templates(self):
        self.template.with_user(self.head).name = "By the head"
        self.template.line_ids[0].with_user(self.head).name = "Heading"
        for user in (self.salesperson, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.template.with_user(user).name = "Other"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.template.line_ids[0].with_user(user).name = "Other"
        for user in (self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.template.with_user(user).read(["name"])

    def test_answers_of_deals_one_does_not_see_are_not_found(self):
        self._answer(self.questionnaire, Medium="Argon")
        self.env.flush_all()
        for user, sees in ((self.salesperson, True), (self.colleague, False)):
            with self.subTest(user=user.login):
                deals = self.env["crm.lead"].with_user(user)
                found = deals.search([("questionnaire_answers", "ilike", "argon")])
                self.assertEqual(self.deal.id in found.ids, sees)

    def test_a_source_that_one_does_not_see_is_not_read(self):
        foreign = self._create_deal(user_id=self.salesperson.id)
        made = self._fill(self._make(foreign))
        foreign.sudo().user_id = self.colleague
        self.env.invalidate_all()
        self.questionnaire.sudo().source_id = made.sudo()

        with self.assertRaises(AccessError):
            self.questionnaire.with_user(self.salesperson).action_take_answers()

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.questionnaire.sudo().write({"company_id": company.id})
        self.env.flush_all()

        self.assertFalse(self._sees(self.salesperson))
