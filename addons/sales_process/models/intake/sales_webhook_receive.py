import hashlib
import json
import logging
from dataclasses import dataclass

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...tools.intake.telephony import adapters
from ...tools.intake.telephony.event import HookError, from_json, to_json
from ...tools.intake.telephony.zadarma import find_echo

_logger = logging.getLogger(__name__)

SECRETS = ("crm_token", "token", "sign", "vpbx_api_key", "password")
BATCH = 200


@dataclass(frozen=True)
class Answer:
    """What the service is told: status, text, type of the text."""

    body: str = "ok"
    content_type: str = "text/plain"
    status: int = 200


class SalesWebhook(models.Model):
    """Messages come in: kept, understood, and made calls of."""

    _inherit = "sales.webhook"

    def _receive(self, hook):
        """Keep a message and deal with it; the controller commits in between.

        :param hook: the request as a `Hook`
        :return: `Answer`
        """
        events = self._keep(hook)
        self._process(events)
        return self._answer(hook, events)

    def _keep(self, hook):
        """Keep the message raw, whatever it is, and return its events."""
        self.ensure_one()
        raw = self._mask_raw(hook)
        settings = self._get_settings()
        if not self._is_genuine(hook, settings):
            rows = [self._prepare_unread(raw, "refused", "")]
        else:
            try:
                rows = self._read_messages(hook, settings, raw)
            except HookError as error:
                rows = [self._prepare_unread(raw, "failed", str(error))]
        new, events = self.env["sales.webhook.event"]._keep(self, rows)
        if new.filtered(lambda event: event.state in ("failed", "refused")):
            self._tell_failure()
        return events

    def _is_genuine(self, hook, settings):
        return adapters.is_genuine(hook, settings)

    def _read_messages(self, hook, settings, raw):
        """Return the rows to keep; override for services that report no calls.

        :raises HookError: the message cannot be understood
        """
        return [
            {
                "key": event.key,
                "group_key": event.call_id,
                "kind": event.event,
                "content": json.dumps(to_json(event)),
                "raw": raw,
            }
            for event in adapters.read(hook, settings)
        ]

    @api.model
    def _prepare_unread(self, raw, state, error):
        digest = hashlib.sha256(raw.encode()).hexdigest()
        return {"key": f"raw|{digest}", "raw": raw, "state": state, "error": error}

    @api.model
    def _mask_raw(self, hook):
        """The message as text, without the secrets in it."""
        body = hook.json
        if body is None and not hook.form:
            body = hook.body.decode("utf-8", "replace") or None
        parts = {
            "method": hook.method,
            "path": hook.path,
            "query": self._mask(hook.query),
            "form": self._mask(hook.form),
            "body": self._mask(body),
        }
        filled = {name: value for name, value in parts.items() if value}
        text = json.dumps(filled, ensure_ascii=False, sort_keys=True, default=str)
        return text.encode("utf-8", "replace").decode().replace("\0", "")

    @api.model
    def _mask(self, values):
        if not isinstance(values, dict):
            return values
        return {k: "***" if k in SECRETS else v for k, v in values.items()}

    def _tell_failure(self):
        """Directors hear of a connection that does not work, once a day."""
        today = fields.Date.context_today(self)
        if self.date_failure_told == today:
            return
        self.date_failure_told = today
        users = self.env["sales.inquiry"]._get_group_users(
            "sales_process.group_director"
        )
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._(
                "Messages of “%(name)s” are not understood", name=self.name
            ),
            body=self.env._(
                "They are kept. Look at the log of the connection, correct its "
                "settings and press “Retry”."
            ),
        )

    # ---- dealing with them -------------------------------------------------------

    def _process(self, events):
        """Deal with the messages that nobody has dealt with yet."""
        waiting = events.filtered(lambda event: event.state == "new")
        self._process_groups(waiting.mapped("group_key"))

    def _process_groups(self, keys):
        """Deal with whole calls or chats.

        A group that another worker holds is left to him: he looks for late messages
        when he has finished (`_has_late`), and so does a scheduled action.
        """
        self.ensure_one()
        for key in dict.fromkeys(filter(None, keys)):
            if self._lock_group(key):
                self._process_group(key)

    def _lock_group(self, key):
        number = hashlib.sha256(f"{self.id}|{key}".encode()).digest()[:8]
        number = int.from_bytes(number, "big", signed=True)
        ((locked,),) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s)", number)
        )
        return locked

    def _process_group(self, key):
        events = self.env["sales.webhook.event"].search(
            [("webhook_id", "=", self.id), ("group_key", "=", key)], order="id"
        )
        new = events.filtered(lambda event: event.state == "new")
        try:
            with self.env.cr.savepoint():
                state = self._apply_group(events, new) or "done"
                self.env.flush_all()
        except (psycopg2.OperationalError, ConcurrencyError):
            raise  # the request is repeated as a whole
        except Exception as error:
            _logger.exception("A message of connection %s failed", self.id)
            new.write({"state": "failed", "error": f"{error!r}"[:250]})
            self._tell_failure()
        else:
            new.write({"state": state})

    def _apply_group(self, events, new):
        """Make the call of all its events; override for other services.

        :param events: all the messages of one call or chat, oldest first
        :param new: those that are not dealt with yet
        :return: the state of the new ones, "done" when nothing is returned
        """
        return self._apply_call(
            [from_json(event.content) for event in events],
            [from_json(event.content) for event in new],
        )

    def _has_late(self, events):
        """Whether messages came for these groups while they were dealt with."""
        keys = [key for key in events.mapped("group_key") if key]
        domain = [
            ("webhook_id", "=", self.id),
            ("group_key", "in", keys),
            ("state", "=", "new"),
        ]
        return bool(keys) and bool(events.search_count(domain, limit=1))

    @api.model
    def _cron_process(self):
        """Deal with what was left, and end the calls that have fallen silent."""
        events = self.env["sales.webhook.event"]
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        domain = [("state", "=", "new"), ("create_date", "<", since)]
        left = events.search(domain, limit=BATCH, order="id")
        for webhook, waiting in left.grouped("webhook_id").items():
            webhook._process_groups(waiting.mapped("group_key"))
        remaining = events.search_count(domain) if len(left) == BATCH else 0
        self.env["ir.cron"]._commit_progress(len(left), remaining=remaining)
        self._end_silent_calls()

    # ---- answers -----------------------------------------------------------------

    def _answer(self, hook, events):
        """What the service is told; override for services that expect more."""
        if events.filtered(lambda event: event.state == "refused"):
            return Answer(body="", status=404)
        settings = self._get_settings()
        if adapters.is_name_request(hook, settings) and events.group_key:
            return self._answer_name(events[:1])
        return Answer()

    @api.model
    def _get_echo(self, hook):
        """The answer to a check of the address by Zadarma."""
        return find_echo(hook)
