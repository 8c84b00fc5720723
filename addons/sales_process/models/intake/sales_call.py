from odoo import api, fields, models

from ...tools.intake.phones import valid_phones
from .sales_identification import Contact

CALL_BACK = "sales_process.mail_activity_call_back"
DIRECTIONS = [("in", "Incoming"), ("out", "Outgoing"), ("inner", "Internal")]
STATES = [
    ("answered", "Answered"),
    ("missed", "Missed"),
    ("busy", "Busy"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
UNANSWERED = ("missed", "busy", "cancelled", "failed")
# an answered leg wins over any other report of the same call
RANKS = {"failed": 0, "cancelled": 1, "busy": 2, "missed": 3, "answered": 4}
VALUES = (
    "provider", "external_id", "direction", "state", "number", "extension", "date",
    "duration", "recording_ref", "user_id",
)  # fmt: skip


class SalesCall(models.Model):
    """One telephone call, whatever the exchange reports and how often.

    1. `register` keeps one record for a provider's call number.
    2. Known caller: the call stands in his history. Unknown incoming number: an
       inquiry with a lead.
    3. Nobody answered: the responsible is to call back.
    4. An employee's answered outgoing call is an answer to open inquiries.
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
    extension = fields.Char(help="The internal number of the employee.")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    date_end = fields.Datetime(compute="_compute_date_end")
    duration = fields.Integer(help="Talk, in seconds.")
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
            (answered, missed, busy, cancelled, failed), number, extension, date
            (UTC), duration (seconds of talk), recording_ref, user_id; and what a
            person wrote down: text, contact_name, company_name, email, team_id
        :return: the `sales.call`
        """
        key = values.get("external_id")
        known = self.browse()
        if key:
            known = self.search(self._get_key_domain(values), limit=1)
        if known:
            known._correct(values)
            return known
        call = self.create(self._prepare_call_values(values))
        call._process_new(values)
        return call

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
            if name not in ("provider", "external_id", "state") and value
        }
        state = values.get("state")
        if state and RANKS[state] > RANKS[self.state]:
            new["state"] = state
        changed = {
            name: value
            for name, value in new.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if not changed:
            return
        self.write(changed)
        if changed.get("state") == "answered":
            self._after_answer()

    def _after_answer(self):
        """It was answered after all: nobody has to call back."""
        # sudo: the task may be somebody else's
        for record in (self, self.inquiry_id, self.lead_id, self.partner_id):
            if record:
                record.sudo().activity_unlink([CALL_BACK])
        self._mark_answers()

    def _process_new(self, values):
        """Link a new call with the client and see what has to be done."""
        if self.direction == "inner":
            return
        contact = Contact(
            email=values.get("email") or "",
            phones=(self.phone_sanitized,) if self.phone_sanitized else (),
        )
        found = self.env["sales.identification"]._identify([contact])[0]
        self._link(found)
        is_incoming = self.direction == "in"
        # one text or an unknown number makes an inquiry; it identifies once more
        if is_incoming and (
            values.get("text") or not (self.partner_id or self.lead_id)
        ):
            self._create_inquiry(values)
        else:
            self._post_history()
        if is_incoming and self.state in UNANSWERED:
            self._schedule_call_back()
        self._mark_answers()

    def _link(self, found):
        deals = self.env["sales.inquiry"]._get_open_deals(found.partner)
        deal = deals.get(found.partner.commercial_partner_id, self.env["crm.lead"])
        deal = deal if len(deal) == 1 else deal.browse()
        self.write({"partner_id": found.partner.id, "lead_id": (deal or found.lead).id})

    def _create_inquiry(self, values):
        # sudo: whoever answers the telephone may register an inquiry
        inquiry = (
            self.env["sales.inquiry"]
            .sudo()
            .create(self._prepare_inquiry_values(values))
        )
        inquiry._process_new()
        self.write(
            {
                "inquiry_id": inquiry.id,
                "partner_id": inquiry.partner_id.id,
                "lead_id": inquiry.lead_id.id,
            }
        )
        return inquiry

    def _prepare_inquiry_values(self, values):
        key = f"call:{self.provider}:{self.external_id}" if self.external_id else False
        return {
            "channel": "phone",
            "date": self.date,
            "call_id": self.id,
            "external_key": key,
            "phone": self.number,
            "body": values.get("text"),
            "subject": values.get("subject")
            or self.env._("Call from %(number)s", number=self.number or "?"),
            "contact_name": values.get("contact_name"),
            "company_name": values.get("company_name"),
            "email_from": values.get("email"),
            "team_id": values.get("team_id"),
            "user_id": values.get("responsible_id"),
        }

    def _post_history(self):
        """A call of a known client is a line of his history and of his deal."""
        states = dict(self._fields["state"]._description_selection(self.env))
        body = self.env._(
            "%(call)s. %(state)s, %(seconds)s s.",
            call=self.display_name,
            state=states[self.state],
            seconds=self.duration or 0,
        )
        # sudo: the history gets the call whoever took it
        for record in (self.partner_id, self.lead_id):
            if record:
                record.sudo().message_post(body=body, subtype_xmlid="mail.mt_note")

    def _schedule_call_back(self):
        """Somebody is to call back: on the inquiry when there is one."""
        record = self.inquiry_id or self
        # sudo: the responsible may be another department's
        record = record.sudo()
        for user in self._get_callers_back():
            record.activity_schedule(
                CALL_BACK, user_id=user.id, summary=self.number or ""
            )

    def _get_callers_back(self):
        """The responsible, else the called employee, the leader, the triage group."""
        inquiries = self.env["sales.inquiry"].sudo()
        partner, lead = self.partner_id.sudo(), self.lead_id.sudo()
        user = self.inquiry_id.user_id or inquiries._get_responsible(partner, lead)
        leader = self.sudo().team_id.user_id.filtered("active")
        return user or self.user_id or leader or inquiries._get_triage_users()

    def _mark_answers(self):
        """An employee talked to the client: open inquiries have their answer."""
        answered = self.filtered(
            lambda call: call.direction == "out" and call.state == "answered"
        )
        # sudo: the caller may not see all the inquiries of the client
        calls = answered.sudo()
        inquiries = calls.inquiry_id | calls.lead_id.inquiry_ids
        inquiries |= calls.partner_id.inquiry_ids
        inquiries._mark_first_answer()
