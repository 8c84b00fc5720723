from odoo import api, fields, models

from ..export.marketing_export_refusal import REASONS

KINDS = [
    ("new", "New one"),
    ("update", "Changed"),
    ("leave", "Left a segment"),
    ("withdraw", "Consent withdrawn"),
]
LINE_STATES = [
    ("todo", "To send"),
    ("done", "Sent"),
    ("error", "Refused by Mailchimp"),
    ("kept", "Not sent"),
]
MAILCHIMP_REASONS = [
    ("unsubscribed", "Unsubscribed in Mailchimp: only the person can come back"),
    ("cleaned", "Mailchimp has found that the address bounces"),
    ("compliance", "Mailchimp lets only the person subscribe again"),
    ("invalid", "Mailchimp does not accept the address or a value"),
    ("other", "Mailchimp refuses"),
]
KEEP_DAYS = 180


class MarketingMailchimpSyncLine(models.Model):
    """One contact of a run: what has to be done about it, and what came of it.

    ``job`` holds what to send until it is sent: ``values`` (see ``member_values``),
    ``consent`` (day), ``tags_on``, ``tags_off``, and the ids of segments ``on`` and
    ``off``.
    """

    _name = "marketing.mailchimp.sync.line"
    _description = "Contact of a Run to Mailchimp"
    _order = "id"
    _rec_name = "email"

    sync_id = fields.Many2one(
        "marketing.mailchimp.sync",
        string="Run",
        required=True,
        ondelete="cascade",
    )
    email = fields.Char()
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    lead_id = fields.Many2one("crm.lead", ondelete="set null")
    name = fields.Char(string="Contact")
    company_name = fields.Char(string="Company")
    kind = fields.Selection(KINDS)
    is_single = fields.Boolean(help="Sent alone, not among the new ones.")
    job = fields.Json()
    state = fields.Selection(LINE_STATES, required=True, default="todo")
    attempts = fields.Integer()
    reason = fields.Selection(REASONS + MAILCHIMP_REASONS)
    message = fields.Char(string="Mailchimp says")

    _sync_idx = models.Index("(sync_id, state)")
    _email_unique = models.UniqueIndex(
        "(sync_id, email) WHERE state IN ('todo', 'error')",
        "An address goes once in a run.",
    )

    def action_open_record(self):
        """Open the contact or lead, to put it right."""
        self.ensure_one()
        record = self.partner_id or self.lead_id
        return record.get_formview_action() if record else True

    @api.model
    def _get_reason_labels(self):
        return dict(self._fields["reason"]._description_selection(self.env))

    @api.autovacuum
    def _gc_lines(self):
        """Who was left out of an old run is not kept longer than needed. Who was sent
        stays: it shows which personal data went abroad."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        old = [("state", "=", "kept"), ("create_date", "<", limit)]
        self.search(old, limit=10_000).unlink()
