from datetime import timedelta

from odoo import api, fields, models

from .sales_inquiry import AGES, OPEN_STATES

DUE_HOURS = 1  # an inquiry is "before the deadline" in the last hour


class SalesInquiry(models.Model):
    """Sorting twice a day (R027): the deadlines, the age, the load of people."""

    _inherit = "sales.inquiry"

    triage_deadline = fields.Datetime(
        compute="_compute_deadlines", store=True, readonly=False
    )
    answer_deadline = fields.Datetime(
        string="Answer By",
        compute="_compute_deadlines",
        store=True,
        help="Until when the client is to have his first answer, by the term of the "
        "department in working minutes.",
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
    sort_minutes = fields.Integer(
        string="Sorted After, working min",
        compute="_compute_sort_minutes",
        store=True,
        aggregator=None,
        help="Working minutes of the department from the arrival to the assignment.",
    )

    suggested_user_id = fields.Many2one(
        "res.users", compute="_compute_suggested_user_id"
    )

    @api.depends("date", "team_id")
    def _compute_deadlines(self):
        for team, inquiries in self.grouped("team_id").items():
            moments = {inquiry._get_arrival() for inquiry in inquiries}
            # sudo: calendars and the setting belong to nobody's department
            clock = team.sudo()._get_clock(moments)
            deadlines = team.sudo()._get_triage_deadlines(moments, clock)
            limit = team.sudo()._get_answer_limit()
            for inquiry in inquiries:
                moment = inquiry._get_arrival()
                inquiry.triage_deadline = deadlines.get(moment)
                inquiry.answer_deadline = limit and clock.time.plan(moment, limit)

    def _get_arrival(self):
        return self.date or fields.Datetime.now()

    @api.depends("date", "date_assigned", "team_id")
    def _compute_sort_minutes(self):
        minutes = self._count_minutes_until("date_assigned")
        for inquiry in self:
            inquiry.sort_minutes = minutes.get(inquiry, 0)

    def _count_minutes_until(self, name):
        """Return {inquiry: working minutes from its arrival to a moment}.

        One look into the calendar of each department; inquiries without the moment
        are left out.

        :param name: field with the moment
        """
        result = {}
        happened = self.filtered(name)
        result.update(
            (inquiry, 0)
            for inquiry in happened
            if inquiry[name] <= inquiry._get_arrival()
        )
        waited = happened.filtered(lambda inquiry: inquiry not in result)
        for team, inquiries in waited.grouped("team_id").items():
            moments = {inquiry._get_arrival() for inquiry in inquiries}
            # sudo: calendars belong to nobody's department
            clock = team.sudo()._get_clock(moments | set(inquiries.mapped(name)))
            for inquiry in inquiries:
                start, end = inquiry._get_arrival(), inquiry[name]
                result[inquiry] = clock.time.count(start, end)
        return result

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
