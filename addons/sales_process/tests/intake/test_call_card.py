import re

from odoo.tests import tagged

from ..call_common import NUMBER, CallCardCommon


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
