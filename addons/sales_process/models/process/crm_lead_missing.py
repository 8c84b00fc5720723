from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models

from ...tools.process.rules import asked_on_move

STEP = "step of the stage"
# documents are what a deal waits for most: asked first, the rest need not be looked at
COST = {"check": 0, "domain": 1, "field": 2}


@dataclass(frozen=True)
class Missing:
    """One thing that a deal lacks; without a requirement: its next step."""

    stage_id: int
    requirement_id: int = 0
    field: str = ""
    check: str = ""


class CrmLead(models.Model):
    """What is missing for a move: asked of a whole set of deals at once."""

    _inherit = "crm.lead"

    next_stage_id = fields.Many2one(
        "crm.stage",
        compute="_compute_next_stage",
        compute_sudo=True,
    )
    missing_count = fields.Integer(
        compute="_compute_next_stage",
        compute_sudo=True,
        string="Missing",
        help="How many things are missing for the next stage.",
    )

    @api.depends(lambda self: self._checklist_depends())
    def _compute_next_stage(self):
        routes = self._get_routes()
        targets = self._get_next_stages(routes)
        missing = self._find_missing(targets, routes=routes)
        for lead in self:
            target = targets.get(lead)
            lead.next_stage_id = target and target.id
            lead.missing_count = len(missing.get(lead, ()))

    @api.model
    def _checklist_depends(self):
        """Fields of the deal that a form may change: the checklist follows at once.

        Override to add what the checks of a room ask about.
        """
        own = [
            name
            for name, field in self._fields.items()
            if field.store
            and not field.related
            and name not in models.MAGIC_COLUMNS
            and field.type not in ("binary", "one2many", "properties")
            and (not field.compute or not field.readonly)
            and name not in ("stage_deadline", "message_main_attachment_id")
        ]
        return (*own, "activity_ids", "activity_ids.active")

    def _find_missing(self, targets, skip_checks=(), until_first=False, routes=None):
        """What each deal lacks to get from its present stage to the target.

        :param dict targets: deal -> ``StageRules`` of the target
        :param skip_checks: checks that are not asked; ``STEP``: whether a step is
            planned where the stage demands one
        :param bool until_first: only whether something is missing: the first thing
            found is enough
        :param dict routes: of ``_get_routes``, when they are known already
        :return: dict of deal -> list of ``Missing``, in the order of the process
        """
        if routes is None:
            routes = self.browse().union(*targets)._get_routes()
        origins = {
            lead: (lead._get_position(), target)
            for lead, target in targets.items()
            if lead in routes
        }
        return self._ask_moves(origins, routes, skip_checks, until_first)

    @api.model
    def _ask_moves(self, moves, routes, skip_checks=(), until_first=False):
        """The same for moves whose origin is not the present stage.

        :param dict moves: deal -> (position of the origin, ``StageRules``)
        """
        asked = defaultdict(list)  # requirement -> deals; each is asked once
        for lead, (origin, target) in moves.items():
            for _stage, rule in asked_on_move(routes[lead], origin, target):
                if rule.check not in skip_checks or rule.kind != "check":
                    asked[rule].append(lead)
        failing = self._ask(asked, until_first)
        result = {}
        for lead, (origin, target) in moves.items():
            missing = [
                Missing(stage.id, rule.id, rule.field, rule.check)
                for stage, rule in asked_on_move(routes[lead], origin, target)
                if lead.id in failing.get(rule.id, ())
            ]
            if STEP not in skip_checks:
                missing += lead._find_missing_step(routes[lead], origin, target)
            result[lead] = missing
        return result

    def _get_asked(self, route, target):
        """(stage, requirement) of the move from the present stage to the target."""
        return asked_on_move(route, self._get_position(), target)

    @api.model
    def _ask(self, asked, until_first):
        """Ids of the deals that fail each requirement: dict of its id -> ids.

        :param dict asked: requirement -> deals
        """
        failing, lacking = {}, set()
        # sudo: the answer may lie in documents the user cannot read
        leads = self.sudo()
        for rule, deals in sorted(asked.items(), key=lambda item: COST[item[0].kind]):
            ids = [lead.id for lead in deals if not until_first or lead not in lacking]
            failed = leads.browse(ids)._get_failing(rule)
            failing.setdefault(rule.id, set()).update(failed._ids)
            lacking.update(lead for lead in deals if lead.id in failing[rule.id])
        return failing

    def _get_failing(self, rule):
        """The deals of the set that the requirement is asked of and that lack it."""
        asked = self if rule.only.is_true() else self.filtered_domain(rule.only)
        return asked - getattr(asked, f"_meet_{rule.kind}")(rule)

    def _meet_field(self, rule):
        return self.filtered(rule.field)

    def _meet_domain(self, rule):
        return self.filtered_domain(rule.domain)

    def _meet_check(self, rule):
        return getattr(self, f"_passes_{rule.check}")()

    def _find_missing_step(self, route, origin, target):
        """A stage that demands a next step is not left without one (R069)."""
        left = next((stage for stage in route if stage.position == origin), None)
        demanded = left and left.require_next_step and target.position > origin
        if not demanded or self._passes_next_step():
            return []
        return [Missing(left.id, check="next_step")]

    def _get_missing_text(self, missing):
        """What a missing thing is called: what the user has to do."""
        if not missing.requirement_id:
            return self.env._("Plan the next step")
        # sudo: rules are told to everybody who moves a deal
        rules = self.env["crm.stage.requirement"].sudo()
        message = rules.browse(missing.requirement_id).message
        details = self._describe_missing(missing)
        return f"{message}: {details}" if details else message

    def _describe_missing(self, missing):
        """What exactly is missing, said after the message; override for a check."""
        return ""
