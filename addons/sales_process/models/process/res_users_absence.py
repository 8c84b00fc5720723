from odoo import fields, models


class ResUsers(models.Model):
    """Absent is also who has a leave in the calendar of his resource."""

    _inherit = "res.users"

    def _is_sales_absent(self):
        return super()._is_sales_absent() or self._has_leave_now()

    def _has_leave_now(self):
        """Whether a leave of the person himself, not of the company, lasts now."""
        now = fields.Datetime.now()
        # sudo: only whether a colleague is here
        return bool(
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_count(
                [
                    ("resource_id.user_id", "=", self.id),
                    ("date_from", "<=", now),
                    ("date_to", ">=", now),
                ],
                limit=1,
            )
        )
