import itertools
import json
from datetime import datetime
from random import Random

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.intake import jivo, loose
from ..common import DATA
from ..mutation import JUNK, mutate

SEED = 19
MUTATIONS = 1000
MASK = "<Message text is not displayed here>"


def read_sample(name):
    return json.loads((DATA / "jivo" / f"{name}.json").read_text(encoding="utf-8"))


def read_samples():
    """{name: payload} of every sample report."""
    names = sorted(path.stem for path in (DATA / "jivo").glob("*.json"))
    return {name: read_sample(name) for name in names if "response" not in name}


@tagged("post_install", "-at_install")
class TestJivoReading(BaseCase):
    """What a report of Jivo tells; every part of it may be absent or of another type."""

    def test_each_sample(self):
        person = {
            "name": "Сергей Викторович",
            "email": "s.kornilov@npo-kriotech.example",
            "phone": "8 812 309-47-12",
        }
        ad = {"source": "yandex", "medium": "cpc", "campaign": "nasos-vvn"}
        page = {"page": "https://vakuum-tehnika.example/catalog/nasosy/"}
        expected = {
            "chat_accepted": {"chat_id": "7607", "client_id": "2198"} | person | ad,
            "chat_finished": {"chat_id": "7607"} | person | ad | page,
            "chat_finished_masked": {"chat_id": "7608", "phone": "", "name": ""} | ad,
            "client_updated": {"chat_id": "", "client_id": "1217"} | person,
            "offline_message": {"offline_message_id": "1763399500726"} | person | page,
            "call_event": {"chat_id": "4398"} | person,
        }
        for name, payload in read_samples().items():
            event = jivo.parse(payload)
            for field, value in expected[name].items():
                with self.subTest(f"{name}.{field}"):
                    self.assertEqual(getattr(event, field), value)

    def test_the_chat_of_the_sample(self):
        event = jivo.parse(read_sample("chat_finished"))

        self.assertEqual(event.started_at, datetime(2025, 11, 18, 11, 2, 11))
        self.assertEqual(event.answered_at, datetime(2025, 11, 18, 11, 2, 48))
        self.assertEqual(
            event.get_transcript(),
            "Сергей Викторович: Добрый день! Нужен пластинчато-роторный насос на 16 м3/ч\n"
            "Анна Белова: Здравствуйте! Для какой камеры?",
        )
        self.assertEqual(event.agent.email, "belova@vakuum-tehnika.example")

    def test_call_organization_tags(self):
        call = jivo.parse(read_sample("call_event")).call
        client = jivo.parse(read_sample("client_updated"))

        self.assertEqual((call.type, call.status), ("callback", "end"))
        self.assertEqual(call.record_url, "https://calls.example/rec/4398.mp3")
        self.assertEqual(client.organization, "НПО «Криотех»")
        self.assertEqual(client.tags, ("Продажи",))

    def test_masked_texts_are_dropped_and_their_time_is_kept(self):
        payload = read_sample("chat_finished")
        for message in payload["chat"]["messages"]:
            message["message"] = MASK
        payload["plain_messages"] = f"Посетитель: {MASK}\nАнна Белова: {MASK}\n"
        payload["html_messages"] = f"<p><b>Посетитель:</b> {MASK}</p>"

        event = jivo.parse(payload)

        self.assertFalse(event.has_text)
        self.assertEqual(event.get_transcript(), "")
        self.assertEqual(event.answered_at, datetime(2025, 11, 18, 11, 2, 48))

    def test_a_partly_masked_transcript_keeps_the_rest(self):
        event = jivo.parse(
            {"plain_messages": f"Посетитель: {MASK}\nАнна: Перезвоню в 15:00\n"}
        )
        self.assertEqual(event.get_transcript(), "Анна: Перезвоню в 15:00")

    def test_escaped_masks(self):
        masked = MASK.replace("<", "&lt;").replace(">", "&gt;")
        event = jivo.parse({"html_messages": f"<p>{masked}</p><p>...</p>"})
        self.assertFalse(event.has_text)

    def test_the_text_is_taken_where_it_is(self):
        for payload in (
            {"plain_messages": "Посетитель: Нужен насос"},
            {"html_messages": "<p>Посетитель: <b>Нужен насос</b></p>"},
            {"chat": {"messages": {"0": {"message": "Нужен насос"}}}},
            {"chat": {"messages": {"message": "Нужен насос", "type": "visitor"}}},
            {"message": "Нужен насос"},
        ):
            with self.subTest(payload):
                self.assertIn("Нужен насос", jivo.parse(payload).get_transcript())

    def test_types_differ(self):
        event = jivo.parse(
            {
                "event_name": "chat_updated",
                "chat_id": "7607",
                "visitor": [{"number": 2198, "phone": 79161234567}],
                "agents": {"id": 5, "email": "A@B.ru"},
                "page": "https://own.example/",
                "session": {"utm": "utm_source=yandex&utm_medium=cpc"},
            }
        )
        self.assertEqual(event.client_id, "2198")
        self.assertEqual(event.phone, "79161234567")
        self.assertEqual(event.agent, jivo.JivoAgent("5", "", "a@b.ru"))
        self.assertEqual((event.source, event.medium), ("yandex", "cpc"))
        self.assertEqual(event.page, "https://own.example/")

    def test_dangerous_addresses_are_none(self):
        event = jivo.parse(
            {
                "page": {"url": "javascript:alert(1)"},
                "call": {"record_url": "file:///etc/passwd"},
            }
        )
        self.assertEqual((event.page, event.call.record_url), ("", ""))

    def test_times(self):
        moment = datetime(2025, 11, 18, 11, 2, 11)
        for value in (1763463731, 1763463731000, "1763463731", 1763463731.9):
            self.assertEqual(loose.as_moment(value), moment)
        for value in (0, -1, 10**400, "x", "²", None, True, [], float("nan"), 1e300):
            self.assertIsNone(loose.as_moment(value))

    def test_a_thousand_mutations_of_each_sample(self):
        random = Random(SEED)
        for name, payload in read_samples().items():
            for _number in range(MUTATIONS):
                damaged = mutate(random, payload)
                event = jivo.parse(loose.as_json(damaged))
                self._assert_clean(event, name)
                self.assertEqual(event, jivo.parse(damaged), name)
                self._assert_clean(jivo.fold([event, event]), name)

    def test_anything_at_all(self):
        for value in JUNK:
            self.assertEqual(jivo.parse(value).chat_id, "")
            json.dumps(loose.as_json(value), allow_nan=False).encode()

    def _assert_clean(self, event, name):
        """Everything can be stored: strings without NUL that UTF-8 can write."""
        texts = [event.get_transcript(), event.first_line, event.get_group("d")]
        texts += [value for value in vars(event).values() if isinstance(value, str)]
        for text in texts:
            text.encode()
            self.assertNotIn("\0", text, name)
        for moment in (event.started_at, event.ended_at, event.answered_at):
            self.assertTrue(moment is None or 2010 <= moment.year < 2100)


@tagged("post_install", "-at_install")
class TestJivoFold(BaseCase):
    """All the reports of a chat together, in any order."""

    def _parse(self, **values):
        return jivo.parse({"chat_id": 1, **values})

    def test_order_and_repetition_do_not_matter(self):
        reports = [
            jivo.parse(read_sample(name))
            for name in ("chat_accepted", "chat_finished", "client_updated")
        ]
        folded = {
            repr(self._comparable(jivo.fold([*order, *order[:2]])))
            for order in itertools.permutations(reports)
        }
        self.assertEqual(len(folded), 1)

    def _comparable(self, event):
        return {
            **vars(event),
            "kinds": sorted(event.kinds),
            "text": event.get_transcript(),
        }

    def test_a_correction_by_hand_counts_most(self):
        folded = jivo.fold(
            [
                self._parse(event_name="client_updated", visitor={"name": "Иван"}),
                self._parse(event_name="chat_finished", visitor={"name": "ivan77"}),
            ]
        )
        self.assertEqual(folded.name, "Иван")

    def test_a_good_end_of_a_call_is_not_taken_back(self):
        for statuses, expected in (
            (("start", "end"), "end"),
            (("end", "error"), "end"),
            (("error", "end"), "end"),
            (("start", "error"), "error"),
            (("start",), "start"),
        ):
            calls = [
                self._parse(event_name="call_event", call={"status": status})
                for status in statuses
            ]
            self.assertEqual(jivo.fold(calls).call.status, expected)
