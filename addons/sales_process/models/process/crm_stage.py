from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

STAGE_KINDS = [
    ("qualification", "Qualification"),
    ("selection", "Equipment selection"),
    ("production", "Production"),
    ("stock", "Sale from stock"),
    ("certification", "Certification"),
    ("installation", "Installation"),
    ("service", "Service"),
    ("closed", "Closed"),
]
SALES_ROLES = [
    ("hunter", "Hunter: finds new clients"),
    ("closer", "Closer: leads to the contract"),
    ("account", "Client manager: keeps clients"),
    ("kam", "Key account manager"),
]
HOURS = ("remind_hours", "sla_hours", "escalate_hours", "escalate_next_hours")
# of these the cache of the registry holds a copy for each department
RULE_FIELDS = {
    "name", "kind", "sequence", "team_ids", "is_won", "apply_domain", "auto_leave",
    "require_next_step", "role", "instruction", "requirement_ids", "task_ids", *HOURS,
}  # fmt: skip


class CrmStage(models.Model):
    """A step of the sales process, as data that the head of department edits.

    1. Only stages with a ``kind`` take part in the process; stages of other
       teams keep the behaviour of core.
    2. A stage applies to a deal when the deal is in one of its teams and
       satisfies ``apply_domain``; other stages are skipped.
    3. Moving forward is refused while a requirement for leaving the present
       stage, for leaving an applicable stage in between, or for entering the
       target is not met. All that is missing is named at once.
    4. With ``auto_leave`` the deal moves on by itself as soon as nothing is
       missing: documents move the deal (order confirmed, goods ready, shipped,
       act signed, paid). It never moves backwards by itself.
    5. Within ``sla_hours`` the stage should be left. The salesperson is reminded
       ``remind_hours`` before and at the limit, the head is asked for a decision
       ``escalate_hours`` later, the directors ``escalate_next_hours`` after him. All
       are working hours of the department.

    Source: R055, R067, R069, R073, R075-R077.
    """

    _name = "crm.stage"
    _inherit = ["crm.stage", "sales.process.rule", "sales.added.lists.mixin"]

    kind = fields.Selection(
        STAGE_KINDS,
        help="What happens with the deal in this stage. Empty: the stage does not "
        "belong to the equipment sales process.",
    )
    apply_domain = fields.Char(
        default="[]",
        help="The stage applies only to deals that match; others skip it.",
    )
    auto_leave = fields.Boolean(
        string="Moves on by itself",
        help="The deal leaves the stage as soon as nothing is missing.",
    )
    remind_hours = fields.Float(
        string="Remind before",
        help="Working hours before the time limit when the salesperson is reminded. "
        "0: only when the limit is reached.",
    )
    sla_hours = fields.Float(
        string="Time limit",
        help="Working hours of the department within which the stage should be left. "
        "0: no limit.",
    )
    escalate_hours = fields.Float(
        string="Escalate after",
        help="Working hours after the time limit when the head is told and has to "
        "decide. 0: at the limit.",
    )
    escalate_next_hours = fields.Float(
        string="To the director after",
        help="Working hours after the head was told when the directors are told, unless "
        "he has decided. 0: never.",
    )
    require_next_step = fields.Boolean(
        string="Next step obligatory",
        help="A deal in this stage must have a planned activity: the last one cannot be "
        "finished without planning another, and the stage cannot be left without one.",
    )
    role = fields.Selection(
        SALES_ROLES,
        string="Led by",
        help="Who leads the deal in this stage. When somebody else has it, handing it "
        "over is proposed on entering.",
    )
    instruction = fields.Html(
        translate=True,
        help="What to do in this stage: shown on the deal.",
    )
    # with those that are switched off: the head switches them on here
    requirement_ids = fields.One2many(
        "crm.stage.requirement",
        "stage_id",
        copy=True,
        context={"active_test": False},
    )
    task_ids = fields.One2many(
        "crm.stage.task", "stage_id", copy=True, context={"active_test": False}
    )

    @api.constrains("apply_domain")
    def _check_apply_domain(self):
        for stage in self:
            stage._check_condition(
                stage.apply_domain,
                self.env._("Stage “%(stage)s”, to which deals", stage=stage.name),
            )

    @api.constrains(*HOURS)
    def _check_hours(self):
        for stage in self:
            if min(stage[name] for name in HOURS) < 0:
                raise ValidationError(
                    self.env._("A time limit is a number of hours, zero or more."),
                )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._check_departments(stages.team_ids)
        return stages

    def write(self, vals):
        before = {stage: stage.team_ids for stage in self} if "team_ids" in vals else {}
        result = super().write(vals)
        for stage, teams in before.items():
            self._check_departments((teams | stage.team_ids) - (teams & stage.team_ids))
        return result

    @api.model
    def _check_departments(self, teams):
        """
        :param teams: that a stage gets or loses
        :raise UserError: one of them is a department of another head
        """
        user = self.env.user
        if self.env.su or user.has_group("sales_team.group_sale_manager"):
            return
        # sudo: who leads a department is no secret
        foreign = teams.sudo().filtered(
            lambda team: user not in (team.user_id | team.member_ids)
        )
        if foreign:
            raise UserError(
                self.env._(
                    "You change the process of your own department only, not of "
                    "%(teams)s: ask the director.",
                    teams=format_list(self.env, foreign.mapped("name")),
                )
            )

    def _check_own(self):
        """
        :raise UserError: the stage belongs to departments of other heads only
        """
        for stage in self:
            if not stage.has_access("write"):
                raise UserError(
                    self.env._(
                        "The stage “%(stage)s” belongs to departments of other heads: "
                        "ask them or the director to change it.",
                        stage=stage.name,
                    )
                )

    def _take_deals(self, stage):
        """Deals of the departments of this variant come over from the common stage.

        Their stay goes on: it is the same stage under another rule.
        """
        self.ensure_one()
        # sudo: the deals of the department, whoever edits its stages
        leads = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search([("stage_id", "=", stage.id), ("team_id", "in", self.team_ids.ids)])
        )
        models.BaseModel.write(leads, {"stage_id": self.id})
        leads.stage_log_id.write({"stage_id": self.id})

    def copy_data(self, default=None):
        """A copy follows the stage it was made of."""
        values = super().copy_data(default)
        for stage, copied in zip(self, values, strict=True):
            copied.setdefault("sequence", stage.sequence)
        return values

    def _get_conditions(self):
        return [self.apply_domain], []

    def _concern_process(self, vals=None):
        """Stages of other teams are none of our business."""
        if vals is not None and not RULE_FIELDS & vals.keys():
            return False
        return bool(self.filtered("kind"))

    def _get_timed_stages(self, vals=None):
        timed = vals is None or set(HOURS) & vals.keys()
        return self.filtered("kind") if timed else self.browse()

    def _position(self):
        """Place in the process: comparable, also for stages of equal sequence."""
        self.ensure_one()
        return (self.sequence, self.id)
