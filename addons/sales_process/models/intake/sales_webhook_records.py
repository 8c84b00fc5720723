import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ...tools.intake.telephony import mikopbx
from ...tools.intake.telephony.event import parse_moment, text, to_json
from ...tools.intake.telephony.outgoing import cdr_page
from .sales_webhook_api import ExchangeError

PAGE = 500
PAGES = 20  # in one run
QUIET = timedelta(seconds=60)  # after the last leg no other one follows
UNFINISHED = timedelta(hours=6)  # an unfinished row is waited for so long


class SalesWebhook(models.Model):
    """Call records of a MikoPBX (REST v3): the truth about what the hooks lost.

    The exchange sends its hooks once and never again; its records are read by the row
    number (`idFrom`) every few minutes. A record corrects a call or makes a lost one.
    """

    _inherit = "sales.webhook"

    pull_records = fields.Boolean(
        string="Read the Call Records",
        help="Every few minutes: calls whose reports were lost are found. Needs the "
        "address of the exchange and an API key.",
    )
    record_cursor = fields.Integer(
        string="Last Record", copy=False, help="Records after this number are read."
    )
    date_pulled = fields.Datetime(string="Read At", readonly=True, copy=False)
    pull_error = fields.Char(string="Error", readonly=True, copy=False)

    @api.model
    def _cron_pull_records(self):
        """Read the new call records of every exchange."""
        domain = [("kind", "=", "mikopbx"), ("pull_records", "=", True)]
        webhooks = self.search(domain)
        cron = self.env["ir.cron"]
        for number, webhook in enumerate(webhooks):
            webhook._in_its_company()._pull_records()
            cron._commit_progress(1, remaining=len(webhooks) - number - 1)

    def action_pull_records(self):
        """Read the new call records now and say how it went."""
        for webhook in self:
            webhook._in_its_company()._pull_records()
        failed = self.filtered("pull_error")
        message = failed[:1].pull_error or self.env._(
            "The call records have been read."
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if failed else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _pull_records(self):
        """Read page after page; an error is shown on the connection."""
        self.ensure_one()
        try:
            for _page in range(PAGES):
                if not self._pull_page():
                    break
                self.env["ir.cron"]._commit_progress()
        except ExchangeError as error:
            self._set_pull_error(str(error))
        else:
            self.write({"date_pulled": fields.Datetime.now(), "pull_error": False})

    def _set_pull_error(self, message):
        if not self.pull_error:
            self._tell_failure()
        self.pull_error = message[:250]

    def _pull_page(self):
        """Read one page; return whether there may be another one."""
        answer = self._get_json(cdr_page(self._get_account(), self.record_cursor, PAGE))
        data = answer.get("data")
        records = data.get("records") if isinstance(data, dict) else data
        if not isinstance(records, list):
            raise ExchangeError(
                self.env._("“%(name)s” sends no call records.", name=self.name)
            )
        rows = self._choose_records(records)
        if not rows:
            return False
        self._take_records([record for _number, record in rows])
        self.record_cursor = rows[-1][0]
        return len(records) >= PAGE

    def _choose_records(self, records):
        """Return [(number, row)] of the new finished rows, in their order.

        The cursor never passes a row whose call still goes on.
        """
        numbered = [(_row_number(record), record) for record in records]
        rows = [row for row in numbered if row[0] > self.record_cursor]
        rows.sort(key=lambda row: row[0])
        chosen = []
        for number, record in rows:
            if not self._is_finished(record):
                break
            chosen.append((number, record))
        return chosen

    def _is_finished(self, record):
        if record.get("endtime"):
            return True
        start = parse_moment(record.get("start"), self._get_zone())
        return not start or start < fields.Datetime.now() - UNFINISHED

    def _take_records(self, records):
        """Keep the rows as events and make or correct their calls."""
        settings = self._get_settings()
        ended = self._get_last_ends(records)
        before = fields.Datetime.now() - QUIET
        events = [
            (
                mikopbx.read_record(
                    record, settings, ended[record.get("linkedid")] < before
                ),
                record,
            )
            for record in records
            if record.get("linkedid")
        ]
        rows = [
            {
                "key": event.key,
                "group_key": event.call_id,
                "kind": "record",
                "content": json.dumps(to_json(event)),
                "raw": json.dumps(record, ensure_ascii=False),
            }
            for event, record in events
            if event.call_id
        ]
        new, _all = self.env["sales.webhook.event"]._keep(self, rows)
        self._process(new)

    def _get_last_ends(self, records):
        """Return {call: end of its last leg} of a page."""
        zone = self._get_zone()
        ends = {}
        for record in records:
            key = record.get("linkedid")
            end = parse_moment(record.get("endtime"), zone) or datetime.min
            ends[key] = max(end, ends.get(key, datetime.min))
        return ends

    def _get_zone(self):
        return ZoneInfo(self.tz)


def _row_number(record):
    number = text(record.get("id")) if isinstance(record, dict) else ""
    return int(number) if number.isdigit() else 0
