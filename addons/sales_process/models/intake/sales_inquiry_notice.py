from datetime import timedelta

from odoo import api, fields, models

BATCH = 200
LEVELS = [
    ("due", "Reminded"),
    ("late", "Late"),
    ("head", "The head is told"),
    ("director", "The director is told"),
]
ORDER = [level for level, _label in LEVELS]


class SalesInquiry(models.Model):
    """Who is told about unsorted inquiries, and when; each step once.

    1. due: some minutes before the hour of sorting, the triage group.
    2. late: at the hour, the triage group again.
    3. head: some working minutes later, the head of the department.
    4. director: some more working minutes later, the directors.

    `notice_date` is the moment of the next step. Only unsorted inquiries are in its
    index, so that a run with nothing to tell costs one look into it.
    """

    _inherit = "sales.inquiry"

    reminder = fields.Selection(LEVELS, copy=False, readonly=True)
    notice_date = fields.Datetime(compute="_compute_notice_date", store=True)

    _notice_idx = models.Index(
        "(notice_date) WHERE state IN ('new', 'sorted') AND user_id IS NULL"
    )

    @api.depends("triage_deadline", "reminder", "team_id")
    def _compute_notice_date(self):
        for team, inquiries in self.grouped("team_id").items():
            moments = inquiries._get_notice_moments(team)
            for inquiry in inquiries:
                coming = inquiry._get_coming_levels(moments[inquiry])
                inquiry.notice_date = coming and moments[inquiry][coming[0]]

    def _get_notice_moments(self, team):
        """Return {inquiry: {level: moment}} of inquiries of one department.

        The calendar is asked only about those which are late already.
        """
        # sudo: calendars and terms belong to nobody's department
        team = team.sudo()
        before, head, director = (
            team._get_minutes(f"triage_{step}_minutes")
            for step in ("remind", "escalate", "director")
        )
        told_late = self.filtered(
            lambda inquiry: inquiry.reminder and inquiry.triage_deadline
        )
        deadlines = set(told_late.mapped("triage_deadline"))
        clock = team._get_clock(deadlines) if deadlines and (head or director) else None
        result = {}
        for inquiry in self:
            deadline = inquiry.triage_deadline
            moments = result[inquiry] = {}
            if not deadline:
                continue
            if before:
                moments["due"] = deadline - timedelta(minutes=before)
            moments["late"] = deadline
            if clock and deadline in deadlines:
                moments["head"] = head and clock.time.plan(deadline, head)
                moments["director"] = director and clock.time.plan(
                    deadline, head + director
                )
        return result

    def _get_coming_levels(self, moments):
        """The steps after the last one told, in order, that have a moment."""
        told = ORDER.index(self.reminder) + 1 if self.reminder else 0
        return [level for level in ORDER[told:] if moments.get(level)]

    @api.model
    def _cron_triage(self):
        """Refresh the ages; tell who has to be told, in batches."""
        self._refresh_ages()
        cron = self.env["ir.cron"]
        domain = self._get_notice_domain()
        while inquiries := self.search(domain, limit=BATCH, order="notice_date, id"):
            inquiries._tell_unsorted()
            remaining = self.search_count(domain)
            if not cron._commit_progress(len(inquiries), remaining=remaining):
                return

    @api.model
    def _get_notice_domain(self):
        passed = ("notice_date", "<=", fields.Datetime.now())
        return [*self._get_open_domain(), passed]

    def _tell_unsorted(self):
        """Tell of the inquiries whose moment has come: one note for each step."""
        now = fields.Datetime.now()
        # run by a scheduled action, whose own language nobody reads
        localized = self.with_context(lang=self._get_company_lang())
        reached = {}
        for team, inquiries in localized.grouped("team_id").items():
            # those reminded a moment ago may be late as well after a stop of the server
            moments = inquiries._get_notice_moments(team)
            for inquiry in inquiries:
                coming = inquiry._get_coming_levels(moments[inquiry])
                levels = [n for n in coming if moments[inquiry][n] <= now]
                if "late" in levels and "due" in levels:
                    levels.remove("due")
                for level in levels:
                    reached.setdefault((team, level), self.browse())
                    reached[team, level] |= inquiry
        for (team, level), inquiries in reached.items():
            inquiries.with_env(localized.env)._tell(team, level)
        for level in ORDER:
            told = self.browse().union(
                *(group for (_team, name), group in reached.items() if name == level)
            )
            told.write({"reminder": level})

    def _tell(self, team, level):
        self.env["mail.thread"].message_notify(
            partner_ids=self._get_notice_users(team, level).partner_id.ids,
            subject=self._get_notice_subject(team, level),
            body=self._get_notice_body(),
        )

    def _get_notice_users(self, team, level):
        """Whom one step is told; override to add others."""
        if level in ("due", "late"):
            return self._get_triage_users()
        leader = team.user_id.filtered("active")
        if level == "head" and leader:
            return leader
        directors = self._get_group_users("sales_process.group_director")
        return directors or self._get_triage_users()

    def _get_notice_subject(self, team, level):
        name = team.name or self.env._("no department")
        if level == "due":
            return self.env._(
                "Inquiries to sort soon, %(team)s: %(count)s",
                team=name,
                count=len(self),
            )
        if level == "late":
            return self.env._(
                "Late inquiries to sort, %(team)s: %(count)s",
                team=name,
                count=len(self),
            )
        return self.env._(
            "Still nobody has sorted inquiries, %(team)s: %(count)s",
            team=name,
            count=len(self),
        )

    def _get_notice_body(self):
        return self.env["ir.qweb"]._render(
            "sales_process.sales_inquiry_reminder",
            {"inquiries": self},
            minimal_qcontext=True,
        )
