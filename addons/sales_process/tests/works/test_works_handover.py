from odoo.tests import tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestWorksHandover(ClaimCommon):
    """Works of an engineer and claims that he examines."""

    def test_works_and_claims_of_an_engineer(self):
        successor = self.engineer.copy({"login": "t_engineer_2"})
        works = self.env["equipment.work"].create(
            [{"partner_id": self.client.id, "engineer_id": self.engineer.id}] * 2
        )
        works[1].action_start()
        works[1].action_done()
        claim = self._create_claim(user_id=self.engineer.id)
        handover = self.env["sales.handover"].create(
            {"user_id": self.engineer.id, "target_ids": [(6, 0, successor.ids)]}
        )
        handover.action_prepare()

        handover.action_hand_over()

        self.assertEqual(works[0].engineer_id, successor)
        self.assertEqual(works[1].engineer_id, self.engineer)
        self.assertEqual(claim.user_id, successor)
        self.assertEqual(claim.sudo().activity_ids.user_id, successor)
        handover.action_undo()
        self.assertEqual(works[0].engineer_id, self.engineer)

    def test_works_do_not_go_to_a_salesperson(self):
        work = self.env["equipment.work"].create(
            {"partner_id": self.client.id, "engineer_id": self.engineer.id}
        )
        handover = self.env["sales.handover"].create(
            {"user_id": self.engineer.id, "target_ids": [(6, 0, self.colleague.ids)]}
        )
        handover.action_prepare()

        line = handover.line_ids.filtered(lambda line: line.res_id == work.id)
        self.assertFalse(line.new_user_id)
        self.assertRefused(
            ["no rights"],
            line.with_user(self.env.ref("base.user_admin")).write,
            {"new_user_id": self.colleague.id},
        )
