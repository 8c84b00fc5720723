from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import frozendict

STATES = [
    ("new", "New"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("refused", "Wrong signature"),
    ("ignored", "Nothing to do"),
]
KEEP_DAYS = 60
RAW_LIMIT = 262_144


class SalesWebhookEvent(models.Model):
    """One message of an exchange or chat, kept as it came until it is dealt with.

    `key` is its natural key: the same message twice is one row. `group_key` joins the
    messages of one call or chat.
    """

    _name = "sales.webhook.event"
    _description = "Message of an Exchange or Chat"
    _order = "id desc"
    _log_access = True

    webhook_id = fields.Many2one(
        "sales.webhook", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    group_key = fields.Char(string="Call or Chat", readonly=True)
    kind = fields.Char(string="Event", readonly=True)
    content = fields.Json(readonly=True)
    raw = fields.Text(string="Message", readonly=True)
    state = fields.Selection(STATES, required=True, default="new", readonly=True)
    error = fields.Char(readonly=True)
    repeats = fields.Integer(readonly=True, help="How often the same message came.")

    _key_unique = models.UniqueIndex("(webhook_id, key)", "Kept already.")
    _group_idx = models.Index("(webhook_id, group_key) WHERE group_key IS NOT NULL")
    _recent_idx = models.Index("(webhook_id, create_date)")
    _open_idx = models.Index("(state, id) WHERE state IN ('new', 'failed')")

    @api.depends("kind", "group_key")
    def _compute_display_name(self):
        for event in self:
            parts = (event.kind, event.group_key)
            event.display_name = " · ".join(filter(None, parts)) or event.key

    @api.model
    def _keep(self, webhook, rows):
        """Insert messages; those kept already are only counted.

        :param rows: list of dictionaries with key, group_key, kind, content, raw,
            state, error
        :return: the new records and all the records, in this order
        """
        if not rows:
            return self.browse(), self.browse()
        found = self.env.execute_query(self._get_insert(webhook, rows))
        self.invalidate_model()
        new = [record_id for record_id, is_new in found if is_new]
        return self.browse(new), self.browse([record_id for record_id, _new in found])

    @api.model
    def _get_insert(self, webhook, rows):
        unique = {row["key"]: frozendict(row) for row in rows}.values()
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s::jsonb, %s, %s, %s, 1, %s, %s, %s, %s)",
                webhook.id,
                row["key"],
                row.get("group_key") or None,
                row.get("kind") or None,
                row.get("content"),
                (row.get("raw") or "")[:RAW_LIMIT],
                row.get("state", "new"),
                row.get("error") or None,
                self.env.uid,
                self.env.uid,
                self.env.cr.now(),
                self.env.cr.now(),
            )
            for row in unique
        )
        return SQL(
            "INSERT INTO sales_webhook_event (webhook_id, key, group_key, kind,"
            " content, raw, state, error, repeats, create_uid, write_uid, create_date,"
            " write_date) VALUES %s ON CONFLICT (webhook_id, key) DO UPDATE"
            " SET repeats = sales_webhook_event.repeats + 1"
            " RETURNING id, repeats = 1",
            values,
        )

    def action_retry(self):
        """Deal with the messages again, after the cause is removed."""
        waiting = self.filtered(lambda event: event.state in ("new", "failed"))
        for webhook, events in waiting.grouped("webhook_id").items():
            events.write({"state": "new", "error": False})
            # sudo: as the exchange itself would do it
            webhook.sudo()._process_groups(events.mapped("group_key"))
        return True

    @api.autovacuum
    def _gc_old(self):
        """Messages that were dealt with are not needed for ever."""
        since = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        domain = [("create_date", "<", since), ("state", "not in", ("new", "failed"))]
        self.search(domain, limit=10_000).unlink()
