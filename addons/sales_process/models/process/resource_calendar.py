from pytz import UTC

from odoo import models


class ResourceCalendar(models.Model):
    """Working time in the naive UTC datetimes that the database keeps."""

    _inherit = "resource.calendar"

    def _plan_hours_utc(self, hours, start):
        """Moment (naive UTC) when ``hours`` working hours after ``start`` are over.

        Leaves of the company count as not working. A calendar without working
        time in the next years gives ``start`` back.
        """
        self.ensure_one()
        end = self.plan_hours(hours, UTC.localize(start), compute_leaves=True)
        return end.astimezone(UTC).replace(tzinfo=None) if end else start

    def _work_hours_utc(self, start, end):
        """Working hours between two naive UTC moments."""
        self.ensure_one()
        return self.get_work_hours_count(UTC.localize(start), UTC.localize(end))
