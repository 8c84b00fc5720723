from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.intake.deadlines import SEARCH_DAYS, next_deadline, parse_hours
from ...tools.intake.working_time import WorkingTime


@dataclass(frozen=True)
class TeamClock:
    """The calendar of a department, looked at once: zone, working time and days."""

    zone: object
    time: WorkingTime
    days: set | None  # None: every day is a working day

    def to_local(self, moment):
        """From naive UTC to the naive time of the department."""
        return pytz.utc.localize(moment).astimezone(self.zone).replace(tzinfo=None)

    def to_utc(self, moment):
        """From the naive time of the department to naive UTC; False stays."""
        if not moment:
            return False
        return self.zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


class CrmTeam(models.Model):
    _inherit = "crm.team"

    is_department = fields.Boolean(
        string="Equipment Sales Department",
        help="Its inquiries and deals go through the equipment sales process.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        help="Terms of the department are counted in these hours. "
        "Empty: the working hours of the company.",
    )
    triage_hours = fields.Char(
        help="Hours at which new inquiries are sorted, for example 10:00, 15:00. "
        "Empty: the hours of the whole company.",
    )

    def write(self, vals):
        self._check_head_writes(vals.keys())
        return super().write(vals)

    @api.model
    def _get_head_fields(self):
        """Fields that a head sets for his own department; override to add others."""
        return {"resource_calendar_id", "triage_hours"}

    def _check_head_writes(self, names):
        """
        :raise AccessError: a head writes what only a director sets: people, e-mail...
        """
        user = self.env.user
        if self.env.su or user.has_group("sales_team.group_sale_manager"):
            return
        others = set(names) - self._get_head_fields()
        if others and user.has_group("sales_process.group_head"):
            labels = (
                self._fields[name]._description_string(self.env) for name in others
            )
            raise AccessError(
                self.env._(
                    "Only the director changes this in a department: %(fields)s.",
                    fields=", ".join(sorted(labels)),
                )
            )

    @api.constrains("triage_hours")
    def _check_triage_hours(self):
        for team in self.filtered("triage_hours"):
            self.env["sales.settings"]._parse_hours(team.triage_hours)

    def _get_salespeople(self):
        """Return {department: its members and its leader, active employees}."""
        return {
            team: (team.member_ids | team.user_id).filtered(
                lambda user: user.active and not user.share
            )
            for team in self
        }

    def _get_sales_leader(self):
        """The head of the department, or who stands in for him; maybe nobody."""
        return self.user_id._get_sales_stand_in()

    def _get_work_calendar(self):
        """The working hours of the department, else those of the company."""
        company = self.company_id or self.env.company
        return self.resource_calendar_id or company.resource_calendar_id

    def _get_triage_hours(self):
        """The fixed hours of sorting: of the department, else the setting."""
        common = self.env["sales.settings"]._get_value("triage_hours")
        return parse_hours(self.triage_hours or common)

    def _get_clock(self, moments):
        """The working time of the department around these moments (UTC, naive).

        One look into the calendar, whatever the number of moments.
        """
        calendar = self._get_work_calendar()
        zone = pytz.timezone(calendar.tz or "UTC")
        if not calendar:
            return TeamClock(zone, WorkingTime(None), None)
        first = self._get_midnight(min(moments), zone)
        last = self._get_midnight(max(moments), zone) + timedelta(days=SEARCH_DAYS)
        intervals = [
            (self._to_utc(start), self._to_utc(stop))
            for start, stop, _resource in calendar._work_intervals_batch(first, last)[
                False
            ]
        ]
        days = {
            pytz.utc.localize(start).astimezone(zone).date() for start, _ in intervals
        }
        return TeamClock(zone, WorkingTime(intervals), days)

    @api.model
    def _get_midnight(self, moment, zone):
        local = pytz.utc.localize(moment).astimezone(zone)
        return zone.localize(datetime.combine(local.date(), time()))

    @api.model
    def _to_utc(self, moment):
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_triage_deadlines(self, moments, clock):
        """Return {moment: deadline} (both UTC, naive) for arrivals of one team.

        The deadline is the first fixed hour after the arrival on a working day of
        the department's calendar; a day off of the calendar counts as not working.
        """
        hours = self._get_triage_hours()
        return {
            moment: clock.to_utc(
                next_deadline(clock.to_local(moment), hours, clock.days)
            )
            for moment in moments
        }
