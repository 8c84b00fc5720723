from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_stage import SALES_ROLES


class CrmStageTask(models.Model):
    """A task that the process gives to somebody by itself (R061, R078, R101).

    1. ``trigger``: the deal enters the stage, has been in it for ``delay``, is lost
       in it, or is won by it.
    2. Only deals that match ``condition_domain`` get the task.
    3. The term counts from the trigger in working hours or working days of the
       department's calendar.
    4. The responsible is the salesperson, the head of the department, a named user
       or somebody of a sales role; a deal without a salesperson gives the task to
       the head. Who is absent is replaced by his deputy. Nobody at all: no task is
       made (an activity without a user would be seen by nobody).
    5. With ``is_repeated`` a task after a delay comes again each ``delay`` while the
       deal stays, but not before the one given last is done.
    """

    _name = "crm.stage.task"
    _inherit = "sales.process.rule"
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
            ("after", "After some time in the stage"),
            ("lost", "When the deal is lost"),
            ("won", "When the deal is won"),
        ],
        default="enter",
        required=True,
    )
    delay = fields.Float(
        string="After",
        help="Working time in the stage after which the task is given.",
    )
    delay_unit = fields.Selection(
        [("hours", "working hours"), ("days", "working days")],
        string="Unit of the delay",
        default="days",
        required=True,
    )
    is_repeated = fields.Boolean(
        string="Again and again",
        help="Given again each time the delay is over, when the last one is done.",
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
            *SALES_ROLES,
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
    _positive_delay = models.Constraint(
        "CHECK(trigger != 'after' OR delay > 0)",
        "Say after how many working hours or days in the stage the task is given.",
    )

    @api.constrains("condition_domain")
    def _check_condition_domain(self):
        for task in self:
            task._check_condition(
                task.condition_domain,
                self.env._("Task “%(task)s”", task=task.summary),
            )

    @api.constrains("activity_type_id")
    def _check_activity_type(self):
        """A type that is followed by itself would give tasks without an end."""
        for task in self:
            if task.activity_type_id.res_model not in (False, "crm.lead"):
                raise ValidationError(
                    self.env._(
                        "Task “%(task)s”: activities of the type “%(type)s” belong to "
                        "other documents, not to deals.",
                        task=task.summary,
                        type=task.activity_type_id.name,
                    )
                )
            seen, kind = self.env["mail.activity.type"], task.activity_type_id
            while kind.chaining_type == "trigger" and kind not in seen:
                seen |= kind
                kind = kind.triggered_next_type_id
            if kind in seen:
                raise ValidationError(
                    self.env._(
                        "Task “%(task)s”: “%(type)s” is followed by itself, so that it "
                        "would never end. Change what follows in the activity type.",
                        task=task.summary,
                        type=kind.name,
                    )
                )

    def _get_timed_stages(self, vals=None):
        return self.stage_id

    def _get_conditions(self):
        return [self.condition_domain], []
