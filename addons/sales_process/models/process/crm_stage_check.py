from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.process.rules import ENTER, LEAVE

PENDING = "sales_process.rules"


class CrmStage(models.Model):
    """The process as a whole: checked when a transaction that has changed it ends.

    Stages are moved and edited one after another, so what concerns several of them
    can be judged only at the end (``Callbacks`` of the cursor, before the commit).
    """

    _inherit = "crm.stage"

    check_notes = fields.Text(
        compute="_compute_check_notes",
        compute_sudo=True,
        help="What is allowed, but perhaps not meant.",
    )

    def _process_changed(self):
        """A rule has changed: forget the cached ones, look at all of them at the end.

        The stages of the set are those whose terms have changed.
        """
        self.env.registry.clear_cache()
        if self.env.context.get("_force_unlink"):
            return  # the addon is being removed
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = set()
            precommit.add(self.browse()._finish_process_change)
        precommit.data[PENDING].update(self.ids)

    @api.model
    def _finish_process_change(self):
        """
        :raise UserError: the process as a whole is not possible like this
        """
        timed = self.browse(self.env.cr.precommit.data.get(PENDING, ()))
        self._check_process()
        self.env["sales.process.version"]._keep()
        timed.exists()._after_process_change()

    def _after_process_change(self):
        """Hook: the changed rules are checked and are valid from now on.

        The stages of the set are those whose terms have changed.
        """
        # sudo: deals of all departments follow the rules, whoever has changed them
        self.env["crm.stage.log"].sudo()._look_again(self)
        self.env["crm.lead"].sudo()._leave_stages_taken_away()

    # ---- refused -------------------------------------------------------------------

    @api.model
    def _check_process(self):
        """Every department has a way from the first lead to the last stage.

        :raise UserError: naming all that is wrong
        """
        # sudo: who edits one department's stages must not spoil another's
        departments = self.env["crm.team"].sudo().search([("is_department", "=", True)])
        problems = []
        for team in departments:
            process = team._get_process()
            if process:
                problems += self._find_process_problems(process)
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))

    @api.model
    def _find_process_problems(self, process):
        return [
            *self._find_order_problems(process),
            *self._find_first_stage_problems(process.first),
            *(
                problem
                for stage in process.stages
                for problem in self._find_stage_problems(stage, process)
            ),
        ]

    @api.model
    def _find_order_problems(self, process):
        """After the contract comes nothing that is before it."""
        won = None
        for stage in process.stages:
            if won and not stage.is_won:
                yield self.env._(
                    "“%(stage)s” comes after “%(won)s”, where the contract is made "
                    "already: mark it as “After the contract” too, or put it before.",
                    stage=stage.name,
                    won=won.name,
                )
            won = won or (stage if stage.is_won else None)

    @api.model
    def _find_first_stage_problems(self, first):
        """Each lead begins there, also one that a letter makes at night."""
        if not first.applies.is_true():
            yield self.env._(
                "Every lead begins in “%(stage)s”: the first stage has to apply to all "
                "deals.",
                stage=first.name,
            )
        if first.required(ENTER):
            yield self.env._(
                "Every lead begins in “%(stage)s”: nothing can be required on entering "
                "it. Require it on leaving.",
                stage=first.name,
            )

    @api.model
    def _find_stage_problems(self, stage, process):
        for when in (ENTER, LEAVE):
            yield from self._find_clashes(stage, when)
        yield from self._find_unreachable_checks(stage, process)
        yield from self._find_idle_tasks(stage)

    @api.model
    def _find_clashes(self, stage, when):
        """Requirements that exclude each other, or the deals the stage is for."""
        together, texts = stage.applies, []
        for rule in stage.required(when):
            condition = self._get_rule_condition(rule)
            if condition is None:
                continue
            wanted = together & condition
            clash = self.env["sales.process.rule"]._find_impossible(wanted)
            if clash:
                texts.append(clash)
            elif rule.only.is_true():
                together = wanted
        for text in texts:
            yield self.env._(
                "“%(stage)s”: these requirements can never be met together: "
                "%(conditions)s.",
                stage=stage.name,
                conditions=text,
            )

    @api.model
    def _get_rule_condition(self, rule):
        """What a requirement demands, as a condition; None when it is a check."""
        leads = self.env["crm.lead"]
        if rule.kind == "domain":
            return rule.domain
        if rule.kind == "field" and leads._fields[rule.field].type != "boolean":
            filled = [(rule.field, "!=", False)]
            return Domain(filled).optimize(leads)
        if rule.kind == "field":
            return Domain(rule.field, "=", True).optimize(leads)
        return None

    @api.model
    def _find_unreachable_checks(self, stage, process):
        """Before the contract nothing can be asked that only the contract brings."""
        won = [other for other in process.stages if other.is_won]
        is_first_won = bool(won) and won[0] == stage
        for rule in stage.requirements:
            before = not stage.is_won or (is_first_won and rule.when == ENTER)
            if before and rule.check in self._get_checks_after_contract():
                yield self.env._(
                    "“%(stage)s”: “%(check)s” comes only with the contract, which is "
                    "not made before this stage is left. Require it later.",
                    stage=stage.name,
                    check=self._get_check_label(rule.check),
                )

    @api.model
    def _find_idle_tasks(self, stage):
        """Nothing is lost after the contract, nothing is won before it."""
        idle = stage.tasks_on("lost" if stage.is_won else "won")
        for task in self.env["crm.stage.task"].sudo().browse(task.id for task in idle):
            yield self.env._(
                "Task “%(task)s” would never be given: a deal is lost before the "
                "contract and won by reaching a stage after it.",
                task=task.summary,
            )

    @api.model
    def _get_checks_after_contract(self):
        """Hook: checks that no deal can pass before its order is confirmed."""
        return set()

    @api.model
    def _get_check_label(self, check):
        field = self.env["crm.stage.requirement"]._fields["check"]
        return dict(field._description_selection(self.env))[check]

    # ---- allowed, but perhaps not meant --------------------------------------------

    @api.depends(
        "auto_leave",
        "sla_hours",
        "remind_hours",
        "requirement_ids.active",
        "apply_domain",
        "task_ids",
        "is_won",
        "team_ids",
    )
    def _compute_check_notes(self):
        for stage in self:
            stage.check_notes = "\n".join(stage._find_notes()) or False

    def _find_notes(self):
        asked = self.requirement_ids.filtered("active")
        leaving = asked.filtered(lambda rule: rule.when == "leave")
        if not self.team_ids:
            yield self.env._("No department has this stage: no deal comes here.")
        if self.auto_leave and not leaving:
            yield self.env._(
                "It moves on by itself and requires nothing on leaving: deals only pass "
                "through."
            )
        if not self.sla_hours and self.kind != "closed":
            yield self.env._("Without a time limit a deal can stay here unnoticed.")
        if self.sla_hours and self.remind_hours >= self.sla_hours:
            yield self.env._(
                "The reminder comes as soon as a deal enters: set fewer hours."
            )
        if self.kind == "closed" and not asked:
            yield self.env._("Nothing is required to close a deal.")
