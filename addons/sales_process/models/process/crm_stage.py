from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.process.domain import DomainError, parse_domain

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

    Source: R055, R067, R073, R077.
    """

    _inherit = "crm.stage"

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
    sla_hours = fields.Float(
        string="Time limit",
        help="Working hours of the department within which the stage should be left. "
        "0: no limit.",
    )
    escalate_hours = fields.Float(
        string="Escalate after",
        help="Working hours after the time limit when the head is told.",
    )
    require_next_step = fields.Boolean(
        string="Next step obligatory",
        help="A deal in this stage must have a planned activity to leave it.",
    )
    instruction = fields.Html(
        translate=True,
        help="What to do in this stage: shown on the deal.",
    )
    requirement_ids = fields.One2many("crm.stage.requirement", "stage_id")
    task_ids = fields.One2many("crm.stage.task", "stage_id")

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env.registry.clear_cache()  # crm.team._get_stage_ids
        return stages

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "sequence", "team_ids"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.constrains("apply_domain")
    def _check_apply_domain(self):
        for stage in self:
            try:
                parse_domain(self.env["crm.lead"], stage.apply_domain)
            except DomainError as error:
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s: the condition of deals it applies to cannot "
                        "be read: %(error)s",
                        stage=stage.name,
                        error=error,
                    ),
                ) from error

    @api.constrains("sla_hours", "escalate_hours")
    def _check_hours(self):
        for stage in self:
            if stage.sla_hours < 0 or stage.escalate_hours < 0:
                raise ValidationError(
                    self.env._("A time limit is a number of hours, zero or more."),
                )

    def _applies_to(self, leads):
        """The leads of ``leads`` that have to go through this stage."""
        self.ensure_one()
        domain = parse_domain(leads, self.apply_domain)
        return leads.filtered(
            lambda lead: lead.team_id in self.team_ids
        ).filtered_domain(
            domain,
        )

    def _position(self):
        """Place in the process: comparable, also for stages of equal sequence."""
        self.ensure_one()
        return (self.sequence, self.id)
