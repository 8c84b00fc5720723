from odoo.tests import tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestFollowers(SalesProcessCommon):
    """Whoever follows a department may switch on notices of its new inquiries."""

    def _notices(self, inquiry, user):
        # a notice is no message of the record's history: it is searched
        return self.env["mail.message"].search(
            [
                ("model", "=", inquiry._name),
                ("res_id", "=", inquiry.id),
                ("partner_ids", "in", user.partner_id.ids),
            ]
        )

    def _follow(self, user, subtype=True):
        kind = self.env.ref("sales_process.mail_subtype_team_inquiry")
        self.vacuum.message_subscribe(
            user.partner_id.ids, subtype_ids=kind.ids if subtype else []
        )

    def test_a_follower_is_told_of_his_department_only(self):
        self._follow(self.colleague)
        own = self._create_inquiry(team_id=self.vacuum.id)
        other = self._create_inquiry(team_id=self.thermal.id)
        self.assertEqual(len(self._notices(own, self.colleague)), 1)
        self.assertFalse(self._notices(other, self.colleague))

    def test_who_has_not_switched_it_on_is_not_told(self):
        self._follow(self.colleague, subtype=False)
        inquiry = self._create_inquiry(team_id=self.vacuum.id)
        self.assertFalse(self._notices(inquiry, self.colleague))

    def test_who_has_the_task_is_not_told_twice(self):
        self._follow(self.head)
        inquiry = self._create_inquiry(team_id=self.vacuum.id)
        self.assertTask(inquiry, "mail_activity_assign", self.head)
        self.assertFalse(self._notices(inquiry, self.head))
