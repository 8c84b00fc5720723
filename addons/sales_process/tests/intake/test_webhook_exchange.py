import base64
import hashlib
import hmac
import json
import time
from datetime import datetime
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.intake.telephony import outgoing
from .fake_exchange import KEY, FakeMiko, answer_json, run_exchange
from .telephony_samples import read_json
from .test_webhook_calls import WebhookCommon

REAL_REQUEST = requests.Session.request


class ExchangeCommon(WebhookCommon):
    """Requests go to a server of the test: the guard of the test suite lets them."""

    def setUp(self):
        super().setUp()
        self.patch(requests.Session, "request", REAL_REQUEST)
        self.startPatcher(
            patch.object(
                requests.Session,
                "send",
                lambda session, request, **options: _send(session, request, options),
            )
        )
        self.startPatcher(
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
            )
        )


def _send(session, request, options):
    """Only the server of the test is reached."""
    assert request.url.startswith("http://127.0.0.1:"), request.url
    return REAL_SEND(session, request, **options)


REAL_SEND = requests.Session.send


def make_record(number, **values):
    """A row of an answered call of one leg."""
    row = read_json("mikopbx_rest_v3_cdr.json")["data"]["records"][0]
    return {
        **row,
        "id": number,
        "linkedid": f"mikopbx-{number}",
        "UNIQUEID": f"mikopbx-{number}_leg",
        "src_num": f"7999{number:07}",
        **values,
    }


@tagged("post_install", "-at_install")
class TestCallRecords(ExchangeCommon):
    """The call records of a MikoPBX are read page by page."""

    def _pull(self, behave, **values):
        with run_exchange(behave) as server:
            self.pbx.write(
                {
                    "api_url": server.address,
                    "api_key": KEY,
                    "pull_records": True,
                    **values,
                }
            )
            self.Webhook._cron_pull_records()
        return server.seen

    def _numbers(self):
        calls = self.Call.search([("webhook_id", "=", self.pbx.id)])
        return sorted(int(call.external_id.split("-")[1]) for call in calls)

    def test_pages_are_read_to_the_end_by_either_meaning_of_the_cursor(self):
        records = [make_record(number) for number in range(1, 8)]
        for is_inclusive in (True, False):
            self.Call.search([("webhook_id", "=", self.pbx.id)]).unlink()
            self.pbx.event_ids.unlink()
            self.pbx.record_cursor = 0
            with patch(
                "odoo.addons.sales_process.models.intake.sales_webhook_records.PAGE", 3
            ):
                self._pull(FakeMiko(records, is_inclusive))
            self.assertEqual(self._numbers(), list(range(1, 8)))
            self.assertEqual(self.pbx.record_cursor, 7)
            self.assertFalse(self.pbx.pull_error)

    def test_only_new_rows_are_read(self):
        miko = FakeMiko([make_record(5)])
        self._pull(miko)
        self._pull(miko)
        self.assertEqual(self._numbers(), [5])
        miko.records.append(make_record(6))
        seen = self._pull(miko)
        self.assertEqual(self._numbers(), [5, 6])
        self.assertEqual(seen[0][2]["idFrom"], "5")
        self.assertEqual(seen[0][2]["grouped"], "false")

    def test_times_are_those_of_the_exchange(self):
        self.pbx.tz = "Asia/Yekaterinburg"
        self._pull(FakeMiko([make_record(5, start="2025-11-18 15:40:10.331")]))
        call = self.Call.search([("webhook_id", "=", self.pbx.id)])
        self.assertEqual(call.date, datetime(2025, 11, 18, 10, 40, 10))

    def test_a_call_that_goes_on_is_waited_for(self):
        now = datetime(2025, 11, 18, 12, 45)
        going = make_record(6, endtime="", answer="", disposition="")
        records = [make_record(5), going, make_record(7)]
        with patch.object(fields.Datetime, "now", return_value=now):
            self._pull(FakeMiko(records))
        self.assertEqual(self._numbers(), [5])
        self.assertEqual(self.pbx.record_cursor, 5)
        # a row that is never finished does not stop the others for ever
        self._pull(FakeMiko(records))
        self.assertEqual(self.pbx.record_cursor, 7)

    def test_a_leg_that_has_just_ended_does_not_make_a_missed_call(self):
        row = make_record(5, answer="", disposition="NOANSWER", billsec=0)
        now = datetime(2025, 11, 18, 12, 43, 30)  # half a minute after the end
        with patch.object(fields.Datetime, "now", return_value=now):
            self._pull(FakeMiko([row]))
        call = self.Call.search([("webhook_id", "=", self.pbx.id)])
        self.assertEqual((call.state, call.is_over), ("ringing", False))

    def test_a_wrong_key_is_told_once(self):
        with run_exchange(FakeMiko([make_record(5)])) as server:
            self.pbx.write(
                {"api_url": server.address, "api_key": "old", "pull_records": True}
            )
            for _time in range(3):
                self.pbx._pull_records()
        self.assertIn("API key", self.pbx.pull_error)
        self.assertEqual(self.pbx.record_cursor, 0)
        notices = self.env["mail.message"].search_count(
            [
                ("model", "=", "sales.webhook"),
                ("res_id", "=", self.pbx.id),
                ("partner_ids", "in", self.director.partner_id.ids),
            ]
        )
        self.assertEqual(notices, 1)

    def test_an_error_goes_when_the_exchange_answers_again(self):
        self._pull(lambda *_args: (500, {}, b"broken"))
        self.assertTrue(self.pbx.pull_error)
        self._pull(FakeMiko([make_record(5)]))
        self.assertFalse(self.pbx.pull_error)
        self.assertEqual(self._numbers(), [5])

    def test_bad_answers_lose_nothing(self):
        for body in (b"", b"<html>", b"[]", b"null", b'{"data": 5}', b"{" * 5000):
            with self.subTest(body[:10]):
                self._pull(lambda *_args, body=body: (200, {}, body))
                self.assertTrue(self.pbx.pull_error)
                self.assertEqual(self.pbx.record_cursor, 0)

    def test_no_answer_in_time(self):
        def sleep(*_args):
            time.sleep(0.6)
            return answer_json({})

        with patch(
            "odoo.addons.sales_process.models.intake.sales_webhook_api.TIMEOUT",
            (0.3, 0.3),
        ):
            self._pull(sleep)
        self.assertIn("in time", self.pbx.pull_error)

    def test_nobody_is_there(self):
        self.pbx.write(
            {"api_url": "http://127.0.0.1:9", "api_key": KEY, "pull_records": True}
        )
        self.pbx._pull_records()
        self.assertIn("cannot be reached", self.pbx.pull_error)

    def test_rows_of_wrong_shape_are_left_out(self):
        records = [None, 5, {"id": "x"}, {"id": 9}, make_record(10)]
        answer = {"data": {"records": records}}
        self._pull(lambda *_args: answer_json(answer))
        self.assertEqual(self._numbers(), [10])


@tagged("post_install", "-at_install")
class TestDial(ExchangeCommon):
    """One click calls the employee and then the client."""

    def test_without_an_exchange_it_is_a_link(self):
        answer = self.Webhook.with_user(self.seller).dial("8 (999) 000-11-22")
        self.assertEqual(answer, {"is_dialled": False, "tel": "tel:+79990001122"})
        self.assertFalse(self.Webhook.with_user(self.seller)._can_dial())

    def test_the_exchange_is_asked(self):
        with run_exchange(lambda *_args: answer_json({"result": True})) as server:
            self.pbx.dial_url = (
                f"{server.address}/dial?from={{extension}}&to={{number}}"
            )
            webhook = self.Webhook.with_user(self.seller)
            self.assertTrue(webhook._can_dial())
            answer = webhook.dial("8 (999) 000-11-22 доб. 5")
        self.assertEqual(answer["is_dialled"], True)
        method, path, query, _body = server.seen[0]
        self.assertEqual((method, path), ("GET", "/dial"))
        self.assertEqual(query, {"from": "201", "to": "+79990001122"})

    def test_a_refusal_is_told(self):
        refuse = {"status": "error", "message": "No such employee"}
        with run_exchange(lambda *_args: answer_json(refuse)) as server:
            self.pbx.dial_url = f"{server.address}/?to={{number}}"
            with self.assertRaisesRegex(UserError, "No such employee"):
                self.Webhook.with_user(self.seller).dial("+79990001122")

    def test_a_wrong_number(self):
        with self.assertRaises(UserError):
            self.Webhook.with_user(self.seller).dial("8 495 123-45-6")

    def test_who_has_no_extension_cannot_dial(self):
        self.pbx.dial_url = "http://127.0.0.1:9/?to={number}"
        self.assertFalse(self.Webhook.with_user(self.head)._can_dial())
        portal = self._create_user("portal", "base.group_portal")
        self.assertFalse(self.Webhook.with_user(portal)._can_dial())

    def test_requests_of_every_exchange(self):
        def make(kind, **values):
            account = outgoing.Account(kind, api_key="key", secret="salt", **values)
            return outgoing.dial(account, "201", "+79990001122", "c1")

        mango = make("mango")
        signed = f"key{mango.data['json']}salt".encode()
        self.assertEqual(mango.data["sign"], hashlib.sha256(signed).hexdigest())
        self.assertEqual(json.loads(mango.data["json"])["to_number"], "79990001122")
        self.assertTrue(mango.url.endswith("/vpbx/commands/callback"))

        megafon = make("megafon", url="https://vats.example/crm")
        self.assertEqual(megafon.data["cmd"], "makeCall")
        self.assertEqual(megafon.data["token"], "key")

        zadarma = make("zadarma")
        query = "from=201&to=79990001122"
        md5 = hashlib.md5(query.encode(), usedforsecurity=False).hexdigest()
        digest = hmac.new(
            b"salt", f"/v1/request/callback/{query}{md5}".encode(), hashlib.sha1
        ).hexdigest()
        sign = base64.b64encode(digest.encode()).decode()
        self.assertEqual(zadarma.headers["Authorization"], f"key:{sign}")

        uis = make("uis", own_number="+74957770011")
        self.assertEqual(uis.json["params"]["contact"], "79990001122")
        self.assertEqual(uis.json["params"]["access_token"], "key")

    def test_what_is_needed_to_dial(self):
        for kind, values, expected in (
            ("mikopbx", {}, False),
            ("mikopbx", {"dial_url": "https://x/?to={number}"}, True),
            ("mango", {"api_key": "k"}, False),
            ("mango", {"api_key": "k", "secret": "s"}, True),
            ("megafon", {"api_key": "k"}, False),
            ("megafon", {"api_key": "k", "url": "https://x"}, True),
            ("uis", {"api_key": "k"}, True),
        ):
            account = outgoing.Account(kind, **values)
            self.assertEqual(outgoing.can_dial(account), expected, (kind, values))


@tagged("post_install", "-at_install")
class TestRecording(ExchangeCommon):
    """A recording is opened by a short-lived link, and who listened is known."""

    def _call_with(self, reference, webhook=None, key="mikopbx-5"):
        return self.Call.create(
            {
                "provider": "test",
                "external_id": key,
                "webhook_id": (webhook or self.pbx).id,
                "number": "+79990001122",
                "user_id": self.seller.id,
                "recording_ref": reference,
            }
        )

    def test_the_link_is_logged_and_opens(self):
        call = self._call_with("cdr:5")
        with run_exchange(FakeMiko([make_record(5)])) as server:
            self.pbx.write({"api_url": server.address, "api_key": KEY})
            own = call.with_user(self.seller)
            _empty, _route, _name, _id, expires, sign = own.get_recording_link()[
                "url"
            ].split("/")
            own._check_recording_link(int(expires), sign)
            _link, response = own._open_recording()
            self.assertEqual(response.content, b"SOUND")
        self.assertEqual(call.listening_ids.user_id, self.seller)

    def test_a_file_name_is_found_by_the_call(self):
        call = self._call_with("file:/storage/x.webm")
        self.assertFalse(call.has_recording)
        with run_exchange(FakeMiko([make_record(5)])) as server:
            self.pbx.write({"api_url": server.address, "api_key": KEY})
            call.invalidate_recordset(["has_recording"])
            self.assertTrue(call.has_recording)
            self.assertEqual(call._open_recording()[1].content, b"SOUND")
        self.assertEqual(server.seen[0][2]["linkedid"], "mikopbx-5")

    def test_a_link_of_a_cloud_exchange(self):
        call = self._call_with("https://records.example/1.mp3")
        self.assertEqual(call._open_recording()[0], "https://records.example/1.mp3")

    def test_a_temporary_link_is_asked_for(self):
        redirect = {"Location": "https://cdn.example/1.mp3"}
        cases = {
            "mango": (302, redirect, b""),
            "zadarma": answer_json({"link": "https://cdn.example/1.mp3"}),
        }
        for kind, answer in cases.items():
            webhook = self._create_webhook(kind, api_key="k", secret="s")
            call = self._call_with(f"{kind}:17", webhook, kind)
            with run_exchange(lambda *_args, a=answer: a) as server:
                webhook.api_url = server.address
                self.assertEqual(call._open_recording()[0], "https://cdn.example/1.mp3")

    def test_an_old_or_foreign_link_is_refused(self):
        call = self._call_with("cdr:5")
        future = int(time.time()) + 100
        own = call.with_user(self.seller)
        sign = own._sign_recording(future, self.seller.id)
        own._check_recording_link(future, sign)
        with self.assertRaises(AccessError):
            own._check_recording_link(future, "0" * 64)
        with self.assertRaises(AccessError):
            call.with_user(self.director)._check_recording_link(future, sign)
        past = int(time.time()) - 1
        with self.assertRaises(AccessError):
            own._check_recording_link(past, own._sign_recording(past, self.seller.id))

    def test_who_does_not_see_the_call_gets_no_link(self):
        call = self._call_with("cdr:5")
        for user in (self.other_seller, self.other_head, self.storekeeper):
            with self.assertRaises(AccessError):
                call.with_user(user).get_recording_link()
        self.assertFalse(call.listening_ids)

    def test_nobody_changes_the_log_of_listening(self):
        call = self._call_with("cdr:5")
        call.with_user(self.seller).get_recording_link()
        listening = call.listening_ids
        for user in (self.seller, self.head, self.director):
            with self.assertRaises(AccessError):
                listening.with_user(user).unlink()
            with self.assertRaises(AccessError):
                listening.with_user(user).user_id = self.colleague
        self.assertTrue(listening.with_user(self.head).read(["user_id"]))
        with self.assertRaises(AccessError):
            listening.with_user(self.other_head).read(["user_id"])

    def test_no_recording(self):
        call = self._call_with(False)
        with self.assertRaises(UserError):
            call.with_user(self.seller).get_recording_link()
