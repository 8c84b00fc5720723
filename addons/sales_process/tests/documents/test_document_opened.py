from datetime import datetime

from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDocumentOpened(RegisterCommon, HttpCase):
    """The client opens the page of a document: the first and the last time stay."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal([(self.stocked, 1)])
        self.order = self.deal.sudo().order_ids
        self.order._portal_ensure_token()

    def _open(self, record=None, **kwargs):
        self.env.flush_all()
        response = self.url_open((record or self.order).get_portal_url(), **kwargs)
        self.env.invalidate_all()
        return response

    def test_client_opens_order_and_invoice(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        for kind, record in (("order", self.order), ("invoice", invoice)):
            with self.subTest(kind=kind):
                self.assertFalse(self._get_row(self.deal, kind).opened_first)

                self.assertEqual(self._open(record).status_code, 200)

                row = self._get_row(self.deal, kind)
                self.assertEqual(row.opened, "yes")
                self.assertTrue(row.opened_first)
                self.assertEqual(row.opened_first, row.opened_last)

    def test_client_who_is_logged_in_opens_it(self):
        new_test_user(
            self.env,
            "t_client",
            "base.group_portal",
            partner_id=self.client.id,
            password="t_client_password",
        )
        self.authenticate("t_client", "t_client_password")

        self._open()

        self.assertEqual(self._get_row(self.deal, "order").opened, "yes")

    def test_look_of_an_employee_does_not_count(self):
        self.authenticate("admin", "admin")

        self.assertEqual(self._open().status_code, 200)

        self.assertFalse(self._get_row(self.deal, "order").opened_first)

    def test_what_shows_nothing_does_not_count(self):
        for name, call in (
            ("preview", lambda: self._open(headers={"Odoo-Link-Preview": "True"})),
            ("head", lambda: self._open(method="HEAD")),
            (
                "wrong token",
                lambda: self.url_open(f"/my/orders/{self.order.id}?access_token=no"),
            ),
        ):
            with self.subTest(name):
                call()
                self.env.invalidate_all()
                self.assertFalse(self._get_row(self.deal, "order").opened_first)

    def test_first_and_last_opening_stay(self):
        traces = self.env["sales.document.trace"]
        trace = traces._get_for([("sale.order", self.order.id)])
        for moment in ("2026-03-02 09:00", "2026-03-02 09:02", "2026-03-05 10:00"):
            with freeze_time(moment):
                trace._note_opened()

        self.assertEqual(trace.opened_first, datetime(2026, 3, 2, 9))
        self.assertEqual(trace.opened_last, datetime(2026, 3, 5, 10))
        text = self._get_row(self.deal, "order").steps[1]["text"]
        self.assertIn("last time", text)

    def test_one_trace_for_a_document(self):
        traces = self.env["sales.document.trace"]
        first = traces._get_for([("sale.order", self.order.id)] * 2)

        self.assertEqual(first, traces._get_for([("sale.order", self.order.id)]))
        self.assertEqual(len(first), 1)
        self.assertFalse(traces._get_for([]))
