import itertools
import json
import random
from dataclasses import replace
from datetime import datetime

from odoo.tests import BaseCase, tagged

from ...tools.intake.telephony import adapters, mikopbx
from ...tools.intake.telephony.event import (
    CallEvent,
    Hook,
    HookError,
    from_json,
    parse_moment,
    to_json,
)
from ...tools.intake.telephony.fold import fold_events
from .telephony_samples import SAMPLES, make_settings, read_json

# kind, call: (state, direction, client, our number, extension, start, talk, over)
EXPECTED = {
    ("mikopbx", "mikopbx-1763469609.369"): (
        "answered", "in", "79123456789", "74957770011", "201",
        datetime(2025, 11, 18, 12, 40, 10), 164, True,
    ),
    ("mikopbx", "mikopbx-1763481940.512"): (
        "missed", "in", "78123094712", "74957770011", "202",
        datetime(2025, 11, 18, 16, 5, 44), 0, True,
    ),
    ("mango", "MTk5MDAwOTc="): (
        "answered", "in", "79123456789", "74957770011", "201",
        datetime(2025, 11, 18, 12, 40, 9), 164, True,
    ),
    ("megafon", "D1A2B3C4"): (
        "answered", "in", "79123456789", "74957770011", "201",
        datetime(2025, 11, 18, 12, 40, 9), 172, True,
    ),
    ("megafon", "D1A2B3C9"): (
        "missed", "in", "78123094712", "74957770011", "202",
        datetime(2025, 11, 18, 16, 5, 40), 0, True,
    ),
    ("zadarma", "in_811eb5c055f9d2edd102338454dbaa24"): (
        "answered", "in", "79123456789", "74957770011", "201",
        datetime(2025, 11, 18, 12, 40, 9), 164, True,
    ),
    ("uis", "987654321"): (
        "missed", "in", "79123456789", "74957770011", "",
        datetime(2025, 11, 18, 12, 40, 9), 0, True,
    ),
    ("generic", "77"): (
        "answered", "in", "79123456789", "", "201",
        datetime(2025, 11, 18, 12, 40, 10), 164, True,
    ),
}  # fmt: skip
MUTATIONS = 1000
RING = CallEvent("ring", "c", "l1", "in", "79123456789", extension="201")


def read_sample(kind):
    """All the events of a sample file."""
    hooks = SAMPLES[kind][0]()
    settings = make_settings(kind)
    return [event for hook in hooks for event in adapters.read(hook, settings)]


def group(events):
    groups = {}
    for event in events:
        groups.setdefault(event.call_id, []).append(event)
    return groups


@tagged("post_install", "-at_install")
class TestTelephonyEvents(BaseCase):
    """Messages of exchanges, without the database."""

    def _check(self, kind, events):
        for call_id, own in group(events).items():
            facts = fold_events(own)
            self.assertEqual(
                (
                    facts.state,
                    facts.direction,
                    facts.number,
                    facts.did,
                    facts.extension,
                    facts.started_at,
                    facts.talk_seconds,
                    facts.is_over,
                ),
                EXPECTED[kind, call_id],
                f"{kind} {call_id}",
            )

    def test_every_sample(self):
        for kind in SAMPLES:
            with self.subTest(kind):
                events = read_sample(kind)
                expected = {call for name, call in EXPECTED if name == kind}
                self.assertEqual({event.call_id for event in events}, expected)
                self._check(kind, events)

    def test_every_sample_in_any_order_and_twice(self):
        chance = random.Random(7)
        for kind in SAMPLES:
            for _time in range(50):
                events = read_sample(kind) * 2
                chance.shuffle(events)
                self._check(kind, events)

    def test_signatures(self):
        for kind in ("mango", "megafon", "zadarma"):
            settings = make_settings(kind)
            wrong = replace(settings, secret="another")
            for hook in SAMPLES[kind][0]():
                self.assertTrue(adapters.is_genuine(hook, settings), kind)
                self.assertFalse(adapters.is_genuine(hook, wrong), kind)

    def test_a_secret_in_a_header(self):
        hook = SAMPLES["generic"][0]()[0]
        settings = make_settings("generic", secret="s3cret")
        self.assertFalse(adapters.is_genuine(hook, settings))
        with_header = replace(hook, headers={"X-Token": "s3cret"})
        self.assertTrue(adapters.is_genuine(with_header, settings))

    def test_call_records_of_mikopbx(self):
        settings = make_settings("mikopbx")
        rows = read_json("mikopbx_rest_v3_cdr.json")["data"]["records"]
        events = [mikopbx.read_record(row, settings, is_final=True) for row in rows]
        self._check("mikopbx", events)
        self.assertEqual(events[0].recording_ref, "cdr:71840")
        self.assertEqual(events[0].leg_id, "mikopbx-1763469610.373_een3wt")

    def test_hooks_and_records_are_one_call(self):
        settings = make_settings("mikopbx")
        rows = read_json("mikopbx_rest_v3_cdr.json")["data"]["records"]
        events = read_sample("mikopbx")
        events += [mikopbx.read_record(row, settings, is_final=True) for row in rows]
        random.Random(3).shuffle(events)
        self._check("mikopbx", events)
        facts = fold_events(group(events)["mikopbx-1763469609.369"])
        self.assertEqual(facts.recording_ref, "cdr:71840")

    def test_neutral_events_of_the_listener(self):
        values = read_json("neutral_call_event.json")
        event = from_json(values)
        self.assertEqual(event.talk_seconds, 164)
        self.assertEqual(event.answered_at, datetime(2025, 11, 18, 12, 40, 18))
        self.assertEqual(from_json(to_json(event)), event)

    # ---- folding ------------------------------------------------------------------

    def test_a_ring_group_with_one_answer_is_not_missed(self):
        events = [
            RING,
            replace(RING, leg_id="l2", extension="202"),
            replace(RING, leg_id="l3", extension="203"),
            replace(RING, event="answer", leg_id="l2", extension="202"),
            CallEvent("summary", "c", "l1", result="missed", extension="201"),
            CallEvent("summary", "c", "l3", result="missed", extension="203"),
            CallEvent("summary", "c", "", result="missed", is_final=True),
        ]
        for order in itertools.islice(itertools.permutations(events), 300):
            facts = fold_events(order)
            self.assertEqual((facts.state, facts.extension), ("answered", "202"))
            self.assertEqual(set(facts.rung), {"201", "202", "203"})

    def test_one_unanswered_leg_is_no_missed_call_yet(self):
        leg = CallEvent("summary", "c", "l1", "in", result="missed", extension="201")
        self.assertEqual(fold_events([RING, leg]).state, "ringing")
        self.assertEqual(fold_events([RING, leg], is_silent=True).state, "missed")

    def test_a_missing_end_and_a_missing_beginning(self):
        answer = replace(RING, event="answer", answered_at=datetime(2026, 1, 1, 9))
        self.assertFalse(fold_events([answer]).is_over)
        end = CallEvent("end", "c", "l1", ended_at=datetime(2026, 1, 1, 9, 1))
        facts = fold_events([end, answer])
        self.assertEqual((facts.is_over, facts.talk_seconds), (True, 60))

    def test_a_transfer_is_one_call_of_the_first_who_answered(self):
        first = replace(RING, event="answer", answered_at=datetime(2026, 1, 1, 9))
        second = replace(
            first, leg_id="l2", extension="202", answered_at=datetime(2026, 1, 1, 9, 5)
        )
        facts = fold_events([second, RING, first])
        self.assertEqual((facts.extension, facts.state), ("201", "answered"))

    def test_a_busy_line_of_ours_is_busy_and_a_caller_who_hangs_up_is_missed(self):
        final = CallEvent("summary", "c", "", "in", is_final=True)
        busy = CallEvent("summary", "c", "l1", "in", result="busy")
        cancelled = CallEvent("summary", "c", "l1", "in", result="cancelled")
        self.assertEqual(fold_events([busy, final]).state, "busy")
        self.assertEqual(fold_events([cancelled, final]).state, "missed")

    def test_outgoing_results(self):
        for result in ("busy", "cancelled", "failed", "missed"):
            event = CallEvent("summary", "c", "", "out", result=result, is_final=True)
            self.assertEqual(fold_events([event]).state, result)

    def test_a_voice_menu_of_mango_is_no_answer(self):
        hook = SAMPLES["mango"][0]()[1]
        message = json.loads(hook.form["json"])
        for location in ("ivr", "queue"):
            form = {"json": json.dumps({**message, "location": location})}
            (event,) = adapters.read(
                replace(hook, form=form), make_settings("mango", secret="")
            )
            self.assertEqual(event.event, "start")

    # ---- values as they come -------------------------------------------------------

    def test_moments(self):
        expected = datetime(2025, 11, 18, 12, 40, 10)
        for written in (
            "2025-11-18T15:40:10+03:00",
            "2025-11-18T15:40:10 03:00",
            "20251118T124010Z",
            1763469610,
            "1763469610.4",
            1763469610412,
        ):
            self.assertEqual(parse_moment(written), expected, written)
        for written in ("", None, "tomorrow", "9" * 40, -5, [], {}, "0000-00-00"):
            self.assertIsNone(parse_moment(written), written)

    def test_mutations_never_break_an_adapter(self):
        for kind in SAMPLES:
            chance = random.Random(kind)
            settings = make_settings(kind)
            for hook in SAMPLES[kind][0]():
                for _time in range(MUTATIONS):
                    broken = mutate_hook(hook, chance)
                    try:
                        events = adapters.read(broken, settings)
                    except HookError:
                        continue
                    for event in events:
                        self.assertEqual(from_json(to_json(event)).key, event.key)
                        fold_events([event, event])


def mutate_hook(hook, chance):
    """The same request with something wrong in it."""
    values = hook.json if hook.json is not None else hook.form or hook.query
    broken = mutate(values, chance)
    if hook.json is not None:
        return replace(hook, json=broken)
    plain = broken if isinstance(broken, dict) else {}
    plain = {
        str(k): v if isinstance(v, str) else json.dumps(v) for k, v in plain.items()
    }
    return replace(hook, form=plain) if hook.form else replace(hook, query=plain)


def mutate(value, chance):
    """Any JSON value with a random change somewhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        changed = dict(value)
        if chance.random() < 0.3:
            del changed[key]
        else:
            changed[key] = mutate(changed[key], chance)
        return changed
    if isinstance(value, str) and value and chance.random() < 0.6:
        place = chance.randrange(len(value))
        letter = chance.choice(["\0", "\ud800", "Ж", "\n", '"', "{", "9" * 400, ""])
        return value[:place] + letter + value[place + 1 :]
    return chance.choice([None, "", -1, 10**400, 1e308, True, [], {}, "x" * 5000])


@tagged("post_install", "-at_install")
class TestOtherCalls(BaseCase):
    """Calls that the sample files do not have: outgoing, missed, busy, transferred."""

    def _fold(self, kind, *hooks, **settings):
        settings = make_settings(kind, **settings)
        events = [e for hook in hooks for e in adapters.read(hook, settings)]
        self.assertEqual(len({event.call_id for event in events}), 1)
        return fold_events(events)

    def test_mikopbx_outgoing(self):
        base = {
            "id": "x",
            "uid": "l",
            "user": "201",
            "src": "201",
            "dst": "89990001122",
        }
        facts = self._fold(
            "mikopbx",
            Hook(query={**base, "action": "call", "type": "outgoing"}),
            Hook(
                query={**base, "action": "answer", "date": "2026-01-01T10:00:00+03:00"}
            ),
            Hook(
                query={**base, "action": "hangup", "date": "2026-01-01T10:02:00+03:00"}
            ),
        )
        self.assertEqual(
            (facts.direction, facts.number, facts.extension, facts.talk_seconds),
            ("out", "89990001122", "201", 120),
        )

    def test_mikopbx_without_the_type_and_with_a_long_extension(self):
        query = {"action": "call", "id": "x", "src": "79990001122", "dst": "700201"}
        facts = self._fold(
            "mikopbx", Hook(query=query), extensions=frozenset({"700201"})
        )
        self.assertEqual((facts.direction, facts.extension), ("in", "700201"))

    def _mango(self, path, **message):
        form = {"json": json.dumps({"entry_id": "e", **message})}
        return Hook(method="POST", path=path, form=form)

    def test_mango_outgoing_and_missed(self):
        facts = self._fold(
            "mango",
            self._mango(
                "events/summary",
                call_direction=2,
                **{"from": {"extension": "201", "number": "sip:x@y"}},
                to={"number": "79990001122"},
                create_time=1763469609,
                talk_time=0,
                end_time=1763469629,
                entry_result=0,
            ),
        )
        self.assertEqual(
            (facts.direction, facts.number, facts.extension, facts.state),
            ("out", "79990001122", "201", "missed"),
        )

    def test_megafon_ring_group_and_outgoing(self):
        event = {"cmd": "event", "callid": "c", "phone": "79990001122"}
        facts = self._fold(
            "megafon",
            Hook(form={**event, "type": "INCOMING", "user": "a", "ext": "201"}),
            Hook(form={**event, "type": "INCOMING", "user": "b", "ext": "202"}),
            Hook(form={**event, "type": "ACCEPTED", "user": "b", "ext": "202"}),
            Hook(form={**event, "type": "CANCELLED", "user": "a", "ext": "201"}),
        )
        self.assertEqual((facts.state, facts.extension), ("answered", "202"))
        self.assertFalse(facts.is_over)
        history = {
            "cmd": "history", "callid": "d", "type": "out", "phone": "79990001122",
            "ext": "201", "status": "Busy", "start": "20260101T070000Z",
        }  # fmt: skip
        facts = self._fold("megafon", Hook(json=history))
        self.assertEqual((facts.direction, facts.state), ("out", "busy"))

    def test_zadarma_outgoing_and_missed(self):
        base = {"pbx_call_id": "z", "call_start": "2026-01-01 10:00:00"}
        out = {**base, "internal": "201", "destination": "79990001122"}
        facts = self._fold(
            "zadarma",
            Hook(form={**out, "event": "NOTIFY_OUT_START"}),
            Hook(form={**out, "event": "NOTIFY_ANSWER", "caller_id": "74957770011"}),
            Hook(
                form={
                    **out,
                    "event": "NOTIFY_OUT_END",
                    "disposition": "answered",
                    "duration": "61",
                }
            ),
        )
        self.assertEqual(
            (facts.direction, facts.number, facts.state, facts.talk_seconds),
            ("out", "79990001122", "answered", 61),
        )
        self.assertEqual(facts.started_at, datetime(2026, 1, 1, 7))
        missed = {**base, "caller_id": "79990001122", "called_did": "74957770011"}
        facts = self._fold(
            "zadarma",
            Hook(form={**missed, "event": "NOTIFY_START"}),
            Hook(form={**missed, "event": "NOTIFY_END", "disposition": "no answer"}),
        )
        self.assertEqual((facts.state, facts.is_over), ("missed", True))

    def test_uis_templates_tell_more(self):
        body = {**read_json("uis_call_ended.json"), "talk_time_duration": 42}
        facts = self._fold("uis", Hook(json=body))
        self.assertEqual((facts.state, facts.talk_seconds), ("answered", 42))
        lost = {**body, "talk_time_duration": 0, "is_lost": "true"}
        self.assertEqual(self._fold("uis", Hook(json=lost)).state, "missed")

    def test_generic_by_form_and_by_query(self):
        settings = {
            "field_map": {"event": "ev", "call_id": "id", "client_phone": "tel"},
            "value_map": {("event", "RINGING"): "ring", ("event", "ringing"): "ring"},
        }
        values = {"ev": "Ringing", "id": "5", "tel": "79990001122"}
        for hook in (Hook(form=values), Hook(query=values), Hook(json=values)):
            facts = self._fold("generic", hook, **settings)
            self.assertEqual((facts.state, facts.number), ("ringing", "79990001122"))
