import json
from urllib.parse import parse_qsl

from odoo.tests import BaseCase, tagged

from ...tools.intake.telephony import mikopbx, uis
from ...tools.intake.telephony.event import Hook, Settings
from ...tools.intake.telephony.guide import LINES

# what the module puts in the place of <name>
VALUES = {
    "date": "2025-11-18T15:40:10+03:00",
    "id": "mikopbx-1763469609.369",
    "uid": "mikopbx-1763469610.373",
    "user": "201",
    "src": "79123456789",
    "dst": "201",
    "number": "79123456789",
    "did": "74957770011",
    "type": "incoming",
    "missed": "",
    "g-missed": "",
    "filename": "/storage/1.webm",
}
SETTINGS = Settings(kind="mikopbx", extensions=frozenset({"201"}))


@tagged("post_install", "-at_install")
class TestGuide(BaseCase):
    """What the guide tells to enter is what the adapters understand."""

    def _fill(self, label, template):
        for name, value in {**VALUES, "action": label}.items():
            template = template.replace(f"<{name}>", value.replace("+", "%2B"))
        self.assertNotIn("<", template)
        return dict(parse_qsl(template, keep_blank_values=True))

    def test_every_line_of_mikopbx_is_understood(self):
        kinds = {}
        for label, template in LINES["mikopbx"]:
            with self.subTest(label):
                hook = Hook(query=self._fill(label, template))
                (event,) = mikopbx.read(hook, SETTINGS)
                self.assertEqual(event.call_id, VALUES["id"])
                kinds[label] = event
        self.assertEqual(kinds["call"].event, "ring")
        self.assertEqual(kinds["call"].extension, "201")
        self.assertEqual(kinds["call"].direction, "in")
        self.assertEqual(kinds["answer"].event, "answer")
        self.assertEqual(kinds["hangup"].event, "end")
        self.assertTrue(kinds["end-call-global"].is_final)
        self.assertEqual(kinds["incoming-call"].client_phone_raw, VALUES["number"])

    def test_the_body_of_uis_is_understood(self):
        ((_label, template),) = LINES["uis"]
        values = json.loads(template)
        values = dict.fromkeys(values, "") | {
            "notification_mnemonic": "call_session_end",
            "call_session_id": "77",
            "contact_phone_number": "79123456789",
            "direction": "in",
            "talk_time_duration": "35",
        }
        (event,) = uis.read(Hook(json=values), Settings(kind="uis"))
        self.assertEqual((event.call_id, event.talk_seconds), ("77", 35))
        self.assertEqual(event.event, "summary")
