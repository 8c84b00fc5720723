from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeam(models.Model):
    """Too few new requests: the people of the department and its head are told (R037).

    1. The window is the last `inflow_days` working days of the department's calendar,
       today included: holidays raise no alarm.
    2. Requests are inquiries that were not rejected, and leads that came without one.
    3. Fewer than `inflow_min`: one note, and no other one before a whole window has
       passed since (`inflow_alert_date`).
    """

    _inherit = "crm.team"

    inflow_min = fields.Integer(
        string="Alert Below, requests",
        help="Fewer new inquiries and leads than this within the period are told to "
        "the department. 0: no alert.",
    )
    inflow_days = fields.Integer(
        string="Within, working days",
        default=5,
        help="Working days of the department's calendar.",
    )
    inflow_alert_date = fields.Date(string="Last Alert", readonly=True, copy=False)

    _inflow_days_positive = models.Constraint(
        "CHECK(inflow_days > 0)", "The period of the alert is at least one day."
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {"inflow_min", "inflow_days"}

    @api.model
    def _cron_inflow(self):
        """Tell the departments with too few requests; run once a day."""
        teams = self.search([("is_department", "=", True), ("inflow_min", ">", 0)])
        windows = teams._get_inflow_windows(fields.Datetime.now())
        due = teams.filtered(
            lambda team: team in windows and team._is_alert_due(windows[team])
        )
        counts = due._count_inflow(windows)
        for team in due.filtered(lambda team: counts[team] < team.inflow_min):
            team._tell_low_inflow(counts[team])

    def _is_alert_due(self, window):
        return not self.inflow_alert_date or self.inflow_alert_date < window[0]

    def _get_inflow_windows(self, now):
        """Return {department: (first day, its beginning in UTC)}.

        Departments that do not work today are left out. One look into each calendar.
        """
        windows = {}
        for calendar, teams in self.grouped(lambda t: t._get_work_calendar()).items():
            back = timedelta(days=2 * max(teams.mapped("inflow_days")) + 30)
            clock = teams[:1]._get_clock({now - back, now})
            today = clock.to_local(now).date()
            if calendar and today not in clock.days:
                continue
            for team in teams:
                first = clock.time.days_back(now, team.inflow_days, clock.to_local)
                begin = clock.to_utc(datetime.combine(first, time()))
                windows[team] = (first, begin)
        return windows

    def _count_inflow(self, windows):
        """Return {department: new requests in its window}, in two queries."""
        counts = dict.fromkeys(self, 0)
        if not self:
            return counts
        parts = {
            "sales.inquiry": ("date", Domain("state", "!=", "rejected")),
            "crm.lead": (
                "create_date",
                Domain("inquiry_ids", "=", False) & Domain("is_not_lead", "=", False),
            ),
        }
        for model, (name, condition) in parts.items():
            domain = condition & Domain.OR(
                Domain("team_id", "=", team.id) & Domain(name, ">=", windows[team][1])
                for team in self
            )
            # a lead that was lost since had come all the same
            records = self.env[model].with_context(active_test=False)
            for team, count in records._read_group(domain, ["team_id"], ["__count"]):
                counts[team] += count
        return counts

    def _tell_low_inflow(self, count):
        self.ensure_one()
        users = self._get_salespeople()[self]
        # run by a scheduled action, whose own language nobody reads
        team = self.with_context(lang=self.env["sales.inquiry"]._get_company_lang())
        if users:
            team.message_notify(
                partner_ids=users.partner_id.ids,
                subject=team._get_inflow_subject(),
                body=team._get_inflow_body(count),
            )
        now = fields.Datetime.now()
        self.inflow_alert_date = self._get_clock({now}).to_local(now).date()

    def _get_inflow_subject(self):
        return self.env._("Few new requests: %(team)s", team=self.name)

    def _get_inflow_body(self, count):
        return self.env._(
            "%(team)s has received %(count)s new inquiries and leads in "
            "%(days)s working days; the agreed minimum is %(minimum)s.",
            team=self.name,
            count=count,
            days=self.inflow_days,
            minimum=self.inflow_min,
        )
