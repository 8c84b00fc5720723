from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..triage_common import TriageCommon


@tagged("post_install", "-at_install")
class TestTriageBoard(TriageCommon):
    """One call for each action; nothing is done twice."""

    def test_people_of_the_department_with_their_loads(self):
        self._create_lead(user_id=self.colleague.id)
        busy = self._create_new(email_from="busy@busy.example")
        busy._assign(self.colleague)
        inquiry = self._create_new()

        data = inquiry.with_user(self.head).triage_board_data()

        self.assertTrue(data["can_sort"])
        people = data["people"][self.vacuum.id]
        self.assertEqual(
            {person["id"] for person in people},
            set((self.head | self.seller | self.colleague).ids),
        )
        last = people[-1]
        self.assertEqual(last["name"], self.colleague.name)
        self.assertEqual((last["inquiries"], last["deals"]), (1, 2))
        self.assertIn(self.thermal.id, [team["id"] for team in data["teams"]])

    def test_quick_reasons_come_with_the_board(self):
        data = self._create_new().with_user(self.triage).triage_board_data()
        quick = {reason["id"] for reason in data["reasons"] if reason["is_quick"]}
        names = ("spam", "vacancy", "supplier")
        for name in names:
            self.assertIn(self.env.ref(f"sales_process.reject_reason_{name}").id, quick)
        self.assertGreater(len(data["reasons"]), len(quick))

    def test_a_salesperson_gets_himself_only(self):
        data = self._create_new().with_user(self.seller).triage_board_data()
        self.assertFalse(data["can_sort"])
        self.assertEqual(data["people"], {})
        self.assertEqual(data["teams"], [])
        self.assertEqual(data["me"]["id"], self.seller.id)

    def test_the_same_queries_for_one_card_and_for_fifty(self):
        one = self._create_new().with_user(self.head)
        fifty = self._create_new(50).with_user(self.head)
        one.triage_board_data()  # warm the caches of the registry
        first = self._count_queries(one.triage_board_data)
        many = self._count_queries(fifty.triage_board_data)
        self.assertEqual(first, many)
        self.assertLessEqual(many, 25)

    # ---- assignment --------------------------------------------------------------

    def test_one_call_assigns(self):
        inquiry = self._create_new()

        answer = inquiry.with_user(self.head).triage_assign(self.seller.id)

        self.assertEqual(answer["done"], inquiry.ids)
        self.assertIn(self.seller.name, answer["message"])
        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(inquiry.lead_id.user_id, self.seller)
        self.assertTask(inquiry.lead_id, "mail_activity_qualify", self.seller)

    def test_bulk_leaves_out_what_is_taken_and_says_so(self):
        inquiries = self._create_new(3)
        inquiries[1].with_user(self.head).triage_assign(self.colleague.id)

        answer = inquiries.with_user(self.triage).triage_assign(self.seller.id)

        self.assertEqual(answer["done"], (inquiries[0] | inquiries[2]).ids)
        self.assertIn(self.colleague.name, answer["skipped"][0])
        self.assertEqual(inquiries[1].user_id, self.colleague)

    def test_bulk_assignment_costs_little_for_each_more(self):
        few, many = self._create_new(2), self._create_new(12)
        self._create_new().with_user(self.head).triage_assign(self.seller.id)

        def assign(inquiries):
            inquiries.with_user(self.head).triage_assign(self.seller.id)

        first = self._count_queries(lambda: assign(few))
        second = self._count_queries(lambda: assign(many))
        self.assertLess((second - first) / 10, 45)

    def test_the_second_click_is_told_who_was_first(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        tasks = inquiry.lead_id.activity_ids

        for again in (self.seller, self.colleague):
            with self.assertRaisesRegex(UserError, self.seller.name):
                inquiry.with_user(self.triage).triage_assign(again.id)

        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(inquiry.lead_id.activity_ids, tasks)

    def test_only_people_of_departments(self):
        inquiry = self._create_new().with_user(self.triage)
        for user in (self.storekeeper, self.triage, self.env.ref("base.public_user")):
            with self.subTest(user.name), self.assertRaises(UserError):
                inquiry.triage_assign(user.id)
        self.assertEqual(inquiry.state, "new")

    def test_which_client_is_asked_first(self):
        for name in ("One", "Two"):
            self._create_client(name=name, email="same@both.example")
        inquiry = self._create_inquiry(
            email_from="same@both.example", team_id=self.vacuum.id
        )
        self.assertTrue(inquiry.candidate_ids)
        with self.assertRaisesRegex(UserError, "which client"):
            inquiry.with_user(self.triage).triage_assign(self.seller.id)

    def test_another_department(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_set_team(self.thermal.id)
        self.assertEqual(inquiry.team_id, self.thermal)
        self.assertEqual(inquiry.lead_id.team_id, self.thermal)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.head).triage_set_team(self.vacuum.id)

    def test_only_a_department_may_be_chosen(self):
        team = self.env["crm.team"].create({"name": "No department"})
        with self.assertRaises(UserError):
            self._create_new().with_user(self.triage).triage_set_team(team.id)

    def test_a_salesperson_takes_what_is_free(self):
        inquiry = self._create_new()
        inquiry.with_user(self.seller).triage_take()
        self.assertEqual(inquiry.user_id, self.seller)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.colleague).triage_take()

    # ---- rejection ---------------------------------------------------------------

    def test_one_click_rejects(self):
        inquiries = self._create_new(2)
        answer = inquiries.with_user(self.triage).triage_reject(self.reason.id)
        self.assertEqual(answer["done"], inquiries.ids)
        self.assertEqual(set(inquiries.mapped("state")), {"rejected"})
        self.assertFalse(inquiries.lead_id.filtered("active"))
        with self.assertRaises(UserError):
            inquiries.with_user(self.head).triage_reject(self.reason.id)

    # ---- two at once -------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_two_heads_at_once(self):
        """Two real connections: the second one is refused while the first works."""
        name = self.env.cr.dbname
        with db_connect(name).cursor() as first, db_connect(name).cursor() as second:
            env = self.env(cr=first)
            inquiry = env["sales.inquiry"].create(
                {"subject": "Two at once", "team_id": self.vacuum.id}
            )
            first.commit()
            try:
                inquiry._lock_triage()
                other = inquiry.with_env(self.env(cr=second))
                with self.assertRaisesRegex(UserError, "at this moment"):
                    other._lock_triage()
                second.rollback()
                first.rollback()
                other._lock_triage()  # free again
                second.rollback()
            finally:
                inquiry.unlink()
                first.commit()

    # ---- undo --------------------------------------------------------------------

    def _undo(self, inquiry, user=None):
        return inquiry.with_user(user or self.head).triage_undo()

    def test_an_assignment_is_undone_completely(self):
        inquiry = self._create_new()
        lead = inquiry.lead_id
        before = (inquiry.state, inquiry.team_id, lead.team_id, lead.user_id)
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self.assertIn(self.seller.partner_id, lead.message_partner_ids)
        self.assertTrue(inquiry.can_undo)

        self._undo(inquiry)

        after = (inquiry.state, inquiry.team_id, lead.team_id, lead.user_id)
        self.assertEqual(before, after)
        self.assertFalse(inquiry.user_id)
        self.assertFalse(inquiry.date_assigned)
        self.assertFalse(inquiry.is_sorted_late)
        self.assertEqual(inquiry.age_state and True, True)
        self.assertFalse(lead.activity_ids)
        self.assertTask(inquiry, "mail_activity_assign", self.head)
        self.assertNotIn(self.seller.partner_id, lead.message_partner_ids)
        self.assertNotIn(self.seller.partner_id, inquiry.message_partner_ids)
        self.assertIn("undone", inquiry.message_ids[0].body)
        self.assertIn("undone", lead.message_ids[0].body)
        self.assertFalse(inquiry.can_undo)

    def test_after_an_undo_it_is_assigned_again(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self._undo(inquiry)
        inquiry.with_user(self.head).triage_assign(self.colleague.id)
        self.assertEqual(inquiry.lead_id.user_id, self.colleague)
        self.assertTask(inquiry.lead_id, "mail_activity_qualify", self.colleague)

    def test_unread_notifications_of_the_step_are_read(self):
        self.seller.notification_type = "inbox"
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        unread = [
            ("res_partner_id", "=", self.seller.partner_id.id),
            ("is_read", "=", False),
        ]
        self.assertTrue(self.env["mail.notification"].search(unread))

        self._undo(inquiry)

        self.assertFalse(self.env["mail.notification"].search(unread))

    def test_undo_reaches_the_other_inquiries_of_the_lead(self):
        inquiry = self._create_new(email_from="twice@new.example")
        other = self._create_new(email_from="twice@new.example")
        self.assertEqual(inquiry.lead_id, other.lead_id)
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self.assertEqual(other.user_id, self.seller)

        self._undo(inquiry)

        self.assertFalse(other.user_id)
        self.assertEqual(other.state, "new")

    def test_no_undo_after_the_first_answer(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        inquiry.lead_id.with_user(self.seller).message_post(
            body="Good afternoon",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertUndoRefused(inquiry)

    def test_no_undo_after_the_task_is_done(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        inquiry.lead_id.activity_ids.with_user(self.seller).action_feedback()
        self.assertUndoRefused(inquiry)

    def test_no_undo_after_the_conversion(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET type = 'opportunity' WHERE id = %s",
            (inquiry.lead_id.id,),
        )
        self.env.invalidate_all()
        self.assertUndoRefused(inquiry)

    def test_no_undo_after_another_assignment_of_the_lead(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        inquiry.lead_id.user_id = self.colleague
        self.assertUndoRefused(inquiry)

    def assertUndoRefused(self, inquiry):
        self.assertFalse(inquiry.can_undo)
        with self.assertRaisesRegex(UserError, "has worked on it already"):
            self._undo(inquiry)
        self.assertEqual(inquiry.state, "work")

    def test_no_undo_after_another_step(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        inquiry.action_done()
        with self.assertRaisesRegex(UserError, "changed since"):
            self._undo(inquiry)

    def test_a_rejection_is_undone_with_its_tasks(self):
        inquiry = self._create_new()
        inquiry.action_sort()
        lead, partner = inquiry.lead_id, inquiry.partner_id
        inquiry.with_user(self.triage).triage_reject(self.reason.id)
        self.assertFalse(lead.active)

        self._undo(inquiry, self.triage)

        self.assertEqual(inquiry.state, "sorted")
        self.assertTrue(lead.active)
        self.assertFalse(lead.is_not_lead)
        self.assertEqual(partner.client_state, "prospect")
        self.assertFalse(inquiry.reject_reason_id)
        self.assertTask(inquiry, "mail_activity_assign", self.head)

    def test_twice_undone(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self._undo(inquiry)
        with self.assertRaisesRegex(UserError, "nothing can be undone"):
            self._undo(inquiry)

    def test_a_head_undoes_what_he_gave_away_himself(self):
        inquiry = self._create_new(team_id=False, body="Hello")
        inquiry.team_id = self.vacuum
        inquiry.with_user(self.head)._assign(self.other_seller, team=self.thermal)
        self._undo(inquiry)
        self.assertEqual(inquiry.team_id, self.vacuum)

    def test_others_do_not_undo(self):
        inquiry = self._create_new()
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        for user in (self.seller, self.colleague, self.other_head, self.storekeeper):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._undo(inquiry, user)

    def test_a_late_assignment_becomes_late_again(self):
        inquiry = self._create_new(
            date=fields.Datetime.now() - timedelta(days=20),
        )
        inquiry.with_user(self.head).triage_assign(self.seller.id)
        self.assertTrue(inquiry.is_sorted_late)
        self._undo(inquiry)
        self.assertEqual(inquiry.age_state, "late")
        self.assertTrue(inquiry.is_late)
