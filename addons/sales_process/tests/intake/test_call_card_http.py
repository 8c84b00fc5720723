from odoo.tests import HttpCase, tagged

from ..common import SalesProcessCommon

TOKEN = "token-of-the-tour-0123456789"


@tagged("post_install", "-at_install")
class TestCallCardTour(HttpCase, SalesProcessCommon):
    """The exchange reports over HTTP; the screen of the salesperson follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webhook = cls.env["sales.webhook"].create(
            {
                "name": "Office",
                "kind": "mikopbx",
                "token": TOKEN,
                "extension_ids": [
                    (0, 0, {"extension": "201", "user_id": cls.seller.id})
                ],
            }
        )
        cls.client_company = cls._create_client(
            name="Tour Vacuum Ltd", phone="+7 999 000-11-22", user_id=cls.seller.id
        )
        cls.deal = cls._create_lead(
            name="Pump for the tour",
            partner_id=cls.client_company.id,
            user_id=cls.seller.id,
        )

    def test_card_comes_and_the_request_is_written_down(self):
        self.start_tour(
            "/odoo/action-sales_process.sales_call_action",
            "sales_process.call_card",
            login=self.seller.login,
            timeout=120,
        )

        call = self.Call.search([("webhook_id", "=", self.webhook.id)])
        self.assertEqual((call.state, call.is_over), ("answered", True))
        self.assertEqual(call.user_id, self.seller)
        self.assertEqual(call.inquiry_id.body, "Spare parts for the pump")
        self.assertEqual(call.inquiry_id.lead_id, self.deal)

    def test_card_comes_back_when_the_page_is_loaded_again(self):
        base = f"/sales_process/telephony/mikopbx/{TOKEN}"
        self.url_open(
            f"{base}?action=call&id=tour-2&uid=leg-2&user=201&src=79990001122"
            "&dst=201&type=incoming&date=2026-01-12T15:40:10%2B03:00"
        )
        self.start_tour(
            "/odoo/action-sales_process.sales_call_action",
            "sales_process.call_card_restored",
            login=self.seller.login,
            timeout=120,
        )

    def test_users_without_a_telephone_ask_nothing(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(
            [
                info["sales_process_calls_numbers"],
                info["sales_process_has_extension"],
                info["sales_process_can_dial"],
            ],
            [True, False, False],
        )

    def test_guests_are_told_that_the_field_is_not_ours(self):
        self.authenticate(self.storekeeper.login, self.storekeeper.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertFalse(info["sales_process_calls_numbers"])
        self.assertFalse(info["sales_process_can_dial"])
