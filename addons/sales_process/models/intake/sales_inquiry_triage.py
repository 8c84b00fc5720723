from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .sales_inquiry import AGES, OPEN_STATES
from .sales_inquiry_dispatch import ANSWER, ASSIGN, QUALIFY

DUE_HOURS = 1  # an inquiry is "before the deadline" in the last hour
BATCH = 200


class SalesInquiry(models.Model):
    """Sorting twice a day (R027): deadline, age, assignment, rejection, reminders."""

    _inherit = "sales.inquiry"

    triage_deadline = fields.Datetime(
        compute="_compute_triage_deadline", store=True, readonly=False
    )
    age_state = fields.Selection(
        AGES,
        string="Age",
        compute="_compute_age_state",
        store=True,
        index="btree_not_null",
        group_expand=True,
        help="Filled while nobody is responsible; refreshed when the board opens.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_sorted_late = fields.Boolean(
        compute="_compute_is_sorted_late",
        store=True,
        help="A salesperson was assigned after the deadline.",
    )
    reminder = fields.Selection([("due", "Reminded"), ("late", "Late")], copy=False)
    suggested_user_id = fields.Many2one(
        "res.users", compute="_compute_suggested_user_id"
    )

    @api.depends("date", "team_id")
    def _compute_triage_deadline(self):
        for team, inquiries in self.grouped("team_id").items():
            moments = {inquiry.date or fields.Datetime.now() for inquiry in inquiries}
            # sudo: calendars and the setting belong to nobody's department
            deadlines = team.sudo()._get_triage_deadlines(moments)
            for inquiry in inquiries:
                moment = inquiry.date or fields.Datetime.now()
                inquiry.triage_deadline = deadlines.get(moment)

    @api.depends("state", "user_id", "triage_deadline")
    def _compute_age_state(self):
        now = fields.Datetime.now()
        for inquiry in self:
            inquiry.age_state = inquiry._get_age(now)

    def _get_age(self, now):
        self.ensure_one()
        deadline = self.triage_deadline
        if self.state not in OPEN_STATES or self.user_id or not deadline:
            return False
        if deadline <= now:
            return "late"
        return "due" if deadline <= now + timedelta(hours=DUE_HOURS) else "new"

    @api.depends_context("uid")
    @api.depends("state", "user_id", "triage_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for inquiry in self:
            inquiry.is_late = inquiry._get_age(now) == "late"

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        passed = ("triage_deadline", "<=", fields.Datetime.now())
        return [*self._get_open_domain(), passed]

    @api.depends("date_assigned", "triage_deadline")
    def _compute_is_sorted_late(self):
        for inquiry in self:
            done, deadline = inquiry.date_assigned, inquiry.triage_deadline
            inquiry.is_sorted_late = bool(done and deadline and done > deadline)

    @api.depends("team_id", "state")
    def _compute_suggested_user_id(self):
        """The member of the department with the least work."""
        loads = self._get_loads(self.team_id.sudo().member_ids)
        for inquiry in self:
            members = inquiry.team_id.sudo().member_ids.filtered("active")
            inquiry.suggested_user_id = min(
                members, key=lambda user: (sum(loads[user]), user.id), default=False
            )

    @api.model
    def _get_open_domain(self):
        return [("state", "in", OPEN_STATES), ("user_id", "=", False)]

    @api.model
    def _get_loads(self, users):
        """Return {user: (inquiries in work, open leads and deals)}."""
        # sudo: the load of a colleague is a number, not his deals
        inquiries = self.sudo()._read_group(
            [("user_id", "in", users.ids), ("state", "=", "work")],
            ["user_id"],
            ["__count"],
        )
        leads = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [("user_id", "in", users.ids), ("won_status", "=", "pending")],
                ["user_id"],
                ["__count"],
            )
        )
        first = {user.id: count for user, count in inquiries}
        second = {user.id: count for user, count in leads}
        return {u: (first.get(u.id, 0), second.get(u.id, 0)) for u in users}

    def write(self, vals):
        result = super().write(vals)
        if "team_id" in vals:
            self._after_team_change()
        return result

    def _after_team_change(self):
        """The lead nobody has taken yet follows its inquiry to another department."""
        for inquiry in self.filtered(lambda inquiry: inquiry.lead_id):
            # sudo: triage sorts inquiries and has no rights on deals
            lead = inquiry.lead_id.sudo()
            if lead.type == "lead" and not lead.user_id and inquiry.team_id:
                lead.team_id = inquiry.team_id

    # ---- assignment --------------------------------------------------------------

    def action_sort(self):
        """The department is right: the inquiry waits for a salesperson."""
        if self.filtered(lambda inquiry: not inquiry.team_id):
            raise UserError(self.env._("Choose the department first."))
        waiting = self.filtered(lambda inquiry: inquiry.state == "new")
        waiting.write({"state": "sorted"})
        waiting.sudo().activity_unlink([ASSIGN])
        waiting._schedule_assign()
        return True

    def action_assign(self):
        """Open the assignment with the load of each salesperson."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_assign_action"
        )
        # made here, so that each salesperson's row is saved and can be clicked
        wizard = self.env["sales.inquiry.assign"].create(
            {"inquiry_ids": [fields.Command.set(self.ids)]}
        )
        return {**action, "res_id": wizard.id, "context": {}}

    def action_assign_suggested(self):
        """One click: to the member of the department with the least work."""
        for inquiry in self:
            if not inquiry.suggested_user_id:
                raise UserError(
                    self.env._(
                        "Nobody can be suggested: choose a department with salespeople."
                    )
                )
            inquiry._assign(inquiry.suggested_user_id)
        return True

    def action_take(self):
        """The salesperson takes the inquiry himself."""
        self._assign(self.env.user)
        return True

    def _assign(self, user, team=None, deadline=None, comment=None):
        """Give the inquiries and their leads to a salesperson.

        :param user: who answers
        :param team: department, when it changes
        :param deadline: date by which the client is to be contacted
        :param comment: what the salesperson is to know
        """
        for inquiry in self:
            values = inquiry._prepare_assign_values(user)
            if team:
                values["team_id"] = team.id
            elif not inquiry.team_id:
                values["team_id"] = user.crm_team_ids.filtered("is_department")[:1].id
            inquiry.write(values)
            inquiry._assign_lead(user)
            inquiry._close_triage_tasks()
            inquiry._schedule_first_task(user, deadline, comment)

    def _prepare_assign_values(self, user):
        return {
            "user_id": user.id,
            "state": "work",
            "date_assigned": self.date_assigned or fields.Datetime.now(),
        }

    def _assign_lead(self, user):
        # sudo: triage assigns and has no rights on deals
        lead = self.lead_id.sudo()
        if lead and lead.type == "lead" and lead.user_id != user:
            values = {"user_id": user.id}
            if self.team_id:
                values["team_id"] = self.team_id.id
            lead.write(values)

    def _schedule_first_task(self, user, deadline, comment):
        """ "Qualify" on a new lead, "Answer the client" on anything else."""
        # sudo: triage assigns and has no rights on deals
        record = self.sudo()
        kind = ANSWER
        if self.is_lead_created and self.lead_id:
            record, kind = self.lead_id.sudo(), QUALIFY
        record.activity_schedule(
            kind,
            user_id=user.id,
            date_deadline=deadline or fields.Date.context_today(self),
            summary=self.subject or self._get_lead_name(),
            note=comment or "",
        )

    # ---- rejection ---------------------------------------------------------------

    def action_reject(self):
        """Open the choice of a reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_reject_action"
        )
        return {**action, "context": {"default_inquiry_ids": self.ids}}

    def _reject(self, reason, comment=None):
        """It is no lead (R051): its own lead is archived and not counted as lost."""
        self.write(
            {
                "state": "rejected",
                "reject_reason_id": reason.id,
                "reject_comment": comment,
            }
        )
        self._set_own_records(active=False)
        # sudo: tasks of others go as well
        self.sudo().activity_unlink([ASSIGN, ANSWER])

    def action_undo_reject(self):
        """The rejection was a mistake: the inquiry waits again."""
        rejected = self.filtered(lambda inquiry: inquiry.state == "rejected")
        rejected.write(
            {"state": "new", "reject_reason_id": False, "reject_comment": False}
        )
        rejected._set_own_records(active=True)
        for inquiry in rejected:
            if inquiry.user_id:
                inquiry.write(inquiry._prepare_assign_values(inquiry.user_id))
            else:
                inquiry._schedule_assign()
        return True

    def _set_own_records(self, active):
        """Archive or restore what this inquiry alone brought in."""
        # sudo: triage rejects and has no rights on deals and partners
        own = self.sudo()
        leads = own.filtered("is_lead_created").with_context(active_test=False).lead_id
        leads = leads.filtered(
            lambda lead: lead.type == "lead" and lead.inquiry_ids <= own
        )
        leads.write({"active": active, "is_not_lead": not active})
        partners = own.filtered("is_partner_created").partner_id
        before, after = ("unfit", "prospect") if active else ("prospect", "unfit")
        family = partners | partners.parent_id
        family.filtered(lambda p: p.client_state == before).client_state = after

    # ---- clock -------------------------------------------------------------------

    @api.model
    def action_open_triage(self):
        """Refresh the ages and open the board."""
        self._refresh_ages()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_action_triage"
        )

    @api.model
    def _refresh_ages(self):
        """Move the inquiries whose age has changed since it was stored."""
        now = fields.Datetime.now()
        soon = now + timedelta(hours=DUE_HOURS)
        # sudo: the clock moves everybody's inquiries
        waiting = self.sudo().search(
            [
                *self._get_open_domain(),
                ("triage_deadline", "<=", soon),
                ("age_state", "!=", "late"),
            ]
        )
        waiting._compute_age_state()
        return waiting

    @api.model
    def _cron_triage(self):
        """Refresh the ages; remind before the deadline and after it, once each."""
        self._refresh_ages()
        cron = self.env["ir.cron"]
        for age in ("due", "late"):
            domain = self._get_reminder_domain(age)
            remaining = self.search_count(domain)
            while inquiries := self.search(domain, limit=BATCH, order="id"):
                inquiries._remind(age)
                inquiries.write({"reminder": age})
                remaining = max(0, remaining - len(inquiries))
                if not cron._commit_progress(len(inquiries), remaining=remaining):
                    return

    @api.model
    def _get_reminder_domain(self, age):
        reminded = ["due", "late"] if age == "due" else ["late"]
        return [
            *self._get_open_domain(),
            ("age_state", "=", age),
            ("reminder", "not in", reminded),
        ]

    def _remind(self, age):
        """Tell the triage group, and the head once it is late: one note for all."""
        # run by a scheduled action, whose own language nobody reads
        localized = self.with_context(lang=self._get_company_lang())
        for team, inquiries in localized.grouped("team_id").items():
            users = self._get_triage_users()
            if age == "late":
                users |= team.user_id.filtered("active")
            self.env["mail.thread"].message_notify(
                partner_ids=users.partner_id.ids,
                subject=inquiries._get_reminder_subject(age),
                body=inquiries._get_reminder_body(),
            )

    def _get_reminder_subject(self, age):
        if age == "late":
            return self.env._("Late inquiries to sort: %(count)s", count=len(self))
        return self.env._(
            "Inquiries to sort within an hour: %(count)s", count=len(self)
        )

    def _get_reminder_body(self):
        return self.env["ir.qweb"]._render(
            "sales_process.sales_inquiry_reminder",
            {"inquiries": self},
            minimal_qcontext=True,
        )

    # ---- first answer ------------------------------------------------------------

    def _mark_first_answer(self):
        """The client got an answer: by a message, a letter or a call."""
        waiting = self.filtered(lambda inquiry: not inquiry.date_first_answer)
        if waiting:
            waiting.write({"date_first_answer": fields.Datetime.now()})

    def _message_post_after_hook(self, message, msg_vals):
        if self.env["mail.thread"]._is_answer_to_client(message):
            # sudo: whoever may write to the client may set the time of the answer
            self.sudo()._mark_first_answer()
        self._share_attachments(message)
        return super()._message_post_after_hook(message, msg_vals)
