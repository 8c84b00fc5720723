from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from .sales_call import UNANSWERED

CALL_BACK = "sales_process.mail_activity_call_back"
MINUTES = 30
DAYS = 30  # a later talk closes missed calls of so many days
BATCH = 100
DIRECTOR_FACTOR = 4  # the director hears of it after so many terms


class SalesCall(models.Model):
    """A missed call: somebody calls back within working minutes, or the head hears."""

    _inherit = "sales.call"

    callback_deadline = fields.Datetime(
        string="Call Back By",
        readonly=True,
        copy=False,
        help="The call was missed: the client is to be called back by this moment, "
        "counted in the working hours of the department.",
    )
    date_called_back = fields.Datetime(string="Called Back", readonly=True, copy=False)
    callback_attempts = fields.Integer(
        readonly=True, copy=False, help="Calls to the client that nobody answered."
    )
    callback_level = fields.Integer(
        string="Escalated",
        readonly=True,
        copy=False,
        help="1: the head was told that nobody has called back; 2: the director.",
    )
    callback_next = fields.Datetime(
        readonly=True, copy=False, help="When somebody higher is told."
    )
    is_callback_late = fields.Boolean(
        string="Not Called Back in Time",
        compute="_compute_is_callback_late",
        search="_search_is_callback_late",
    )

    _callback_idx = models.Index(
        "(callback_next) WHERE callback_next IS NOT NULL AND date_called_back IS NULL"
    )

    @api.depends("callback_deadline", "date_called_back")
    def _compute_is_callback_late(self):
        now = fields.Datetime.now()
        for call in self:
            moment = call.date_called_back or now
            deadline = call.callback_deadline
            call.is_callback_late = bool(deadline) and moment > deadline

    def _search_is_callback_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_called_back", "=", False) & Domain(
            "callback_deadline", "<", fields.Datetime.now()
        )

    # ---- it begins ---------------------------------------------------------------

    def _start_call_back(self):
        """Set the term and give the task, unless somebody has called back already."""
        deadline = self._get_callback_deadline(1)
        self.write({"callback_deadline": deadline, "callback_next": deadline})
        later = self._get_same_client_domain() & Domain(
            [("state", "=", "answered"), ("date", ">", self.date)]
        )
        # sudo: whoever has talked to the client
        talk = self.sudo().search(later, limit=1, order="date")
        if talk:
            self.date_called_back = talk.date
        else:
            self._schedule_call_back(self._get_callers_back())

    def _get_callback_deadline(self, terms):
        """So many terms of working minutes after the call."""
        # sudo: the setting and the calendar belong to nobody
        parameters = self.env["ir.config_parameter"].sudo()
        minutes = int(parameters.get_param("sales_process.callback_minutes", MINUTES))
        calendar = self.team_id.sudo()._get_work_calendar()
        start = max(self.date, fields.Datetime.now() - timedelta(days=1))
        if not calendar:
            return start + timedelta(minutes=minutes * terms)
        hours = minutes * terms / 60
        end = calendar.plan_hours(hours, pytz.utc.localize(start), compute_leaves=True)
        return end.astimezone(pytz.utc).replace(tzinfo=None) if end else False

    def _schedule_call_back(self, users):
        """Somebody is to call back: on the inquiry when there is one."""
        # sudo: the responsible may be another department's
        record = (self.inquiry_id or self).sudo()
        day = fields.Datetime.context_timestamp(
            self, self.callback_deadline or self.date
        )
        for user in users:
            record.activity_schedule(
                CALL_BACK,
                user_id=user.id,
                date_deadline=day.date(),
                summary=self.number or "",
            )

    def _get_callers_back(self):
        """The responsible, else the called employee, the leader, the triage group."""
        inquiries = self.env["sales.inquiry"].sudo()
        partner, lead = self.partner_id.sudo(), self.lead_id.sudo()
        user = self.inquiry_id.user_id or inquiries._get_responsible(partner, lead)
        leader = self.sudo().team_id.user_id.filtered("active")
        return user or self.user_id or leader or inquiries._get_triage_users()

    # ---- it ends -----------------------------------------------------------------

    def _get_same_client_domain(self):
        """Calls with the same number or the same client."""
        parts = []
        if self.phone_sanitized:
            parts.append(Domain("phone_sanitized", "=", self.phone_sanitized))
        if self.partner_id:
            company = self.partner_id.commercial_partner_id
            parts.append(Domain("partner_id.commercial_partner_id", "=", company.id))
        return Domain.OR(parts) & Domain("direction", "!=", "inner")

    def _finish_call_back(self):
        """Somebody has talked: missed calls of this client are dealt with."""
        # sudo: the missed calls and tasks may be somebody else's
        calls = self.sudo()
        since = fields.Datetime.now() - timedelta(days=DAYS)
        missed = calls.search(
            self._get_same_client_domain()
            & Domain("callback_deadline", "!=", False)
            & Domain("date_called_back", "=", False)
            & Domain("date", ">=", since)
        )
        moment = self.date_answer or self.date
        (missed | calls.filtered("callback_deadline"))._set_called_back(moment)

    def _set_called_back(self, moment):
        self.write({"date_called_back": moment})
        for record in (self, self.inquiry_id, self.lead_id, self.partner_id):
            if record:
                record.activity_feedback([CALL_BACK])

    def _count_attempt(self):
        """We have called and nobody answered: an attempt, not a talk."""
        # sudo: the missed call may be somebody else's
        missed = self.sudo().search(
            self._get_same_client_domain()
            & Domain("callback_deadline", "!=", False)
            & Domain("date_called_back", "=", False)
        )
        for call in missed:
            call.callback_attempts += 1

    def action_called_back(self):
        """The client was called back from another telephone."""
        self.check_access("write")
        # sudo: tasks of others are done too
        self.sudo()._set_called_back(fields.Datetime.now())
        return True

    def _after_end(self):
        super()._after_end()
        if self.direction == "out" and self.state in UNANSWERED:
            self._count_attempt()

    # ---- nobody has called back --------------------------------------------------

    @api.model
    def _cron_call_back(self):
        """Tell the head, and later the director, of missed calls left alone."""
        cron = self.env["ir.cron"]
        domain = self._get_overdue_domain()
        remaining = self.search_count(domain)
        while calls := self.search(domain, limit=BATCH, order="id"):
            for level, same in calls.grouped("callback_level").items():
                same._escalate_call_back(level + 1)
            remaining = max(0, remaining - len(calls))
            if not cron._commit_progress(len(calls), remaining=remaining):
                return

    @api.model
    def _get_overdue_domain(self):
        return [
            ("date_called_back", "=", False),
            ("callback_next", "<=", fields.Datetime.now()),
        ]

    def _escalate_call_back(self, level):
        """One message for each person about all his calls; the head gets the task."""
        # run by a scheduled action, whose own language nobody reads
        calls = self.with_context(lang=self.env["sales.inquiry"]._get_company_lang())
        chiefs = {call: call._get_chiefs(level) for call in calls}
        for user in self.env["res.users"].union(*chiefs.values()):
            calls.filtered(lambda call, u=user: u in chiefs[call])._tell_chief(user)
        for call in calls:
            if level == 1:
                call._schedule_call_back(chiefs[call])
            call.write(call._prepare_escalation(level))

    def _prepare_escalation(self, level):
        later = self._get_callback_deadline(DIRECTOR_FACTOR) if level == 1 else False
        return {"callback_level": level, "callback_next": later}

    def _get_chiefs(self, level):
        """The head of the department; the directors next, or when there is none."""
        leader = self.team_id.user_id.filtered("active")
        inquiries = self.env["sales.inquiry"]
        directors = inquiries._get_group_users("sales_process.group_director")
        return (leader or directors) if level == 1 else directors

    def _tell_chief(self, user):
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._(
                "Nobody has called back: %(count)s missed calls", count=len(self)
            ),
            body=self.env["ir.qweb"]._render(
                "sales_process.sales_call_reminder",
                {"calls": self},
                minimal_qcontext=True,
            ),
        )
