from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..call_common import NUMBER, CallCardCommon


@tagged("post_install", "-at_install")
class TestCallCardButtons(CallCardCommon):
    def test_open_goes_to_the_deal_else_the_inquiry_else_the_client(self):
        client = self._create_client(phone=NUMBER)
        deal = self._create_lead(partner_id=client.id, user_id=self.seller.id)
        call = self._report(self._event("ring")).with_user(self.seller)

        action = call.action_open_client()
        self.assertEqual((action["res_model"], action["res_id"]), (deal._name, deal.id))

        deal.write({"user_id": self.other_seller.id, "team_id": self.thermal.id})
        action = call.action_open_client()
        self.assertEqual(action["res_model"], "res.partner")

    def test_who_took_no_part_may_not_press_the_buttons(self):
        client = self._create_client(phone=NUMBER, user_id=self.colleague.id)
        call = self._report(self._event("ring"))
        self.assertEqual(call.partner_id, client)
        for user in (self.other_seller, self.storekeeper):
            for method in (
                "action_open_client",
                "action_new_inquiry",
                "action_pass_to_responsible",
            ):
                button = getattr(call.with_user(user), method)
                with self.subTest(f"{method}: {user.name}"):
                    self.assertRaises(AccessError, button)

    def test_pass_gives_the_card_and_one_task(self):
        self._create_client(phone=NUMBER, user_id=self.colleague.id)
        call = self._report(self._event("ring"))
        self.sent.clear()

        for _click in range(2):
            name = call.with_user(self.seller).action_pass_to_responsible()

        self.assertEqual(name, self.colleague.name)
        card = self._messages(self.colleague)[0]
        self.assertEqual((card["phase"], card["from"]), ("pass", self.seller.name))
        self.assertTrue(card["is_mine"])
        self.assertTask(call, "mail_activity_call_back", self.colleague)

    def test_nobody_to_pass_to(self):
        self._create_client(phone=NUMBER)
        call = self._report(self._event("ring"))
        self.assertEqual(call.with_user(self.seller).action_pass_to_responsible(), "")

    def _open_form(self, call, user):
        action = call.with_user(user).action_new_inquiry()
        return Form(
            self.env["sales.inquiry.phone"]
            .with_user(user)
            .with_context(**action["context"])
        )

    def test_new_inquiry_completes_what_the_ring_began(self):
        call = self._report(self._event("ring"))
        begun = call.inquiry_id

        form = self._open_form(call, self.seller)
        self.assertFalse(form.partner_id)
        self.assertFalse(form.contact_name)
        form.contact_name = "Ivan"
        form.company_name = "New Ltd"
        form.email = "ivan@new-ltd.example"
        form.text = "A pump of 40 litres"
        action = form.save().action_create()

        self.assertEqual(action["res_id"], begun.id)
        self.assertEqual(self.Call.search_count([]), 1)
        self.assertEqual(begun.body, "A pump of 40 litres")
        self.assertEqual(begun.user_id, self.seller)
        self.assertEqual(begun.partner_id.name, "Ivan")
        self.assertEqual(begun.partner_id.parent_id.name, "New Ltd")
        self.assertEqual(begun.lead_id.need, "A pump of 40 litres")
        self.assertEqual(begun.lead_id.partner_name, "New Ltd")
        self.assertEqual(begun.lead_id.user_id, self.seller)

    def test_who_is_rung_with_others_writes_down_before_anybody_answers(self):
        client = self._create_client(phone=NUMBER, user_id=self.other_seller.id)
        self._create_lead(
            partner_id=client.id, team_id=self.thermal.id, user_id=self.other_seller.id
        )
        call = self._report(self._event("ring"), self._event("ring", "202"))
        self.assertFalse(call.with_user(self.seller).has_access("read"))

        form = self._open_form(call, self.seller)
        form.text = "Spare parts"
        form.save().action_create()

        self.assertEqual(call.inquiry_id.body, "Spare parts")

    def test_new_inquiry_of_a_known_client_belongs_to_the_call(self):
        client = self._create_client(phone=NUMBER, user_id=self.seller.id)
        call = self._report(self._event("ring"))
        self.assertFalse(call.inquiry_id)

        form = self._open_form(call, self.seller)
        self.assertEqual(form.partner_id, client)
        form.text = "Spare parts"
        form.save().action_create()

        self.assertEqual(call.inquiry_id.body, "Spare parts")
        self.assertEqual(call.inquiry_id.partner_id, client)
        self.assertTrue(call.inquiry_id.is_known_client)
        self.assertEqual(self.Call.search_count([]), 1)

    def test_the_same_text_twice_is_one_inquiry_another_one_is_a_second(self):
        self._create_client(phone=NUMBER, user_id=self.seller.id)
        call = self._report(self._event("ring"))
        for text in ("Spare parts", "Spare parts", "A service contract"):
            form = self._open_form(call, self.seller)
            form.text = text
            form.save().action_create()
        found = self.Inquiry.search([("call_id", "=", call.id)])
        self.assertEqual(
            set(found.mapped("body")), {"Spare parts", "A service contract"}
        )
        self.assertEqual(len(found), 2)

    def test_the_inquiry_of_a_colleagues_client_is_registered_for_him(self):
        self._create_client(phone=NUMBER, user_id=self.other_seller.id)
        call = self._report(self._event("ring"))

        form = self._open_form(call, self.seller)
        form.text = "Spare parts"
        form.user_id = self.env["res.users"]
        action = form.save().action_create()

        self.assertEqual(call.inquiry_id.user_id, self.other_seller)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(self.other_seller.name, action["params"]["message"])
