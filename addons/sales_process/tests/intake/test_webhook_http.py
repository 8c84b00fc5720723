import json
import logging

from odoo import fields
from odoo.tests import HttpCase, tagged

from ...controllers.webhooks import MAX_BODY, HideTokens
from ..common import SalesProcessCommon
from .telephony_samples import SAMPLES, mikopbx_hooks, read_json

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
BURST = 30  # the bench sends 200 from several workers at once


@tagged("post_install", "-at_install")
class TestWebhookHttp(SalesProcessCommon, HttpCase):
    """The addresses of exchanges, as a stranger and as the exchange see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx = cls.env["sales.webhook"].create(
            {
                "name": "Office",
                "kind": "mikopbx",
                "code": "http-test",
                "extension_ids": [
                    fields.Command.create(
                        {"extension": "201", "user_id": cls.seller.id}
                    )
                ],
            }
        )

    def _get(self, path, **query):
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return self.url_open(f"{path}?{text}", allow_redirects=False)

    def _path(self, token=None, kind="mikopbx"):
        token = self.pbx.token if token is None else token
        return f"/sales_process/telephony/{kind}/{token}"

    def _events(self):
        return self.env["sales.webhook.event"].search([])

    def test_the_whole_sample_over_http(self):
        for hook in mikopbx_hooks():
            query = {k: v.replace("+", "%2B") for k, v in hook.query.items()}
            query.pop("token", None)
            answer = self._get(self._path(), **query)
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("session_id", answer.cookies)
        call = self.env["sales.call"].search(
            [("external_id", "=", "mikopbx-1763469609.369")]
        )
        self.assertEqual((call.state, call.duration), ("answered", 164))
        self.assertEqual(call.user_id, self.seller)

    def test_the_token_may_stand_in_the_query(self):
        query = {"action": "incoming-call", "id": "1", "token": self.pbx.token}
        answer = self._get("/sales_process/telephony/mikopbx", **query)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(self._events())

    def test_a_wrong_token_learns_nothing(self):
        for path in (
            self._path("wrong"),
            self._path(self.pbx.token[:-1]),
            self._path(self.pbx.token + "x"),
            self._path(kind="mango"),
            self._path(kind="nothing"),
            self._path(kind="jivo"),
            "/sales_process/telephony/mikopbx",
            f"/sales_process/jivo/{self.pbx.token}",
        ):
            with self.subTest(path):
                if "/jivo/" in path and "telephony" not in path:
                    answer = self.url_open(path, data=b"{}", headers=JSON)
                else:
                    answer = self._get(path, action="incoming-call", id="1", number="7")
                self.assertEqual((answer.status_code, answer.content), (404, b""))
        self.assertFalse(self._events())

    def test_an_archived_connection_is_closed(self):
        self.pbx.active = False
        answer = self._get(self._path(), action="incoming-call", id="1")
        self.assertEqual(answer.status_code, 404)

    def test_a_large_body_is_refused(self):
        for headers in (FORM, JSON):
            body = b'{"x": "' + b"y" * MAX_BODY + b'"}'
            answer = self.url_open(self._path(), data=body, headers=headers)
            self.assertEqual(answer.status_code, 413)
        self.assertFalse(self._events())

    def test_too_many_requests_are_refused(self):
        self.pbx.rate_limit = 3
        codes = [
            self._get(self._path(), action="incoming-call", id=str(n)).status_code
            for n in range(5)
        ]
        self.assertEqual(codes, [200, 200, 200, 429, 429])
        self.assertEqual(len(self._events()), 3)

    def test_neutral_events_of_the_listener(self):
        event = read_json("neutral_call_event.json")
        body = json.dumps({"events": [event, {**event, "event": "start"}]})
        answer = self.url_open(self._path(), data=body.encode(), headers=JSON)
        self.assertEqual(answer.status_code, 200)
        call = self.env["sales.call"].search([("external_id", "=", event["call_id"])])
        self.assertEqual(call.state, "answered")

    def test_mango_appends_to_the_address(self):
        mango = self.env["sales.webhook"].create(
            {"name": "M", "kind": "mango", "code": "m-http", **SAMPLES["mango"][1]}
        )
        for hook in SAMPLES["mango"][0]():
            path = f"/sales_process/telephony/mango/{mango.token}{hook.path}"
            answer = self.url_open(path, data=hook.form)
            self.assertEqual(answer.status_code, 200)
        call = self.env["sales.call"].search([("provider", "=", "m-http")])
        self.assertEqual((call.state, call.duration), ("answered", 164))

    def test_zadarma_checks_the_address(self):
        webhook = self.env["sales.webhook"].create(
            {"name": "Z", "kind": "zadarma", "code": "z-http", "secret": "s"}
        )
        path = f"/sales_process/telephony/zadarma/{webhook.token}"
        answer = self._get(path, zd_echo="Ab12")
        self.assertEqual(answer.content, b"Ab12")
        self.assertIn("text/plain", answer.headers["Content-Type"])
        answer = self._get(path, zd_echo="%3Cscript%3E")
        self.assertNotIn(b"<script>", answer.content)

    def test_bodies_that_are_no_messages(self):
        for body in (
            b"",
            b"\xff\xfe\x00",
            b"{",
            b"[1, 2",
            b"[" * 3000,
            b"null",
            b"%%%",
        ):
            for headers in (FORM, JSON, {"Content-Type": "multipart/form-data"}):
                answer = self.url_open(self._path(), data=body, headers=headers)
                self.assertIn(answer.status_code, (200, 400, 413))
        self.assertNotIn("new", self._events().mapped("state"))

    def test_the_name_for_the_display(self):
        self._create_client(name="Точприбор", phone="+7 999 000-11-22")
        query = {"action": "incoming-call", "id": "1", "number": "79990001122"}
        self.assertEqual(self._get(self._path(), **query).text, "Точприбор")

    def test_tokens_are_not_in_the_log(self):
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self._get(self._path(), action="incoming-call", id="1")
            self._get("/sales_process/telephony/mikopbx", token=self.pbx.token)
        text = "\n".join(log.output)
        self.assertIn("/sales_process/telephony/mikopbx/***", text)
        self.assertNotIn(self.pbx.token, text)

    def test_the_filter_leaves_other_lines_alone(self):
        record = logging.LogRecord("werkzeug", 20, "", 1, "GET %s", ("/web",), None)
        self.assertTrue(HideTokens().filter(record))
        self.assertEqual(record.getMessage(), "GET /web")

    def test_a_burst(self):
        for number in range(BURST):
            answer = self._get(
                self._path(),
                action="call",
                id=f"burst-{number}",
                uid="1",
                user="201",
                src=f"7999{number:07}",
                dst="201",
                type="incoming",
            )
            self.assertEqual(answer.status_code, 200)
        calls = self.env["sales.call"].search([("webhook_id", "=", self.pbx.id)])
        self.assertEqual(len(calls), BURST)
        self.assertEqual(len(calls.inquiry_id), BURST)
