from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.process.due import Stay, next_due

STAGE_STATES = [
    ("ok", "In time"),
    ("soon", "Limit comes near"),
    ("late", "Late"),
]


class CrmLead(models.Model):
    """Terms of a deal: working time of its department, holidays left out (R076, R077)."""

    _inherit = "crm.lead"

    stage_deadline = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Until when the deal should leave its stage, by the time limit of the "
        "stage in working hours of the department.",
    )
    stage_overdue = fields.Boolean(
        string="Late in the stage",
        compute="_compute_stage_overdue",
        search="_search_stage_overdue",
    )
    stage_state = fields.Selection(
        STAGE_STATES,
        string="Time in the stage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Kept by the scheduled action of time limits, some minutes behind.",
    )

    @api.depends("stage_deadline", "active")
    def _compute_stage_overdue(self):
        now = fields.Datetime.now()
        for lead in self:
            lead.stage_overdue = bool(
                lead.active and lead.stage_deadline and lead.stage_deadline < now,
            )

    def _search_stage_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("stage_deadline", "<", fields.Datetime.now())
        return Domain.OR(late if wanted else ~late for wanted in value)

    # ---- working time --------------------------------------------------------------

    def _get_working_calendar(self):
        """Calendar of the department, else of the company; maybe none."""
        self.ensure_one()
        company = self.company_id or self.env.company
        calendar_id = self.team_id._get_calendar_id(company.id)
        # sudo: working hours are no secret
        return self.env["resource.calendar"].sudo().browse(calendar_id or ())

    def _plan_working(self, amount, unit, start):
        """Moment when so much working time of the department is over.

        :param str unit: ``hours`` or ``days``; a day has the hours of the calendar
        :param start: naive UTC
        """
        calendar = self._get_working_calendar()
        hours = amount * (calendar._get_day_hours() if unit == "days" else 1)
        if not calendar:
            return start + timedelta(hours=hours)
        return calendar._plan_hours_utc(hours, start)

    def _get_stage_deadline(self, start):
        """End of the time limit of the present stage, or False."""
        rules = self._get_stage_rules()
        if not rules or not rules.sla_hours:
            return False
        return self._plan_working(rules.sla_hours, "hours", start)

    def _get_next_due(self, stay):
        """When the stay has to be looked at again, or False: never.

        :param Stay stay: of the deal in its present stage
        """
        rules = self._get_stage_rules()
        if not rules or not (stay.deadline or rules.tasks_on("after")):
            return False
        calendar = self._get_working_calendar()
        clock = calendar._get_working_time(stay.date_in, fields.Datetime.now())
        # the hours of a day cost a query: only when a delay is in days
        hours = calendar._get_day_hours() if rules.tasks_on("after") else 0
        return next_due(stay, rules, clock, hours) or False

    def _get_first_due(self, start, deadline):
        return self._get_next_due(Stay(start, deadline or None))
