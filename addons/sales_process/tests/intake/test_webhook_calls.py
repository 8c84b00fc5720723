import json
import random
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.intake.telephony.event import Hook
from ..common import SalesProcessCommon
from .telephony_samples import GENERIC_MAP, GENERIC_VALUES, SAMPLES, read_json
from .test_telephony_events import EXPECTED, mutate_hook

MUTATIONS = 60  # of each request, through the database; the adapters alone take 1,000
RECEIVE_LOGGER = "odoo.addons.sales_process.models.intake.sales_webhook_receive"
RING = {
    "action": "call",
    "id": "live-1",
    "uid": "leg-1",
    "user": "201",
    "src": "79990001122",
    "dst": "201",
    "type": "incoming",
}


class WebhookCommon(SalesProcessCommon):
    """Connections of every kind; extensions 201 of the seller, 202 of the colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Webhook = cls.env["sales.webhook"]
        cls.Event = cls.env["sales.webhook.event"]
        cls.pbx = cls._create_webhook("mikopbx")

    @classmethod
    def _create_webhook(cls, kind, **values):
        webhook = cls.Webhook.create(
            {
                "name": kind,
                "kind": kind,
                "code": f"test-{kind}",
                "tz": "Europe/Moscow",
                "extension_ids": [
                    fields.Command.create(
                        {"extension": "201", "user_id": cls.seller.id}
                    ),
                    fields.Command.create(
                        {"extension": "202", "user_id": cls.colleague.id}
                    ),
                ],
                "number_ids": [
                    fields.Command.create(
                        {"number": "+7 495 777-00-11", "team_id": cls.vacuum.id}
                    )
                ],
                **SAMPLES[kind][1],
                **values,
            }
        )
        if kind == "generic":
            webhook.field_ids = [
                fields.Command.create(
                    {
                        "field_name": name,
                        "path": path,
                        "values": "\n".join(
                            f"{raw} = {value}"
                            for (field, raw), value in GENERIC_VALUES.items()
                            if field == name
                        ),
                    }
                )
                for name, path in GENERIC_MAP.items()
            ]
        return webhook._in_its_company()

    def _hook(self, **values):
        """A hook of the MikoPBX about a call that rings."""
        return self.pbx._receive(Hook(query={**RING, **values}))

    def _call(self, key="live-1"):
        return self.Call.search([("external_id", "=", key)])

    def _messages(self, user):
        """What was sent to the screen of a user."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].search([], order="id")
        own = ["res.partner", user.partner_id.id]
        found = [
            json.loads(row.message)
            for row in rows
            if json.loads(row.channel)[1:] == own
        ]
        return [m["payload"] for m in found if m["type"] == "sales_process.call"]

    @contextmanager
    def _at(self, moment):
        """A scheduled action at another moment."""
        cron = type(self.env["ir.cron"])
        with (
            patch.object(fields.Datetime, "now", return_value=moment),
            patch.object(cron, "_commit_progress", return_value=1.0),
        ):
            yield


@tagged("post_install", "-at_install")
class TestWebhookCalls(WebhookCommon):
    """Messages of an exchange become one call, an inquiry, a task."""

    def _run_cron(self, moment):
        with self._at(moment):
            self.Webhook._cron_process()

    def _check_calls(self, kind):
        for (name, key), expected in EXPECTED.items():
            if name != kind:
                continue
            call = self._call(key)
            self.assertEqual(len(call), 1, f"{kind} {key}")
            found = (
                call.state,
                call.direction,
                call.number,
                call.did or "",
                call.extension or "",
                call.date,
                call.duration,
                call.is_over,
            )
            self.assertEqual(found, expected, f"{kind} {key}")

    def test_every_sample_twice_and_shuffled(self):
        chance = random.Random(11)
        for kind in SAMPLES:
            with self.subTest(kind):
                webhook = self.pbx if kind == "mikopbx" else self._create_webhook(kind)
                hooks = SAMPLES[kind][0]() * 2
                chance.shuffle(hooks)
                for hook in hooks:
                    self.assertEqual(webhook._receive(hook).status, 200)
                self._check_calls(kind)
                states = self.Event.search([("webhook_id", "=", webhook.id)])
                self.assertLessEqual(set(states.mapped("state")), {"done", "ignored"})
                self.assertEqual(set(states.mapped("repeats")), {2})

    def test_an_unknown_caller_is_an_inquiry_while_it_rings(self):
        self._hook()

        call = self._call()
        self.assertEqual((call.state, call.is_over), ("ringing", False))
        self.assertEqual(call.inquiry_id.channel, "phone")
        self.assertEqual(call.lead_id.phone_sanitized, "+79990001122")
        self.assertFalse(call.callback_deadline)

    def test_our_number_tells_the_department_and_the_source(self):
        source = self.env["utm.source"].create({"name": "Billboard"})
        self.pbx.number_ids.source_id = source

        self._hook(did="74957770011")

        inquiry = self._call().inquiry_id
        self.assertEqual(inquiry.team_id, self.vacuum)
        self.assertEqual(inquiry.source_id, source)

    def test_a_known_caller_makes_no_inquiry(self):
        client = self._create_client(phone="+7 999 000-11-22", user_id=self.seller.id)

        self._hook()
        self._hook(action="answer")
        self._hook(action="hangup")

        call = self._call()
        self.assertEqual(call.partner_id, client)
        self.assertFalse(call.inquiry_id)
        self.assertEqual((call.state, call.user_id), ("answered", self.seller))
        self.assertTrue(client.message_ids)

    def test_an_inner_call_is_no_call_with_a_client(self):
        self._hook(src="202", type="inner")
        self.assertFalse(self._call())
        self.assertEqual(self.Event.search([], limit=1).state, "ignored")

    def test_a_hidden_number_that_is_told_later(self):
        self._hook(src="")
        self.assertFalse(self._call().inquiry_id)
        self._hook(action="answer")
        self.assertEqual(self._call().inquiry_id.phone_sanitized, "+79990001122")

    def test_silence_ends_a_call_that_nobody_answered(self):
        self._hook()
        call = self._call()
        late = fields.Datetime.now() + timedelta(minutes=6)
        self._run_cron(late)
        self.assertEqual((call.state, call.is_over), ("missed", True))
        self.assertTrue(call.callback_deadline)

    def test_an_answered_call_is_not_ended_by_silence(self):
        self._hook()
        self._hook(action="answer")
        late = fields.Datetime.now() + timedelta(minutes=60)
        self._run_cron(late)
        self.assertFalse(self._call().is_over)

    def test_an_answer_after_silence_takes_the_task_back(self):
        self._hook()
        call = self._call()
        self.pbx._end_call("live-1")
        self.assertTask(
            call.inquiry_id, "mail_activity_call_back", call._get_callers_back()
        )

        self._hook(action="answer")

        self.assertEqual(call.state, "answered")
        self.assertTask(
            call.inquiry_id, "mail_activity_call_back", self.env["res.users"]
        )

    # ---- the card ------------------------------------------------------------------

    def test_the_card_of_whom_it_rings(self):
        client = self._create_client(
            phone="+7 999 000-11-22", user_id=self.colleague.id
        )
        deal = self._create_lead(partner_id=client.id, user_id=self.colleague.id)

        self._hook()

        (card,) = self._messages(self.seller)
        self.assertEqual(card["phase"], "ring")
        self.assertEqual(card["id"], self._call().id)
        self.assertEqual(card["name"], client.name)
        self.assertEqual([row["id"] for row in card["deals"]], [deal.id])
        self.assertEqual(card["responsible"], self.colleague.name)
        self.assertFalse(card["is_mine"])
        self.assertFalse(self._messages(self.colleague))

    def test_an_answer_closes_the_cards_of_the_others(self):
        self._hook()
        self._hook(uid="leg-2", user="202", dst="202")
        self._hook(action="answer", uid="leg-2", user="202", dst="202")

        self.assertEqual(
            [card["phase"] for card in self._messages(self.seller)], ["ring", "end"]
        )
        self.assertEqual(
            [card["phase"] for card in self._messages(self.colleague)],
            ["ring", "answer"],
        )

    def test_the_end_closes_the_card_and_a_late_ring_opens_none(self):
        self._hook()
        self._hook(action="end-call-global", gmissed="1")
        self._hook(uid="leg-2", user="202", dst="202")

        self.assertEqual(
            [card["phase"] for card in self._messages(self.seller)][:2], ["ring", "end"]
        )
        phases = {card["phase"] for card in self._messages(self.colleague)}
        self.assertLessEqual(phases, {"end"})

    def test_the_same_ring_twice_is_one_card(self):
        self._hook()
        self._hook()
        self.assertEqual(len(self._messages(self.seller)), 1)

    def test_the_caller_is_passed_to_his_salesperson(self):
        self._create_client(phone="+7 999 000-11-22", user_id=self.colleague.id)
        self._hook()
        call = self._call()

        name = call.with_user(self.seller).action_pass_to_responsible()

        self.assertEqual(name, self.colleague.name)
        self.assertTask(call, "mail_activity_call_back", self.colleague)
        self.assertEqual(len(self._messages(self.colleague)), 1)

    # ---- answers -------------------------------------------------------------------

    def test_the_name_for_the_display_of_the_telephone(self):
        company = self._create_client(name="АО «Научно-производственное предприятие»")
        self.env["res.partner"].create(
            {"name": "Анна", "parent_id": company.id, "phone": "+7 999 000-11-22"}
        )
        answer = self.pbx._receive(
            Hook(query={"action": "incoming-call", "id": "x", "number": "79990001122"})
        )
        self.assertTrue(company.name.startswith(answer.body))
        self.assertLessEqual(len(answer.body.encode()), 40)
        self.assertGreater(len(answer.body), 10)

    def test_nothing_is_answered_about_a_stranger(self):
        answer = self.pbx._receive(
            Hook(query={"action": "incoming-call", "id": "x", "number": "79990001122"})
        )
        self.assertEqual(answer.body, "")

    def test_megafon_hears_who_is_responsible(self):
        webhook = self._create_webhook("megafon")
        webhook.extension_ids.filtered(
            lambda line: line.user_id == self.seller
        ).login = "belova"
        self._create_client(phone="+7 912 345-67-89", user_id=self.seller.id)

        answer = webhook._receive(SAMPLES["megafon"][0]()[0])

        self.assertEqual(answer.content_type, "application/json")
        self.assertIn('"responsible": "belova"', answer.body)
        self.assertIn('"contact_name": "Client"', answer.body)

    # ---- what cannot be understood ---------------------------------------------------

    def test_a_wrong_signature_is_kept_and_does_nothing(self):
        webhook = self._create_webhook("mango", secret="another")
        answer = webhook._receive(SAMPLES["mango"][0]()[0])
        self.assertEqual((answer.status, answer.body), (404, ""))
        event = self.Event.search([("webhook_id", "=", webhook.id)])
        self.assertEqual(event.state, "refused")
        self.assertFalse(self.Call.search([("webhook_id", "=", webhook.id)]))

    def test_an_unknown_message_is_kept_and_told_once_a_day(self):
        before = self.env["mail.message"].search_count(
            [("model", "=", "sales.webhook"), ("res_id", "=", self.pbx.id)]
        )
        for number in range(3):
            answer = self.pbx._receive(Hook(query={"action": f"new-{number}"}))
            self.assertEqual(answer.status, 200)
        after = self.env["mail.message"].search_count(
            [("model", "=", "sales.webhook"), ("res_id", "=", self.pbx.id)]
        )
        self.assertEqual(after - before, 1)
        self.assertEqual(self.pbx.failed_count, 3)

    def test_a_failure_is_kept_and_can_be_retried(self):
        with (
            patch.object(type(self.Call), "_link", side_effect=ZeroDivisionError),
            mute_logger(RECEIVE_LOGGER),
        ):
            answer = self._hook()
        event = self.Event.search([("group_key", "=", "live-1")])
        self.assertEqual((answer.status, event.state), (200, "failed"))
        self.assertIn("ZeroDivisionError", event.error)
        self.assertFalse(self._call())

        event.with_user(self.director).action_retry()

        self.assertEqual(event.state, "done")
        self.assertEqual(self._call().state, "ringing")

    def test_what_was_left_is_dealt_with_later(self):
        with patch.object(type(self.Webhook), "_process"):
            self._hook()
        self.assertFalse(self._call())
        late = fields.Datetime.now() + timedelta(minutes=2)
        self._run_cron(late)
        self.assertTrue(self._call())

    def test_secrets_are_not_kept(self):
        webhook = self._create_webhook("megafon")
        webhook._receive(SAMPLES["megafon"][0]()[0])
        self.pbx._receive(Hook(query={**RING, "token": "T0PSECRET"}))
        raws = "".join(self.Event.search([]).mapped("raw"))
        self.assertNotIn("T0PSECRET", raws)
        self.assertNotIn('"TOKEN"', raws)

    def test_mutated_messages_are_all_kept(self):
        chance = random.Random(5)
        for kind in SAMPLES:
            webhook = self.pbx if kind == "mikopbx" else self._create_webhook(kind)
            webhook.secret = False
            for hook in SAMPLES[kind][0]():
                for _time in range(MUTATIONS // len(SAMPLES[kind][0]())):
                    events = webhook._keep(mutate_hook(hook, chance))
                    webhook._process(events)
                    self.assertTrue(events.mapped("raw"))
                    self.assertNotIn("new", events.mapped("state"))
                    self.assertEqual(webhook._answer(hook, events).status, 200)

    # ---- settings -------------------------------------------------------------------

    def test_wrong_settings_are_refused(self):
        with self.assertRaises(ValidationError):
            self.pbx.api_url = "pbx.example.com"
        with self.assertRaises(ValidationError):
            self.pbx.rate_limit = 0
        with self.assertRaises(ValidationError):
            self.env["sales.webhook.field"].create(
                {
                    "webhook_id": self.pbx.id,
                    "field_name": "result",
                    "path": "x",
                    "values": "OK = fine",
                }
            )
        with self.assertRaises(ValidationError):
            self.env["sales.webhook.extension"].create(
                {"webhook_id": self.pbx.id, "user_id": self.seller.id}
            )

    def test_a_new_token_is_another_one(self):
        old = self.pbx.token
        self.pbx.action_new_token()
        self.assertNotEqual(self.pbx.token, old)
        self.assertFalse(self.Webhook._find_by_token("mikopbx", old))
        self.assertEqual(
            self.Webhook._find_by_token("mikopbx", self.pbx.token), self.pbx
        )
        self.assertFalse(self.Webhook._find_by_token("mango", self.pbx.token))

    def test_old_messages_go_and_failed_ones_stay(self):
        self._hook()
        self.pbx._receive(Hook(query={"action": "unknown"}))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sales_webhook_event SET create_date = create_date - interval '1 y'"
        )
        self.Event.invalidate_model()
        self.Event._gc_old()
        self.assertEqual(self.Event.search([]).mapped("state"), ["failed"])

    # ---- rights ----------------------------------------------------------------------

    def test_tokens_are_for_directors(self):
        for user in (self.seller, self.head, self.triage, self.storekeeper):
            with self.assertRaises(AccessError):
                self.pbx.with_user(user).read(["token"])
            with self.assertRaises(AccessError):
                self.Event.with_user(user).search([])
        self.assertTrue(self.pbx.with_user(self.director).read(["token", "url"]))

    def test_who_changes_connections(self):
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.head).name = "x"
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.seller).read(["name"])
        self.pbx.with_user(self.director).name = "Office"

    def test_a_call_of_another_department_is_not_seen(self):
        client = self._create_client(phone="+7 999 000-11-22", user_id=self.seller.id)
        self._create_lead(partner_id=client.id, user_id=self.seller.id)
        self._hook(user="", dst="")
        call = self._call()
        for user in (self.other_seller, self.other_head, self.storekeeper):
            calls = self.Call.with_user(user)
            if calls.has_access("read"):
                self.assertFalse(calls.search([("id", "=", call.id)]))
            with self.assertRaises(AccessError):
                call.with_user(user).read(["number"])
        for user in (self.seller, self.head, self.triage, self.director):
            self.assertTrue(self.Call.with_user(user).search([("id", "=", call.id)]))


@tagged("post_install", "-at_install")
class TestCallBack(WebhookCommon):
    """A missed call: a term in working minutes, the head, the director."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "Europe/Moscow"}
        )
        cls.vacuum.resource_calendar_id = cls.calendar
        cls.client = cls._create_client(phone="+7 999 000-11-22", user_id=cls.seller.id)
        cls.deal = cls._create_lead(partner_id=cls.client.id, user_id=cls.seller.id)

    def _miss(self, moment, key="missed-1"):
        """A call that nobody answers, at a moment (UTC)."""
        with patch.object(fields.Datetime, "now", return_value=moment):
            return self.Call.register(
                {
                    "provider": "pbx",
                    "external_id": key,
                    "direction": "in",
                    "state": "missed",
                    "number": "+79990001122",
                    "date": moment,
                }
            )

    def test_the_term_is_counted_in_working_minutes(self):
        # Friday 16:45 in Moscow: 15 minutes on Friday, 15 on Monday
        call = self._miss(datetime(2026, 11, 20, 13, 45))
        self.assertEqual(call.callback_deadline, datetime(2026, 11, 23, 5, 15))
        self.assertTask(call, "mail_activity_call_back", self.seller)

    def test_the_setting_of_the_term(self):
        self.env["ir.config_parameter"].set_param(
            "sales_process.callback_minutes", "60"
        )
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        self.assertEqual(call.callback_deadline - call.date, timedelta(hours=1))

    def test_an_outgoing_talk_is_a_call_back(self):
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        talk = self.Call.register(
            {
                "provider": "pbx",
                "external_id": "talk",
                "direction": "out",
                "state": "answered",
                "number": "8 (999) 000-11-22",
                "date": datetime(2026, 11, 19, 6, 10),
                "duration": 30,
            }
        )
        self.assertEqual(call.date_called_back, talk.date)
        self.assertTask(call, "mail_activity_call_back", self.env["res.users"])
        self.assertFalse(call.is_callback_late)

    def test_an_unanswered_attempt_is_counted(self):
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        for number in range(2):
            self.Call.register(
                {
                    "provider": "pbx",
                    "external_id": f"try-{number}",
                    "direction": "out",
                    "state": "missed",
                    "number": "+79990001122",
                }
            )
        self.assertEqual(call.callback_attempts, 2)
        self.assertFalse(call.date_called_back)

    def test_a_report_that_comes_after_the_talk_makes_no_task(self):
        self.Call.register(
            {
                "provider": "pbx",
                "external_id": "talk",
                "direction": "out",
                "state": "answered",
                "number": "+79990001122",
                "date": datetime(2026, 11, 19, 6, 10),
            }
        )
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        self.assertTrue(call.date_called_back)
        self.assertTask(call, "mail_activity_call_back", self.env["res.users"])

    def test_the_head_hears_once_and_then_the_director(self):
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        self._run_cron(datetime(2026, 11, 19, 6, 29))
        self.assertEqual(call.callback_level, 0)

        self._run_cron(datetime(2026, 11, 19, 6, 31))
        self._run_cron(datetime(2026, 11, 19, 6, 40))
        self.assertEqual(call.callback_level, 1)
        tasks = call.activity_ids.mapped("user_id")
        self.assertEqual(tasks, self.seller | self.head)
        self.assertEqual(self._count_notices(self.head), 1)
        self.assertEqual(self._count_notices(self.director), 0)

        self._run_cron(datetime(2026, 11, 19, 8, 1))
        self._run_cron(datetime(2026, 11, 20, 11, 1))
        self.assertEqual(call.callback_level, 2)
        self.assertEqual(self._count_notices(self.director), 1)

    def test_a_call_that_was_answered_is_not_escalated(self):
        call = self._miss(datetime(2026, 11, 19, 6, 0))
        call.with_user(self.seller).action_called_back()
        self._run_cron(datetime(2026, 11, 20, 9, 0))
        self.assertEqual(call.callback_level, 0)

    def test_fifty_missed_calls_are_one_message(self):
        for number in range(50):
            self._miss(datetime(2026, 11, 19, 6, 0), f"missed-{number}")
        self._run_cron(datetime(2026, 11, 19, 6, 31))
        self.assertEqual(self._count_notices(self.head), 1)

    def _run_cron(self, moment):
        with self._at(moment):
            self.Call._cron_call_back()

    def _count_notices(self, user):
        return self.env["mail.message"].search_count(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("body", "ilike", '"sales.call"'),
            ]
        )


@tagged("post_install", "-at_install")
class TestRecordsSample(WebhookCommon):
    """Rows of call records correct what the hooks lost."""

    def test_records_alone_make_the_calls(self):
        rows = read_json("mikopbx_rest_v3_cdr.json")["data"]["records"]
        for _time in range(2):
            self.pbx._take_records(rows)
        answered = self._call("mikopbx-1763469609.369")
        self.assertEqual((answered.state, answered.duration), ("answered", 164))
        self.assertEqual(answered.recording_ref, "cdr:71840")
        self.assertEqual(self._call("mikopbx-1763481940.512").state, "missed")

    def test_a_lost_answer_is_corrected(self):
        hooks = SAMPLES["mikopbx"][0]()
        for hook in hooks[:2]:
            self.pbx._receive(hook)
        self.pbx._end_call("mikopbx-1763469609.369")
        call = self._call("mikopbx-1763469609.369")
        self.assertEqual(call.state, "missed")

        self.pbx._take_records(read_json("mikopbx_rest_v3_cdr.json")["data"]["records"])

        self.assertEqual((call.state, call.user_id), ("answered", self.seller))
        self.assertTask(
            call.inquiry_id, "mail_activity_call_back", self.env["res.users"]
        )
