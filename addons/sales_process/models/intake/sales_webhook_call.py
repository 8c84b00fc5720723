import json
from datetime import timedelta

from odoo import api, fields, models

from ...tools.intake.phones import valid_phones
from ...tools.intake.telephony.event import from_json
from ...tools.intake.telephony.fold import fold_events
from .sales_identification import Contact
from .sales_webhook_receive import Answer

NAME_BYTES = 40  # of the caller's name that MikoPBX shows
SILENT_BATCH = 100


class SalesWebhook(models.Model):
    """Telephony: the events of one call become one `sales.call`."""

    _inherit = "sales.webhook"

    def _apply_call(self, events, new, is_silent=False):
        """Make or correct the call of these events and tell whom it rings.

        :param events: every `CallEvent` of the call
        :param new: those of them that have just come
        """
        facts = fold_events(events, is_silent)
        if facts.direction == "inner" or not facts.direction:
            return "ignored"
        call = self.env["sales.call"].register(self._prepare_call(facts))
        call._tell_people(new, self._get_rung(facts), self._get_event_user)
        return "done"

    def _get_rung(self, facts):
        """Everybody whose telephone has rung."""
        users = (self._get_user(who, who) for who in facts.rung)
        return self.env["res.users"].union(*users)

    def _get_event_user(self, event):
        return self._get_user(event.extension, event.login)

    def _prepare_call(self, facts):
        """Values for `sales.call.register`."""
        number = self._get_number(facts.did)
        values = {
            "provider": self.code,
            "external_id": facts.call_id,
            "webhook_id": self.id,
            "direction": facts.direction,
            "state": facts.state,
            "is_over": facts.is_over,
            "number": facts.number,
            "did": facts.did,
            "extension": facts.extension,
            "user_id": self._get_user(facts.extension, facts.login).id,
            "date_answer": facts.answered_at,
            "duration": facts.talk_seconds or 0,
            "recording_ref": facts.recording_ref,
            "team_id": number.team_id.id,
            "source_id": number.source_id.id,
            "medium_id": number.medium_id.id,
            "campaign_id": number.campaign_id.id,
        }
        if facts.started_at:
            values["date"] = facts.started_at
        return values

    def _answer_name(self, event):
        """The name of the caller, for the display of the telephone."""
        content = from_json(event.content)
        phones = [p.e164 for p in valid_phones(content.client_phone_raw)]
        found = self.env["sales.identification"]._identify(
            [Contact(phones=tuple(phones))]
        )[0]
        name = found.partner.name or found.lead.contact_name or ""
        company = found.partner.commercial_partner_id.name or ""
        label = company if company and company != name else name
        if not any(letter.isalpha() for letter in label):
            label = ""  # a prospect without a name is called by his number
        if self.kind == "mikopbx":
            cut = label.encode()[:NAME_BYTES].decode("utf-8", "ignore")
            return Answer(body=cut)
        if self.kind == "zadarma":
            return self._answer_json({"caller_name": label} if label else {})
        user = self.env["sales.inquiry"]._get_responsible(found.partner, found.lead)
        line = self.extension_ids.filtered(lambda line: user and line.user_id == user)
        who = {"responsible": line[:1].login or line[:1].extension} if line else {}
        return self._answer_json({"contact_name": label, **who})

    @api.model
    def _answer_json(self, values):
        body = json.dumps(values, ensure_ascii=False)
        return Answer(body=body, content_type="application/json")

    # ---- silence -----------------------------------------------------------------

    @api.model
    def _end_silent_calls(self):
        """A call without its last report is over after some minutes."""
        for webhook in self.search([("kind", "!=", "jivo")]):
            webhook._end_silent()

    def _end_silent(self):
        limit = timedelta(minutes=self.silent_minutes)
        # an answered call may last long: its end is only not known yet
        calls = self.env["sales.call"].search(
            [
                ("webhook_id", "=", self.id),
                ("is_over", "=", False),
                ("state", "=", "ringing"),
                ("write_date", "<", fields.Datetime.now() - limit),
            ],
            limit=SILENT_BATCH,
        )
        calls |= self._find_endless()
        for call in calls:
            self._end_call(call.external_id)

    def _find_endless(self):
        """Answered calls whose end has not come within half a day."""
        since = fields.Datetime.now() - timedelta(hours=12)
        domain = [
            ("webhook_id", "=", self.id),
            ("is_over", "=", False),
            ("write_date", "<", since),
        ]
        return self.env["sales.call"].search(domain, limit=SILENT_BATCH)

    def _end_call(self, key):
        if not self._lock_group(key):
            return
        rows = self.env["sales.webhook.event"].search(
            [("webhook_id", "=", self.id), ("group_key", "=", key)]
        )
        events = [from_json(row.content) for row in rows]
        if events:
            self._apply_call(events, [], is_silent=True)
