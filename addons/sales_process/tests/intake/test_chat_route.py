import json

from odoo.tests import HttpCase, tagged

from .chat_common import ChatCommon


@tagged("post_install", "-at_install")
class TestChatRoute(ChatCommon, HttpCase):
    """The address that is entered in the settings of the chat."""

    def _post(self, body, token=None, **options):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        token = token or self.jivo.token
        self.env.flush_all()
        return self.url_open(
            f"/sales_process/jivo/{token}",
            data=body,
            headers={"Content-Type": "application/json"},
            **options,
        )

    def test_a_report_is_taken_in(self):
        answer = self._post(self._sample("chat_finished"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json(), {"result": "ok"})
        self.assertEqual(self._chats().chat_id, "7607")

    def test_a_known_client_is_told(self):
        client = self._create_client(email="s.kornilov@npo-kriotech.example")
        answer = self._post(self._sample("chat_accepted"))
        self.assertTrue(answer.headers["Content-Type"].startswith("application/json"))
        self.assertTrue(answer.json()["crm_link"].endswith(str(client.id)))

    def test_a_wrong_token_learns_nothing(self):
        other = self.env["sales.webhook"].create({"name": "P", "kind": "mikopbx"})
        for token in ("x", self.jivo.token[:-1], other.token, "%00", "ж"):
            answer = self._post(self._sample("chat_accepted"), token)
            self.assertEqual((answer.status_code, answer.content), (404, b""))
        self.assertFalse(self._get_log())

    def test_an_archived_connection_is_closed(self):
        self.jivo.active = False
        self.assertEqual(self._post({}).status_code, 404)

    def test_a_long_chat_fits_and_anything_larger_is_refused(self):
        payload = self._finished(("visitor", "ж" * 9000), ("visitor", "х" * 9000))
        payload["plain_messages"] = payload["html_messages"] = "ж" * 18000
        self.assertGreater(len(json.dumps(payload)), 256 * 1024)
        self.assertEqual(self._post(payload).status_code, 200)
        self.assertIn("ж" * 9000, self._chats().body)

        self.assertEqual(self._post(b"x" * 1024 * 1025).status_code, 413)

    def test_too_many_reports(self):
        self.jivo.rate_limit = 2
        codes = [self._post({"event_name": "x", "n": n}).status_code for n in range(3)]
        self.assertEqual(codes, [200, 200, 429])

    def test_what_is_no_report_is_kept(self):
        bodies = (b" ", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"a": NaN}')
        for body in bodies:
            self.assertEqual(self._post(body).json(), {"result": "ok"})
        self.assertEqual(set(self._get_log().mapped("state")), {"failed"})
        self.assertGreaterEqual(len(self._get_log()), 5)

    def test_only_post(self):
        answer = self.url_open(f"/sales_process/jivo/{self.jivo.token}")
        self.assertIn(answer.status_code, (404, 405))
