from odoo.tests import tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesCall(SalesProcessCommon):
    """One record a call, however often and in which order it is reported."""

    def _register(self, **values):
        return self.Call.register(
            {
                "provider": "pbx",
                "external_id": "call-1",
                "direction": "in",
                "state": "answered",
                "number": "8 (999) 000-11-22",
                **values,
            }
        )

    def test_an_unknown_number_makes_an_inquiry_and_a_lead(self):
        call = self._register()

        self.assertEqual(call.phone_sanitized, "+79990001122")
        self.assertEqual(call.inquiry_id.channel, "phone")
        self.assertEqual(call.inquiry_id.call_id, call)
        self.assertEqual(call.lead_id.phone_sanitized, "+79990001122")
        self.assertEqual(call.partner_id.client_state, "prospect")
        self.assertEqual(call.lead_id.call_ids, call)

    def test_a_known_number_is_in_the_history(self):
        client = self._create_client(phone="+7 999 000-11-22")
        deal = self._create_lead(partner_id=client.id)

        call = self._register()

        self.assertEqual(call.partner_id, client)
        self.assertEqual(call.lead_id, deal)
        self.assertFalse(call.inquiry_id)
        self.assertEqual(client.sales_call_count, 1)
        self.assertTrue(deal.message_ids)

    def test_the_same_call_twice_is_one(self):
        first = self._register()
        second = self._register()
        self.assertEqual(first, second)
        self.assertEqual(self.Inquiry.search_count([]), 1)

    def test_a_late_report_never_takes_an_answer_back(self):
        for first, second, expected in (
            ("answered", "missed", "answered"),
            ("missed", "answered", "answered"),
            ("busy", "cancelled", "busy"),
        ):
            with self.subTest(f"{first} then {second}"):
                key = f"{first}-{second}"
                self._register(external_id=key, state=first)
                call = self._register(external_id=key, state=second, duration=60)
                self.assertEqual(call.state, expected)
                self.assertEqual(call.duration, 60)

    def test_a_missed_call_of_a_client_is_called_back_by_his_salesperson(self):
        self._create_client(phone="+7 999 000-11-22", user_id=self.seller.id)

        call = self._register(state="missed")

        self.assertTask(call, "mail_activity_call_back", self.seller)

    def test_a_missed_unknown_number_is_called_back(self):
        call = self._register(state="missed")
        self.assertTask(call.inquiry_id, "mail_activity_call_back", self.triage)

    def test_answered_after_all_needs_no_call_back(self):
        call = self._register(state="missed")
        self._register(state="answered")
        self.assertTask(
            call.inquiry_id, "mail_activity_call_back", self.env["res.users"]
        )

    def test_an_outgoing_call_answers_the_inquiry(self):
        inquiry = self._create_inquiry(phone="+7 999 000-11-22")

        self._register(direction="out", state="missed", external_id="a")
        self.assertFalse(inquiry.date_first_answer)
        self._register(direction="out", external_id="b")

        self.assertTrue(inquiry.date_first_answer)

    def test_internal_calls_concern_nobody(self):
        call = self._register(direction="inner", number="101")
        self.assertFalse(call.inquiry_id | call.partner_id.inquiry_ids)

    def test_a_hidden_number_is_registered(self):
        call = self._register(number=False)
        self.assertTrue(call.inquiry_id.lead_id)

    def test_a_salesperson_registers_a_call(self):
        call = self.Call.with_user(self.seller).register(
            {"number": "8 999 000-33-44", "user_id": self.seller.id, "text": "A pump"}
        )
        self.assertEqual(call.inquiry_id.body, "A pump")
