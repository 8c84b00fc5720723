import json
from datetime import timedelta

from odoo import fields

from ..tools.intake.telephony.event import CallEvent, to_json
from .common import SalesProcessCommon

NUMBER = "8 (999) 000-11-22"


class CallCardCommon(SalesProcessCommon):
    """An exchange with the telephones of the seller, a colleague, the storekeeper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webhook = cls.env["sales.webhook"].create(
            {
                "name": "Office",
                "kind": "mikopbx",
                "tz": "Europe/Moscow",
                "extension_ids": [
                    (0, 0, {"extension": extension, "user_id": user.id})
                    for extension, user in (
                        ("201", cls.seller),
                        ("202", cls.colleague),
                        ("203", cls.storekeeper),
                    )
                ],
                "number_ids": [
                    (0, 0, {"number": "+7 495 777-00-11", "team_id": cls.vacuum.id})
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.sent = []
        self.patch(
            type(self.env["res.users"]),
            "_bus_send",
            lambda users, channel, message, **kwargs: self.sent.extend(
                (user, message) for user in users
            ),
        )

    def _event(self, kind, extension="201", **values):
        started = fields.Datetime.now() - timedelta(seconds=90)
        moment = {"ring": "started_at", "answer": "answered_at", "end": "ended_at"}
        return CallEvent(
            event=kind,
            call_id="call-1",
            leg_id=f"leg-{extension}",
            direction="in",
            client_phone_raw=NUMBER,
            did="74957770011",
            extension=extension,
            **{moment.get(kind, "ended_at"): started, **values},
        )

    def _report(self, *events):
        """Take events in as the route does; return their call."""
        rows = [
            {
                "key": event.key,
                "group_key": event.call_id,
                "kind": event.event,
                "content": json.dumps(to_json(event)),
            }
            for event in events
        ]
        self.env["sales.webhook.event"]._keep(self.webhook, rows)
        self.webhook._process_groups(["call-1"])
        return self.Call.search([("external_id", "=", "call-1")])

    def _messages(self, user):
        """Call cards sent to a user; tasks due today are announced on the bus, too."""
        return [
            message
            for whom, message in self.sent
            if whom == user and "activity_created" not in message
        ]
