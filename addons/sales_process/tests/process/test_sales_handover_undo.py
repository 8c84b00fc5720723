from odoo.exceptions import UserError
from odoo.tests import tagged

from ..handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestSalesHandoverUndo(HandoverCommon):
    """Taking a hand-over back."""

    def test_everything_returns(self):
        task = self._create_task(self.big)
        handover = self._hand_over(self.colleague)

        handover.action_undo()

        self.assertEqual(handover.state, "undone")
        self.assertEqual(handover.undone_by, self.head)
        self.assertResponsible(self.seller, self.factory, self.big, self.small, task)
        self.assertEqual(set(handover.line_ids.mapped("state")), {"undone"})
        self.assertIn("undone", self.big.message_ids[0].body)
        self.assertIn("Given back: 5", handover.message_ids[0].body)

    def test_returns_to_one_who_has_left(self):
        handover = self._hand_over(self.colleague)
        self.seller.sudo().action_archive()

        handover.action_undo()

        self.assertResponsible(self.seller, self.factory, self.big)

    def test_what_is_changed_since_stays(self):
        task = self._create_task(self.big)
        handover = self._hand_over(self.colleague)
        self.big.user_id = self.head
        self._lose(self.small)
        task.action_done()

        handover.action_undo()

        self.assertResponsible(self.head, self.big)
        self.assertResponsible(self.colleague, self.small, task)
        self.assertResponsible(self.seller, self.factory, self.institute)
        for record, problem in (
            (self.big, "changed"),
            (self.small, "closed"),
            (task, "closed"),
        ):
            line = self._get_line(handover, record)
            self.assertEqual((line.state, line.problem), ("kept", problem))
        self.assertEqual(handover.problem_count, 3)
        self.assertIn("Not given back: 3", handover.message_ids[0].body)

    def test_followers_return(self):
        self.big.message_subscribe(self.seller.partner_id.ids)
        self.small.message_subscribe(self.colleague.partner_id.ids)
        before = {deal: deal.message_partner_ids for deal in self.big | self.small}
        self._create_task(self.factory)
        handover = self._hand_over(self.colleague)

        handover.action_undo()

        for deal, partners in before.items():
            with self.subTest(deal=deal.name):
                self.assertEqual(deal.message_partner_ids, partners)

    def test_undone_once(self):
        handover = self._create_handover(self.colleague)
        with self.assertRaises(UserError):
            handover.action_undo()
        handover.action_hand_over()
        handover.action_undo()

        with self.assertRaises(UserError):
            handover.action_undo()

    def test_handed_over_twice_the_first_is_not_undone_past_the_second(self):
        first = self._hand_over(self.colleague)
        self.leaver = self.colleague
        self._hand_over(self.head)

        first.action_undo()

        self.assertResponsible(self.head, self.factory, self.big)
        self.assertEqual(set(first.line_ids.mapped("state")), {"kept"})
