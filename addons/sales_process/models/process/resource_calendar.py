from datetime import datetime

from pytz import UTC

from odoo import api, models, tools

from ...tools.intake.working_time import WorkingTime

# how far ahead terms are looked for, in years: a department that works one day a week
# reaches any time limit of the process within them
YEARS_AHEAD = 3


class ResourceCalendar(models.Model):
    """Working time in the naive UTC datetimes that the database keeps.

    The working intervals of a calendar, holidays of the company left out, are kept in
    the cache of the registry: a deal that moves asks for them without a query.
    """

    _inherit = "resource.calendar"

    def _plan_hours_utc(self, hours, start):
        """Moment (naive UTC) when ``hours`` working hours after ``start`` are over.

        Leaves of the company count as not working. A calendar without working
        time in the next years gives ``start`` back.
        """
        self.ensure_one()
        return self._get_working_time(start).plan(start, hours * 60) or start

    def _work_hours_utc(self, start, end):
        """Working hours between two naive UTC moments, to the minute."""
        self.ensure_one()
        return self._get_working_time(start, end).count(start, end) / 60

    def _get_working_time(self, *moments):
        """The working time around these moments (naive UTC) and some years on.

        An empty calendar works at every hour.
        """
        if not self:
            return WorkingTime(None)
        years = [moment.year for moment in moments]
        return self.sudo()._get_years(min(years) - 1, max(years) + YEARS_AHEAD)

    def _get_day_hours(self):
        """Hours of a working day; without a calendar every hour counts."""
        return (self.hours_per_day or 24.0) if self else 24.0

    @tools.ormcache("self.id", "first", "last")
    def _get_years(self, first, last):
        start = UTC.localize(datetime(first, 1, 1))
        end = UTC.localize(datetime(last + 1, 1, 1))
        found = self.browse(self.id)._work_intervals_batch(start, end)[False]
        return WorkingTime(
            [
                tuple(m.astimezone(UTC).replace(tzinfo=None) for m in interval[:2])
                for interval in found
            ]
        )

    def write(self, vals):
        result = super().write(vals)
        self._forget_working_time()
        return result

    @api.model
    def _forget_working_time(self):
        """Called when a calendar, its hours or the days off have changed."""
        self.env.registry.clear_cache()


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        self.env["resource.calendar"]._forget_working_time()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self.env["resource.calendar"]._forget_working_time()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["resource.calendar"]._forget_working_time()
        return result


class ResourceCalendarLeaves(models.Model):
    """Only days off of the company or of a whole calendar change its working time."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_working_time()
        return leaves

    def write(self, vals):
        self._forget_working_time()
        result = super().write(vals)
        self._forget_working_time()
        return result

    def unlink(self):
        self._forget_working_time()
        return super().unlink()

    def _forget_working_time(self):
        if self.filtered(lambda leave: not leave.resource_id):
            self.env["resource.calendar"]._forget_working_time()
