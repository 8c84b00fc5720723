import json
import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ...tools.intake.telephony.event import CallEvent, to_json
from ..common import SalesProcessCommon

NUMBER = "8 (999) 000-11-22"


class CallCardCommon(SalesProcessCommon):
    """An exchange with the telephones of the seller, a colleague, the storekeeper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webhook = cls.env["sales.webhook"].create(
            {
                "name": "Office",
                "kind": "mikopbx",
                "tz": "Europe/Moscow",
                "extension_ids": [
                    (0, 0, {"extension": extension, "user_id": user.id})
                    for extension, user in (
                        ("201", cls.seller),
                        ("202", cls.colleague),
                        ("203", cls.storekeeper),
                    )
                ],
                "number_ids": [
                    (0, 0, {"number": "+7 495 777-00-11", "team_id": cls.vacuum.id})
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.sent = []
        self.patch(
            type(self.env["res.users"]),
            "_bus_send",
            lambda users, channel, message, **kwargs: self.sent.extend(
                (user, message) for user in users
            ),
        )

    def _event(self, kind, extension="201", **values):
        started = fields.Datetime.now() - timedelta(seconds=90)
        moment = {"ring": "started_at", "answer": "answered_at", "end": "ended_at"}
        return CallEvent(
            event=kind,
            call_id="call-1",
            leg_id=f"leg-{extension}",
            direction="in",
            client_phone_raw=NUMBER,
            did="74957770011",
            extension=extension,
            **{moment.get(kind, "ended_at"): started, **values},
        )

    def _report(self, *events):
        """Take events in as the route does; return their call."""
        rows = [
            {
                "key": event.key,
                "group_key": event.call_id,
                "kind": event.event,
                "content": json.dumps(to_json(event)),
            }
            for event in events
        ]
        self.env["sales.webhook.event"]._keep(self.webhook, rows)
        self.webhook._process_groups(["call-1"])
        return self.Call.search([("external_id", "=", "call-1")])

    def _messages(self, user):
        return [message for whom, message in self.sent if whom == user]


@tagged("post_install", "-at_install")
class TestCallCard(CallCardCommon):
    def test_the_card_comes_to_whom_it_rings(self):
        client = self._create_client(
            name="Vacuum Ltd", phone=NUMBER, user_id=self.colleague.id
        )
        deal = self._create_lead(
            name="Pump", partner_id=client.id, expected_revenue=1200, user_id=False
        )

        self._report(self._event("ring"))

        (card,) = self._messages(self.seller)
        self.assertEqual((card["phase"], card["kind"]), ("ring", "client"))
        self.assertEqual(card["name"], "Vacuum Ltd")
        self.assertEqual(card["number_text"], "+7 999 000-11-22")
        self.assertEqual(card["responsible"], self.colleague.name)
        self.assertTrue(card["can_pass"])
        self.assertFalse(card["is_mine"])
        team = self.vacuum.with_context(lang=self.seller.lang)
        self.assertEqual(card["team"], team.name)
        self.assertEqual(card["deals"][0]["name"], deal.name)
        self.assertIn("1200", re.sub(r"[^\d]", "", card["deals"][0]["amount"]))
        self.assertFalse(self._messages(self.colleague))

    def test_deals_that_one_may_not_read_are_no_links(self):
        client = self._create_client(phone=NUMBER)
        self._create_lead(name="Mine", partner_id=client.id, user_id=self.seller.id)
        self._create_lead(
            name="His",
            partner_id=client.id,
            team_id=self.thermal.id,
            user_id=self.other_seller.id,
        )

        self._report(self._event("ring"))

        (card,) = self._messages(self.seller)
        links = {deal["name"]: deal["can_open"] for deal in card["deals"]}
        self.assertEqual(links, {"Mine": True, "His": False})

    def test_somebody_new_is_called_by_his_number(self):
        self._report(self._event("ring"))

        (card,) = self._messages(self.seller)
        self.assertEqual((card["name"], card["kind"]), ("", "new"))
        self.assertEqual(card["number_text"], "+7 999 000-11-22")

    def test_a_prospect_and_several_clients(self):
        prospect = self._create_client(phone=NUMBER, client_state="prospect")
        self._report(self._event("ring"))
        self.assertEqual(self._messages(self.seller)[0]["kind"], "prospect")

        self._create_client(name="Second", phone=NUMBER)
        prospect.client_state = "client"
        self.Call.search([]).unlink()
        self.sent.clear()
        self.env["sales.webhook.event"].search([]).unlink()
        self._report(self._event("ring"))
        card = self._messages(self.seller)[0]
        self.assertEqual(card["kind"], "several")
        self.assertEqual(set(card["candidates"]), {"Client", "Second"})

    def test_a_storekeeper_sees_who_calls_and_nothing_else(self):
        client = self._create_client(name="Vacuum Ltd", phone=NUMBER)
        self._create_lead(partner_id=client.id)

        self._report(self._event("ring", "203"))

        (card,) = self._messages(self.storekeeper)
        self.assertEqual(card["name"], "Vacuum Ltd")
        self.assertFalse(card["is_full"])
        self.assertFalse({"deals", "debt", "last", "responsible"} & card.keys())

    def test_answer_starts_the_clock_and_tells_the_others_who_took_it(self):
        self._report(self._event("ring"), self._event("ring", "202"))
        self.sent.clear()

        self._report(self._event("answer", "202"))

        (card,) = self._messages(self.colleague)
        self.assertEqual(card["phase"], "answer")
        self.assertAlmostEqual(card["seconds"], 90, delta=5)
        (message,) = self._messages(self.seller)
        self.assertEqual(message["phase"], "end")
        self.assertEqual(message["taken_by"], self.colleague.name)

    def test_the_end_tells_the_result(self):
        call = self._report(self._event("ring"))
        self.sent.clear()

        self._report(self._event("summary", result="missed", is_final=True))

        (message,) = self._messages(self.seller)
        expected = {
            "phase": "end",
            "id": call.id,
            "result": "missed",
            "is_taken": False,
            "taken_by": "",
        }
        self.assertEqual(message, expected)

    def test_debt_is_shown(self):
        client = self._create_client(phone=NUMBER)

        def owe(partners):
            partners.credit, partners.debit = 1500, 0

        self.patch(type(client), "_credit_debit_get", owe)
        self._report(self._event("ring"))
        self.assertIn(
            "1500", re.sub(r"[^\d]", "", self._messages(self.seller)[0]["debt"])
        )

    def test_cards_of_many_deals_and_contacts_cost_the_same(self):
        client = self._create_client(phone=NUMBER)
        self._create_lead(partner_id=client.id, user_id=self.seller.id)
        call = self._report(self._event("ring"))
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            call._get_card(self.seller)  # what is cached for ever
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call._get_card(self.seller)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            for number in range(50):
                self._create_lead(
                    name=f"Deal {number}",
                    partner_id=client.id,
                    user_id=self.seller.id,
                )
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestLiveCards(CallCardCommon):
    """After the page is loaded again the card comes back."""

    def _live(self, user):
        return self.Call.with_user(user).get_my_live_cards()

    def test_a_ringing_call_comes_back_to_everybody_in_the_group(self):
        call = self._report(self._event("ring"), self._event("ring", "202"))
        for user in (self.seller, self.colleague):
            with self.subTest(user.name):
                (card,) = self._live(user)
                self.assertEqual((card["id"], card["phase"]), (call.id, "ring"))
        self.assertEqual(self._live(self.storekeeper), [])
        self.assertEqual(self._live(self.head), [])

    def test_a_talk_comes_back_to_who_talks(self):
        self._report(self._event("ring"), self._event("ring", "202"))
        self._report(self._event("answer", "202"))
        (card,) = self._live(self.colleague)
        self.assertEqual(card["phase"], "answer")
        self.assertAlmostEqual(card["seconds"], 90, delta=5)
        self.assertEqual(self._live(self.seller), [])

    def test_what_is_over_does_not_come_back(self):
        self._report(self._event("ring"))
        self._report(self._event("summary", result="missed", is_final=True))
        self.assertEqual(self._live(self.seller), [])

    def test_a_call_whose_end_was_lost_does_not_come_back_next_day(self):
        call = self._report(self._event("ring"))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sales_call SET write_date = write_date - interval '13 hours'"
            " WHERE id = %s",
            [call.id],
        )
        self.assertEqual(self._live(self.seller), [])

    def test_a_storekeeper_gets_the_name_only(self):
        self._report(self._event("ring", "203"))
        (card,) = self._live(self.storekeeper)
        self.assertFalse(card["is_full"])

    def test_portal_users_learn_nothing(self):
        portal = self._create_user("portal", "base.group_portal")
        self._report(self._event("ring"))
        self.assertEqual(self._live(portal), [])


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


@tagged("post_install", "-at_install")
class TestDialAndRecording(CallCardCommon):
    def test_the_telephone_of_the_device_is_the_way_out(self):
        answer = self.env["sales.webhook"].with_user(self.triage).dial(NUMBER)
        self.assertFalse(answer["is_dialled"])
        self.assertEqual(answer["tel"], "tel:+79990001122")

    def test_recording_is_for_who_may_read_the_call(self):
        call = self._report(self._event("ring"))
        self.assertFalse(call.has_recording)
        call.recording_ref = "cdr:1"
        self.assertTrue(call.has_recording)
        with self.assertRaises(AccessError):
            call.with_user(self.storekeeper).get_recording_link()

    def test_called_back_is_for_who_may_write_the_call(self):
        call = self._report(
            self._event("ring"), self._event("summary", result="missed", is_final=True)
        )
        with self.assertRaises(AccessError):
            call.with_user(self.other_seller).action_called_back()
        call.with_user(self.seller).action_called_back()
        self.assertTrue(call.date_called_back)
