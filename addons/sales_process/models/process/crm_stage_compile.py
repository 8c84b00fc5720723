import logging

from odoo import api, models
from odoo.fields import Domain

from ...tools.process.domain import DomainError, parse_domain
from ...tools.process.rules import Process, Requirement, StageRules, Task

_logger = logging.getLogger(__name__)


class CrmStage(models.Model):
    """The stages as plain data (``tools.process.rules``), from records or from a draft.

    A rule that asks about a field that is there no longer (an addon was removed) is
    left out and logged: deals must not stop because of it.
    """

    _inherit = "crm.stage"

    def _compile(self):
        """The rules of the stages of this set: one ``Process``."""
        return Process(
            tuple(self._build_stage(stage._prepare_rules()) for stage in self)
        )

    def _prepare_rules(self):
        """Values of the stage and of its rules, as ``_build_stage`` takes them."""
        self.ensure_one()
        return {
            "id": self.id,
            "sequence": self.sequence,
            "kind": self.kind,
            "name": self.name,
            "is_won": self.is_won,
            "apply_domain": self.apply_domain,
            "auto_leave": self.auto_leave,
            "require_next_step": self.require_next_step,
            "remind_hours": self.remind_hours,
            "sla_hours": self.sla_hours,
            "escalate_hours": self.escalate_hours,
            "escalate_next_hours": self.escalate_next_hours,
            "role": self.role or "",
            "requirements": [
                rule._prepare_rule() for rule in self.requirement_ids.filtered("active")
            ],
            "tasks": [
                task._prepare_rule() for task in self.task_ids.filtered("active")
            ],
        }

    @api.model
    def _build_stage(self, values):
        values = dict(values)
        applies = self._read_condition(values.pop("apply_domain"))
        requirements = map(self._build_requirement, values.pop("requirements"))
        tasks = map(self._build_task, values.pop("tasks"))
        return StageRules(
            applies=Domain.TRUE if applies is None else applies,
            requirements=tuple(filter(None, requirements)),
            tasks=tuple(filter(None, tasks)),
            **values,
        )

    @api.model
    def _build_requirement(self, values):
        values = dict(values)
        domain = self._read_condition(values.pop("domain"))
        only = self._read_condition(values.pop("condition_domain"))
        if domain is None or only is None:
            return None
        return Requirement(domain=domain, only=only, **values)

    @api.model
    def _build_task(self, values):
        values = dict(values)
        only = self._read_condition(values.pop("condition_domain"))
        return None if only is None else Task(only=only, **values)

    @api.model
    def _read_condition(self, text):
        """The condition; None when it cannot be asked any more."""
        leads = self.env["crm.lead"]
        try:
            return parse_domain(leads, text).optimize(leads)
        except DomainError as error:
            _logger.warning("A rule of the sales process is left out: %s", error)
            return None


class CrmStageRequirement(models.Model):
    _inherit = "crm.stage.requirement"

    def _prepare_rule(self):
        """Values of ``tools.process.rules.Requirement``."""
        self.ensure_one()
        return {
            "id": self.id,
            "when": self.when,
            "kind": self.type,
            "field": self.field_id.name or "",
            "domain": self.domain if self.type == "domain" else "",
            "check": self.check or "",
            "condition_domain": self.condition_domain,
        }


class CrmStageTask(models.Model):
    _inherit = "crm.stage.task"

    def _prepare_rule(self):
        """Values of ``tools.process.rules.Task``."""
        self.ensure_one()
        return {
            "id": self.id,
            "trigger": self.trigger,
            "delay": self.delay,
            "delay_unit": self.delay_unit,
            "is_repeated": self.is_repeated,
            "responsible": self.responsible,
            "user_id": self.user_id.id or 0,
            "condition_domain": self.condition_domain,
        }
