from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestSalesHandoverRights(HandoverCommon):
    """A head his department, a director everybody, others nobody."""

    def test_others_cannot(self):
        for user in (self.seller, self.triage, self.storekeeper):
            handovers = self.env["sales.handover"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                handovers.create({"user_id": self.colleague.id})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                handovers.search([])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.orphan"].with_user(user).search([])

    def test_head_of_another_department_cannot(self):
        with self.assertRaisesRegex(AccessError, "not of your department"):
            self._create_handover(self.other_seller, user=self.other_head)
        handover = (
            self.env["sales.handover"]
            .with_user(self.other_head)
            .create({"user_id": self.other_seller.id})
        )
        with self.assertRaisesRegex(AccessError, "not of your department"):
            handover.user_id = self.seller

    def test_head_does_not_touch_hand_overs_of_others(self):
        handover = self._create_handover(self.colleague)
        foreign = handover.with_user(self.other_head)

        for call in (
            lambda: foreign.read(["name"]),
            foreign.action_hand_over,
            foreign.action_undo,
            lambda: foreign.line_ids.read(["name"]),
            lambda: handover.line_ids.with_user(self.other_head).read(["name"]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_head_gives_only_to_his_people(self):
        for target in (self.other_seller, self.storekeeper, self.triage):
            with (
                self.subTest(target=target.login),
                self.assertRaisesRegex(UserError, "active salespeople"),
            ):
                self._create_handover(target)
        handover = self._create_handover(self.colleague)
        with self.assertRaisesRegex(UserError, "active salespeople"):
            handover.line_ids[0].new_user_id = self.other_seller

    def test_leaver_does_not_get_it_himself(self):
        with self.assertRaises(UserError):
            self._create_handover(self.seller)

    def test_director_hands_over_between_departments(self):
        self._hand_over(self.other_seller, user=self.director)

        self.assertResponsible(self.other_seller, self.factory, self.big)

    def test_other_departments_are_left_out_and_counted(self):
        self._add_member(self.thermal, self.seller)
        client = self._create_book_client("Their client")
        deal = self._create_book_deal(client, team_id=self.thermal.id)
        task = self._create_task(deal)
        both = self._create_book_deal(self.factory, team_id=self.thermal.id)

        handover = self._hand_over(self.colleague)

        self.assertEqual(handover.left_out_count, 4)
        self.assertResponsible(self.seller, client, deal, task, both)
        self.assertResponsible(self.colleague, self.factory, self.big)
        self.leaver = self.seller
        rest = self._hand_over(self.other_seller, user=self.other_head)
        self.assertEqual(rest.left_out_count, 0)
        self.assertResponsible(self.other_seller, client, deal, task, both)

    def test_nobody_writes_the_result(self):
        handover = self._create_handover(self.colleague)
        for values in (
            {"state": "done"},
            {"done_by": self.head.id},
            {"is_chosen": True},
            {"team_id": self.thermal.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                handover.write(values)
            with self.subTest(values=values), self.assertRaises(AccessError):
                handover.create({"user_id": self.seller.id, **values})
        forged = handover.with_context(default_state="done", default_is_chosen=True)
        made = forged.create({"user_id": self.seller.id})
        self.assertEqual((made.state, made.is_chosen), ("draft", False))

    def test_lines_are_not_forged(self):
        handover = self._create_handover(self.colleague)
        line = handover.line_ids[0]
        foreign = self._create_lead(team_id=self.thermal.id)
        values = {"kind": "deal", "res_id": foreign.id, "group_key": "x", "name": "x"}

        with self.assertRaises(AccessError):
            line.create({"handover_id": handover.id, **values})
        with self.assertRaises(AccessError):
            handover.write({"line_ids": [(0, 0, values)]})
        with self.assertRaises(AccessError):
            handover.write({"line_ids": [(2, line.id)]})
        for name, value in (
            ("res_id", foreign.id),
            ("old_user_id", self.head.id),
            ("state", "done"),
            ("group_key", "x"),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                line.write({name: value})

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        (self.director | self.seller).sudo().company_ids |= other
        theirs = self._create_book_deal(self.factory)
        theirs.company_id = other
        theirs.user_id = self.seller
        self.assertEqual(theirs.company_id, other)

        handover = self._create_handover(self.colleague, user=self.director)

        self.assertFalse(self._get_line(handover, theirs))
        there = handover.with_context(allowed_company_ids=other.ids)
        self.assertFalse(there.search([("id", "=", handover.id)]))
