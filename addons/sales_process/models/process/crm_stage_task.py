from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.process.domain import DomainError, parse_domain


class CrmStageTask(models.Model):
    """A task that the process gives to somebody by itself (R061, R078, R101).

    1. ``trigger``: the deal enters the stage, is lost in it, or is won by it.
    2. Only deals that match ``condition_domain`` get the task.
    3. The term counts from the trigger in working hours or working days of the
       department's calendar.
    4. The responsible is the salesperson, the head of the department or a named
       user; a deal without a salesperson gives the task to the head. Nobody at
       all: no task is made (an activity without a user would be seen by nobody).
    """

    _name = "crm.stage.task"
    _description = "Stage Task"
    _order = "stage_id, sequence, id"
    _rec_name = "summary"

    stage_id = fields.Many2one(
        "crm.stage", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    trigger = fields.Selection(
        [
            ("enter", "On entering the stage"),
            ("lost", "When the deal is lost"),
            ("won", "When the deal is won"),
        ],
        default="enter",
        required=True,
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        domain=[("res_model", "in", (False, "crm.lead"))],
        ondelete="restrict",
    )
    summary = fields.Char(required=True, translate=True)
    note = fields.Html(translate=True)
    term = fields.Float(default=1.0, required=True)
    term_unit = fields.Selection(
        [("hours", "working hours"), ("days", "working days")],
        default="days",
        required=True,
    )
    responsible = fields.Selection(
        [
            ("salesperson", "Salesperson"),
            ("head", "Head of the department"),
            ("user", "Named user"),
        ],
        default="salesperson",
        required=True,
    )
    user_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    condition_domain = fields.Char(default="[]")

    _named_user = models.Constraint(
        "CHECK(responsible != 'user' OR user_id IS NOT NULL)",
        "Choose the user who gets the task.",
    )
    _positive_term = models.Constraint(
        "CHECK(term >= 0)",
        "The term of a task is zero or more.",
    )

    @api.constrains("condition_domain")
    def _check_condition_domain(self):
        for task in self:
            try:
                parse_domain(self.env["crm.lead"], task.condition_domain)
            except DomainError as error:
                raise ValidationError(
                    self.env._(
                        "Task “%(task)s”: the condition cannot be read: %(error)s",
                        task=task.summary,
                        error=error,
                    ),
                ) from error

    def _schedule(self, leads):
        """Give the tasks of this set to the deals of ``leads``, in one batch."""
        # sudo: whoever moves the deal may not be allowed to plan for the head
        values = [
            task._prepare_activity_values(lead)
            for task in self
            for lead in leads.filtered_domain(
                parse_domain(leads, task.condition_domain)
            )
            if task._get_responsible(lead)
        ]
        return self.env["mail.activity"].sudo().create(values)

    def _get_responsible(self, lead):
        head = lead.team_id.user_id
        if self.responsible == "user":
            return self.user_id
        if self.responsible == "head":
            return head
        return lead.user_id or head

    def _prepare_activity_values(self, lead):
        deadline = self._get_deadline(lead)
        user = self._get_responsible(lead)
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": self.with_context(lang=user.lang).summary,
            "note": self.with_context(lang=user.lang).note,
            "user_id": user.id,
            "automated": True,
            "date_deadline": fields.Datetime.context_timestamp(
                self.with_context(tz=user.tz or "UTC"),
                deadline,
            ).date(),
            "deadline_time": deadline,
            "stage_task_id": self.id,
        }

    def _get_deadline(self, lead):
        calendar = lead._get_working_calendar()
        start = fields.Datetime.now()
        if not calendar:
            unit = "hours" if self.term_unit == "hours" else "days"
            return start + timedelta(**{unit: self.term})
        hours = self.term
        if self.term_unit == "days":
            hours *= calendar.hours_per_day
        return calendar._plan_hours_utc(hours, start)
