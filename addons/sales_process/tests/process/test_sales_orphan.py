from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestSalesOrphan(HandoverCommon):
    """What nobody looks after, and its hand-over."""

    def _find(self, *records, user=None):
        """Return {document: reason} of those of these that are listed."""
        orphans = self.env["sales.orphan"].with_user(user or self.director)
        found = {}
        for record in records:
            row = orphans.search(
                [("kind", "=", record._handover_kind), ("res_id", "=", record.id)]
            )
            if row:
                found[record] = row.reason
        return found

    def test_everything_of_one_who_has_left(self):
        task = self._create_task(self.big)
        inquiry = self._create_inquiry(
            email_from="a@new.example", team_id=self.vacuum.id
        )
        inquiry._assign(self.seller)
        mine = (self.factory, self.big, task, inquiry)
        self.assertFalse(self._find(*mine))

        self.seller.sudo().action_archive()

        self.assertEqual(self._find(*mine), dict.fromkeys(mine, "archived"))

    def test_nobody_is_responsible(self):
        client = self._create_client(name="Nobody's")
        prospect = self._create_client(name="Prospect", client_state="prospect")
        deal = self._create_lead()
        task = self._create_task(self.big)
        task.user_id = False

        found = self._find(client, prospect, deal, task)

        self.assertEqual(found, dict.fromkeys((client, deal, task), "nobody"))

    def test_inquiry_waits_until_its_hour(self):
        with freeze_time("2024-05-13 06:00:00"):
            inquiry = self._create_inquiry(
                email_from="a@new.example", team_id=self.vacuum.id
            )
        inquiry.triage_deadline = "2999-01-01"
        self.assertFalse(self._find(inquiry))

        inquiry.triage_deadline = "2024-05-13 07:00:00"

        self.assertEqual(self._find(inquiry), {inquiry: "nobody"})

    def test_absent_without_a_deputy(self):
        self.seller.sales_absent_until = "2999-01-01"
        self.assertEqual(self._find(self.big), {self.big: "absent"})

        self.seller.sales_deputy_id = self.colleague
        self.assertFalse(self._find(self.big))

        self.colleague.sales_absent_until = "2999-01-01"
        self.assertEqual(self._find(self.big), {self.big: "absent"})

    def test_no_employee(self):
        portal = self._create_user("portal_person", "base.group_portal")
        self.factory.user_id = portal

        self.assertEqual(self._find(self.factory), {self.factory: "portal"})

    def test_closed_things_have_no_need(self):
        task = self._create_task(self.big)
        task.action_done()
        self.factory.client_state = "unfit"
        self.seller.sudo().action_archive()

        self.assertFalse(self._find(self.factory, task))

    def test_who_sees_what(self):
        deals = self.big, self._create_lead(team_id=self.thermal.id)
        self.seller.sudo().action_archive()

        self.assertEqual(set(self._find(*deals, user=self.head)), {deals[0]})
        self.assertEqual(set(self._find(*deals, user=self.other_head)), {deals[1]})
        self.assertEqual(set(self._find(*deals)), set(deals))
        self.assertIn(self.factory, self._find(self.factory, user=self.head))
        self.assertFalse(self._find(self.factory, user=self.other_head))

    def test_chosen_rows_are_handed_over(self):
        free = self._create_lead(name="Free")
        self.seller.sudo().action_archive()
        orphans = self.env["sales.orphan"].with_user(self.head)
        rows = orphans.search(
            [("kind", "=", "deal"), ("res_id", "in", (self.big | free).ids)]
        )

        action = rows.action_hand_over()
        handover = self.env["sales.handover"].browse(action["res_id"])
        handover = handover.with_user(self.head)
        self.assertFalse(handover.user_id)
        self.assertEqual(handover.line_count, 2)
        handover.target_ids = self.colleague
        handover.action_hand_over()

        self.assertResponsible(self.colleague, self.big, free)
        self.assertResponsible(self.seller, self.factory)
        self.assertIn("Given to Colleague", free.message_ids[0].body)
        self.assertFalse(self._find(self.big, free))
        handover.action_undo()
        self.assertResponsible(self.seller, self.big)
        self.assertFalse(free.user_id)

    def test_rows_of_one_person_name_him(self):
        self.seller.sudo().action_archive()
        orphans = self.env["sales.orphan"].with_user(self.head)
        rows = orphans.search([("user_id", "=", self.seller.id)])

        handover = self.env["sales.handover"].browse(rows.action_hand_over()["res_id"])

        self.assertEqual(handover.user_id, self.seller)
        self.assertTrue(handover.is_chosen)
        handover.with_user(self.head).action_prepare()
        self.assertEqual(handover.line_count, len(rows))

    def test_something_must_be_chosen(self):
        with self.assertRaises(UserError):
            self.env["sales.orphan"].with_user(self.head).action_hand_over()

    def test_row_opens_its_document(self):
        deal = self._create_lead()
        row = self.env["sales.orphan"].search(
            [("kind", "=", "deal"), ("res_id", "=", deal.id)]
        )

        self.assertEqual(row.action_open()["res_id"], deal.id)
