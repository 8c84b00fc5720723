from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..feedback_common import FEBRUARY, FeedbackCommon

FORGED = {
    "state": "done",
    "score_value": 5,
    "month": "2020-01-01",
    "date_done": "2026-03-02 08:00:00",
    "is_sample": False,
    "deadline": "2030-01-01",
    "client_name": "X",
    "lead_id": False,
}


@tagged("post_install", "-at_install")
class TestFeedbackRights(FeedbackCommon):
    """Heads see their department, directors all, salespeople nothing at all."""

    def setUp(self):
        super().setUp()
        self._create_moved()
        self.feedback = self._draw()
        self.outsiders = (
            self.salesperson
            | self.colleague
            | self.planner
            | self.engineer
            | self.accountant
            | self.stranger
        )

    def _sees(self, user):
        found = self.Feedback.with_user(user).search([("id", "=", self.feedback.id)])
        return bool(found)

    def assertForbidden(self, function, *args):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()

    def test_heads_and_directors(self):
        for user, sees in (
            (self.head, True),
            (self.director, True),
            (self.other_head, False),
            (self.deputy, False),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._sees(user), sees)

    def test_nothing_for_others(self):
        deal = self.feedback.lead_id
        for user in self.outsiders:
            with self.subTest(user.login):
                mine = self.feedback.with_user(user)
                self.assertForbidden(self._sees, user)
                self.assertForbidden(mine.read, ["score"])
                self.assertForbidden(mine.write, {"score": "5"})
                self.assertForbidden(mine.action_done)
                self.assertForbidden(mine.action_unreachable)
                self.assertForbidden(deal.with_user(user).action_ask_client)

    def test_nothing_on_the_deal_for_its_salesperson(self):
        self._score(self.feedback, "1", "Never called back")
        deal = self.feedback.lead_id.with_user(self.salesperson)

        for name in ("feedback_ids", "feedback_count"):
            with self.subTest(name):
                self.assertNotIn(name, deal.fields_get())
                self.assertForbidden(deal.read, [name])
                self.assertForbidden(deal.search, [("feedback_ids", "!=", False)])
        self.assertForbidden(deal.team_id.read, ["feedback_sample"])
        view = deal.get_view(self.env.ref("crm.crm_lead_view_form").id, "form")
        self.assertNotIn("action_ask_client", view["arch"])
        self.assertNotIn("feedback", view["arch"])
        menus = self.env["ir.ui.menu"].with_user(self.salesperson)
        for name in ("sales_feedback_menu", "sales_feedback_menu_report"):
            menu = self.env.ref(f"sales_process.{name}")
            self.assertNotIn(menu.id, menus._visible_menu_ids())

    def test_nothing_in_the_messages_for_the_salesperson(self):
        self._score(self.feedback, "1", "Never called back")
        records = [("model", "=", "sales.feedback")]
        texts = [("body", "ilike", "Never called back")]
        for domain in (records, texts):
            with self.subTest(domain):
                messages = self.env["mail.message"].with_user(self.salesperson)
                self.assertFalse(messages.search(domain))
        activities = self.env["mail.activity"].with_user(self.salesperson)
        self.assertFalse(activities.search([("res_model", "=", "sales.feedback")]))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_head_does_nothing(self):
        mine = self.feedback.with_user(self.other_head)
        self.assertForbidden(mine.read, ["score"])
        self.assertForbidden(mine.write, {"score": "5"})
        for name in ("action_done", "action_unreachable", "action_cancel"):
            with self.subTest(name):
                self.assertForbidden(getattr(mine, name))
        deal = self.feedback.lead_id.with_user(self.other_head)
        self.assertForbidden(deal.action_ask_client)

    def test_another_deal_is_not_spied_out_in_a_form(self):
        foreign = self._create_lead(
            team_id=self.other_team.id, user_id=False, phone="+7 495 000-00-99"
        )
        mine = self.feedback.with_user(self.head)

        result = mine.onchange({"lead_id": foreign.id}, ["lead_id"], {"phone": {}})

        self.assertNotEqual(result["value"].get("phone"), foreign.phone)

    def test_states_are_not_written_by_hand(self):
        for user in (self.head, self.director):
            for name, value in FORGED.items():
                with self.subTest(user=user.login, field=name):
                    mine = self.feedback.with_user(user)
                    self.assertForbidden(mine.write, {name: value})

    def test_an_answer_is_not_changed_later(self):
        self._score(self.feedback, "1")

        for user in (self.head, self.director):
            with self.subTest(user.login):
                mine = self.feedback.with_user(user)
                self.assertForbidden(mine.write, {"score": "5"})
                self.assertForbidden(mine.write, {"comment": "Fine"})

    def test_nobody_makes_or_deletes_feedbacks(self):
        values = self.feedback.lead_id._prepare_feedback_values(FEBRUARY)

        for user in (self.head, self.director, self.salesperson):
            with self.subTest(user.login):
                self.assertForbidden(self.Feedback.with_user(user).create, [values])
                self.assertForbidden(self.feedback.with_user(user).unlink)

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.director.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )

        self.assertFalse(self._sees(self.director))
