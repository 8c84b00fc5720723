from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.intake.deadlines import SEARCH_DAYS, next_deadline, parse_hours

TRIAGE_HOURS = "10:00, 15:00"


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

    @api.constrains("triage_hours")
    def _check_triage_hours(self):
        for team in self.filtered("triage_hours"):
            try:
                parse_hours(team.triage_hours)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(text)s” is not a time of day. Write the hours like this: "
                        "10:00, 15:00",
                        text=error,
                    )
                ) from error

    def _get_sales_leader(self):
        """The head of the department, or who stands in for him; maybe nobody."""
        return self.user_id._get_sales_stand_in()

    def _get_work_calendar(self):
        """The working hours of the department, else those of the company."""
        company = self.company_id or self.env.company
        return self.resource_calendar_id or company.resource_calendar_id

    def _get_triage_hours(self):
        """The fixed hours of sorting: of the department, else the setting."""
        # sudo: the setting is read by users who may not see system parameters
        parameters = self.env["ir.config_parameter"].sudo()
        default = parameters.get_param("sales_process.triage_hours", TRIAGE_HOURS)
        return parse_hours(self.triage_hours or default)

    def _get_triage_deadlines(self, moments):
        """Return {moment: deadline} (both UTC, naive) for arrivals of one team.

        The deadline is the first fixed hour after the arrival on a working day of
        the department's calendar; a day off of the calendar counts as not working.
        """
        calendar = self._get_work_calendar()
        zone = pytz.timezone(calendar.tz or "UTC")
        local = {m: pytz.utc.localize(m).astimezone(zone) for m in moments}
        first = min(local.values()).replace(hour=0, minute=0, second=0, microsecond=0)
        last = max(local.values()) + timedelta(days=SEARCH_DAYS)
        days = self._get_working_days(calendar, first, last)
        hours = self._get_triage_hours()
        return {
            moment: self._to_utc(
                next_deadline(start.replace(tzinfo=None), hours, days), zone
            )
            for moment, start in local.items()
        }

    @api.model
    def _get_working_days(self, calendar, first, last):
        if not calendar:
            days = (last - first).days + 1
            return {(first + timedelta(days=offset)).date() for offset in range(days)}
        intervals = calendar._work_intervals_batch(first, last)[False]
        return {start.date() for start, _stop, _resource in intervals}

    @api.model
    def _to_utc(self, moment, zone):
        if not moment:
            return False
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
