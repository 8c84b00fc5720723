from odoo.tests import HttpCase, tagged

from ..triage_common import TriageCommon


@tagged("post_install", "-at_install")
class TestTriageTours(HttpCase, TriageCommon):
    """The board and the voice form, driven by the keys as people do."""

    def test_triage_by_the_keys(self):
        self.Inquiry.search([]).unlink()
        self.vacuum.member_ids = self.head | self.seller
        inquiries = self._create_new(2)
        first, second = inquiries
        first.subject = "First on the board"
        second.subject = "Second on the board"
        first.triage_deadline = "2026-03-16 07:00:00"
        second.triage_deadline = "2026-03-16 12:00:00"
        inquiries._compute_age_state()
        people = first.with_user(self.head).triage_board_data()["people"]
        chosen = people[self.vacuum.id][0]["id"]

        self.start_tour("/odoo/triage", "sales_process_triage", login=self.head.login)

        self.env.invalidate_all()
        self.assertEqual(second.state, "rejected")
        self.assertEqual(second.reject_reason_id, self.reason)
        self.assertEqual(first.user_id.id, chosen)
        bodies = " ".join(first.message_ids.mapped("body"))
        self.assertIn("undone", bodies)

    def test_voice_form_by_the_keyboard(self):
        self._create_client(
            name="Known works", phone="+7 999 000-11-22", user_id=self.seller.id
        )
        kind = self.env.ref("sales_process.equipment_type_vacuum_pump")
        kind.team_id = self.vacuum

        self.start_tour(
            "/odoo/inquiries",
            "sales_process_phone_inquiry",
            login=self.seller.login,
        )

        known, new = self.Inquiry.search(
            [("channel", "=", "phone")], order="id desc", limit=2
        ).sorted("id")
        self.assertEqual(known.partner_id.name, "Known works")
        self.assertEqual(known.body, "When is it ready?")
        self.assertEqual(new.contact_name, "Ivan")
        self.assertEqual(new.company_name, "New works")
        self.assertEqual(new.user_id, self.seller)
        self.assertEqual(new.call_id.provider, "manual")

    def test_another_department_in_the_open_assignment(self):
        # the same in every language of the database
        languages = self.env["res.lang"].search([]).mapped("code")
        self.thermal.update_field_translations(
            "name", dict.fromkeys(languages, "Tour department")
        )
        inquiry = self._create_new()

        self.start_tour(
            f"/odoo/sales.inquiry/{inquiry.id}",
            "sales_process_assign_wizard",
            login=self.triage.login,
        )

        self.env.invalidate_all()
        self.assertEqual(inquiry.user_id, self.other_seller)
        self.assertEqual(inquiry.team_id, self.thermal)
