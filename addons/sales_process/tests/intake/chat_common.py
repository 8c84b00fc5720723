import copy
import json

from ...tools.intake.telephony.event import Hook
from ..common import SalesProcessCommon
from .test_jivo_reading import read_sample

AGENT = {"id": "2016", "name": "Operator", "email": "seller@own-company.example"}
MASK = "<Message text is not displayed here>"
START = 1763463731  # 2025-11-18 11:02:11 UTC
VISITOR = {
    "name": "Сергей Викторович",
    "email": "s.kornilov@npo-kriotech.example",
    "phone": "8 812 309-47-12",
    "number": "2198",
}


class ChatCommon(SalesProcessCommon):
    """A connection of a chat; the seller of High vacuum is one of its operators."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jivo = cls.env["sales.webhook"].create({"name": "Site", "kind": "jivo"})

    @classmethod
    def _report(cls, payload, webhook=None):
        """The service reports something; return its answer, decoded."""
        hook = Hook(method="POST", json=payload, body=json.dumps(payload).encode())
        return json.loads((webhook or cls.jivo)._receive(hook).body)

    @classmethod
    def _sample(cls, name, **values):
        return {**copy.deepcopy(read_sample(name)), **values}

    @classmethod
    def _finished(cls, *lines, visitor=None, **values):
        """The end of a chat of these (type, text) lines, a minute apart."""
        messages = [
            {
                "type": kind,
                "message": text,
                "timestamp": START + 60 * number,
                "agent_id": 2016,
            }
            for number, (kind, text) in enumerate(lines)
        ]
        return {
            "event_name": "chat_finished",
            "chat_id": 7607,
            "visitor": VISITOR if visitor is None else visitor,
            "chat": {"messages": messages, "blacklisted": False},
            **values,
        }

    def _chats(self):
        return self.Inquiry.search([], order="id")

    def _get_log(self, **values):
        domain = [("webhook_id", "=", self.jivo.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["sales.webhook.event"].search(domain)
