from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..process_common import ProcessCommon


@tagged("post_install", "-at_install")
class TestRoles(ProcessCommon):
    """Hunter, closer, client manager: the deal is handed on along the stages (R075)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closers = [
            new_test_user(
                cls.env,
                login=f"closer_{n}",
                groups="sales_process.group_salesperson",
                lang="en_US",
                email=f"closer_{n}@deal.example",
            )
            for n in range(2)
        ]
        cls.env["crm.team.member"].create(
            [
                {"crm_team_id": cls.team.id, "user_id": user.id, "sales_role": "closer"}
                for user in cls.closers
            ]
        )
        member = cls.team.crm_team_member_ids.filtered(
            lambda one: one.user_id == cls.salesperson
        )
        member.sales_role = "hunter"
        cls.selection.role = "closer"
        cls.env.cr.flush()

    def test_hand_over_is_proposed_to_the_least_loaded(self):
        self._create_lead(user_id=self.closers[0].id)

        deal = self._create_deal()

        self.assertEqual(deal.user_id, self.salesperson)
        self.assertEqual(deal.proposed_user_id, self.closers[1])
        self.assertEqual(self._get_tasks(deal, "hand_over").user_id, self.salesperson)
        self.assertEqual(deal.process_panel["role"]["user"], self.closers[1].name)

    def test_one_click_hands_over(self):
        deal = self._create_deal()
        person = deal.proposed_user_id

        deal.action_hand_over()

        deal = deal.sudo()
        self.assertEqual(deal.user_id, person)
        self.assertFalse(deal.proposed_user_id)
        self.assertFalse(self._get_tasks(deal, "hand_over"))
        self.assertEqual(deal.team_id, self.team)

    def test_salesperson_may_keep_the_deal(self):
        deal = self._create_deal()

        deal.action_keep_deal()

        self.assertEqual(deal.user_id, self.salesperson)
        self.assertFalse(deal.proposed_user_id)
        self.assertFalse(self._get_tasks(deal, "hand_over"))

    def test_nothing_is_proposed_to_one_of_the_role(self):
        member = self.team.crm_team_member_ids.filtered(
            lambda one: one.user_id == self.salesperson
        )
        member.sales_role = "closer"

        self.assertFalse(self._create_deal().proposed_user_id)

    def test_keeper_of_the_client_comes_first(self):
        self._create_lead(user_id=self.closers[1].id)
        self.client.user_id = self.closers[1]

        self.assertEqual(self._create_deal().proposed_user_id, self.closers[1])

    def test_absent_people_are_not_proposed(self):
        for user in self.closers:
            user.sales_absent_until = "2099-01-01"

        self.assertFalse(self._create_deal().proposed_user_id)

    def test_task_of_a_role(self):
        self.selection.role = False
        self.env["crm.stage.task"].create(
            {
                "stage_id": self.selection.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": "Negotiate",
                "responsible": "closer",
            }
        )
        deal = self._create_deal()
        self.assertIn(self._get_tasks(deal).user_id, self.closers)

        # nobody of the role: the salesperson does it
        self.selection.task_ids.responsible = "kam"
        other = self._create_deal(name="Other")
        self.assertEqual(self._get_tasks(other).user_id, self.salesperson)

    def test_others_hand_nothing_over(self):
        deal = self._create_deal()
        for user in (self.colleague, self.other_head, self.planner):
            with self.subTest(user=user.login):
                self.assertRefused([], deal.with_user(user).action_hand_over)

    def test_head_sets_roles_of_his_people_only(self):
        own = self.team.crm_team_member_ids[:1].with_user(self.head)
        own.sales_role = "kam"
        stranger = self.env["crm.team.member"].create(
            {"crm_team_id": self.other_team.id, "user_id": self.other_head.id}
        )

        with self.assertRaises(AccessError), self.env.cr.savepoint():
            stranger.with_user(self.head).sales_role = "kam"
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.user_id = self.other_head
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.with_user(self.salesperson).sales_role = "hunter"
