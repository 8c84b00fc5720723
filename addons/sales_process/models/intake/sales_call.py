import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ...tools.intake.phones import valid_phones

DIRECTIONS = [("in", "Incoming"), ("out", "Outgoing"), ("inner", "Internal")]
STATES = [
    ("ringing", "Ringing"),
    ("answered", "Answered"),
    ("missed", "Missed"),
    ("busy", "Busy"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
UNANSWERED = ("missed", "busy", "cancelled", "failed")
# an answered leg wins over any other report of the same call
RANKS = {
    "ringing": -1,
    "failed": 0,
    "cancelled": 1,
    "busy": 2,
    "missed": 3,
    "answered": 4,
}
VALUES = (
    "provider", "external_id", "webhook_id", "direction", "state", "is_over", "number",
    "did", "extension", "date", "date_answer", "duration", "recording_ref", "user_id",
)  # fmt: skip
# the first report tells them for good
FIXED = ("provider", "external_id", "webhook_id", "state")


class SalesCall(models.Model):
    """One telephone call, whatever the exchange reports and how often.

    1. `register` keeps one record for a provider's call number.
    2. Unknown incoming number: an inquiry with a lead while it still rings.
    3. When it is over (`is_over`), a known client has the call in his history.
    4. Nobody answered: the responsible is to call back within a term.
    5. An employee's answered outgoing call is an answer to open inquiries.
    """

    _name = "sales.call"
    _description = "Call"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    provider = fields.Char(required=True, default="manual", index=True)
    external_id = fields.Char(string="Call ID", copy=False)
    direction = fields.Selection(DIRECTIONS, required=True, default="in")
    state = fields.Selection(STATES, required=True, default="answered", index=True)
    number = fields.Char(help="The number of the client, as the exchange gives it.")
    phone_sanitized = fields.Char(
        compute="_compute_phone_sanitized", store=True, index="btree_not_null"
    )
    did = fields.Char(string="Our Number", help="Which of our numbers was called.")
    extension = fields.Char(help="The internal number of the employee.")
    webhook_id = fields.Many2one(
        "sales.webhook", string="Exchange", ondelete="restrict", index="btree_not_null"
    )
    is_over = fields.Boolean(default=True, help="The call is not going on any more.")
    date_answer = fields.Datetime(string="Answered At")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    date_end = fields.Datetime(compute="_compute_date_end")
    duration = fields.Integer(help="Talk, in seconds.")
    duration_text = fields.Char(string="Talk", compute="_compute_duration_text")
    recording_ref = fields.Char(
        string="Recording", help="The provider's reference of the recording."
    )
    user_id = fields.Many2one("res.users", string="Employee", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Client", index="btree_not_null")
    lead_id = fields.Many2one(
        "crm.lead", string="Lead or Deal", index="btree_not_null", ondelete="set null"
    )
    inquiry_id = fields.Many2one(
        "sales.inquiry", index="btree_not_null", ondelete="set null"
    )
    team_id = fields.Many2one(
        "crm.team", string="Department", compute="_compute_team_id", store=True
    )

    _external_id_unique = models.UniqueIndex(
        "(provider, external_id) WHERE external_id IS NOT NULL",
        "This call has been registered already.",
    )

    _live_idx = models.Index("(webhook_id, write_date) WHERE is_over IS NOT TRUE")

    @api.depends("number")
    def _compute_phone_sanitized(self):
        for call in self:
            phones = valid_phones(call.number)
            call.phone_sanitized = phones[0].e164 if phones else False

    @api.depends("date", "duration")
    def _compute_date_end(self):
        for call in self:
            call.date_end = call.date and fields.Datetime.add(
                call.date, seconds=call.duration or 0
            )

    @api.depends("duration")
    def _compute_duration_text(self):
        for call in self:
            minutes, seconds = divmod(call.duration or 0, 60)
            call.duration_text = f"{minutes}:{seconds:02}" if call.duration else False

    @api.depends("inquiry_id.team_id", "lead_id.team_id", "user_id")
    def _compute_team_id(self):
        for call in self:
            teams = (
                call.inquiry_id.team_id
                or call.lead_id.team_id
                or call.user_id.sudo().crm_team_ids.filtered("is_department")
            )
            call.team_id = teams[:1]

    @api.depends("number", "partner_id", "direction")
    def _compute_display_name(self):
        directions = dict(self._fields["direction"]._description_selection(self.env))
        for call in self:
            who = call.partner_id.display_name or call.number or ""
            call.display_name = f"{directions.get(call.direction, '')}: {who}"

    @api.model
    def register(self, values):
        """Register a call, or correct the one that is registered already.

        Safe to repeat: `provider` and `external_id` are its key.

        :param dict values: provider, external_id, direction (in, out, inner), state
            (ringing, answered, missed, busy, cancelled, failed), is_over (False while
            it goes on), number, did, extension, date (UTC), date_answer, duration
            (seconds of talk), recording_ref, user_id, webhook_id; what our own number
            tells: team_id, source_id, medium_id, campaign_id; and what a person wrote
            down: text, contact_name, company_name, email, responsible_id
        :return: the `sales.call`
        """
        key = values.get("external_id")
        known = self.browse()
        if key:
            known = self.search(self._get_key_domain(values), limit=1)
        if known:
            known._correct(values)
            return known
        call = self._create_once(values)
        call._process_new(values)
        return call

    @api.model
    def _create_once(self, values):
        """Create the call.

        :raises ConcurrencyError: another worker has created it meanwhile; the
            request is repeated and finds it
        """
        try:
            with self.env.cr.savepoint():
                return self.create(self._prepare_call_values(values))
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(f"call {values.get('external_id')}") from error

    @api.model
    def _get_key_domain(self, values):
        provider = values.get("provider", "manual")
        return [
            ("provider", "=", provider),
            ("external_id", "=", values["external_id"]),
        ]

    @api.model
    def _prepare_call_values(self, values):
        return {name: values[name] for name in VALUES if name in values}

    def _correct(self, values):
        """A later report of the same call: an answered leg is never taken back."""
        new = {
            name: value
            for name, value in self._prepare_call_values(values).items()
            if name not in FIXED and value
        }
        state = values.get("state")
        if state and RANKS[state] > RANKS[self.state]:
            new["state"] = state
        if values.get("is_over", True):
            new["is_over"] = True
        changed = {
            name: value
            for name, value in new.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)
            self._after_correction(changed, values)

    def _after_correction(self, changed, values):
        """What a correction calls for: who it is, the end, an answer after all."""
        is_stranger = not (self.partner_id or self.lead_id or self.inquiry_id)
        if is_stranger and changed.keys() & {"number", "is_over"}:
            self._process_client(values)
        if "is_over" in changed:
            self._after_end()
        elif self.is_over and changed.get("state") == "answered":
            self._after_answer()
