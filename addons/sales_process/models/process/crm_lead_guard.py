from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OVERRIDE = "sales_process_override"
WATCHED = {"stage_id", "type", "active", "probability", "team_id"}
# what the process itself keeps: nobody writes it, whatever he may write of the deal
KEPT = {
    "stage_log_id", "stage_since", "stage_deadline", "stage_state", "stage_held",
    "escalation_state", "escalation_date", "escalation_reason", "proposed_user_id",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a deal is: looked at before a write and compared after it."""

    stage: object
    type: str
    active: bool
    team: object
    is_lost: bool


@dataclass(frozen=True)
class Override:
    """A head lets a deal pass although something is missing."""

    reason: str
    missing: str


class CrmLead(models.Model):
    """No way around the rules: every path of writing comes through here (R067).

    1. ``write`` notices what concerns the process and, when all values are in place,
       calls ``_follow_process`` once for the whole set.
    2. A deal that came to the department, or to another one, stands in a stage of it.
    3. All problems of all deals are named in one refusal: what is missing, a stage
       that does not apply, a stage behind a confirmed contract.
    4. What is merely missing may be overridden with a reason: by the head of the
       department (context ``sales_process_override``), and by an administrator who
       imports a file. It is written into the stage log.
    5. A stage that stops applying is left at once, forward.
    """

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_kept({name for vals in vals_list for name in vals})
        leads = super().create(vals_list)
        departments = leads.filtered("is_department")
        if departments:
            departments._start_process()
        return leads

    def _start_process(self):
        """New leads begin with the first stage; a later one has to be allowed."""
        outside = Place(self.env["crm.stage"], "", True, self.env["crm.team"], False)
        self._enter_process(dict.fromkeys(self, outside))
        overrides = self._guard({lead: lead._get_first_place() for lead in self})
        self._after_stage_change(overrides)

    def _get_first_place(self):
        first = self.team_id._get_process().first
        stage = self.env["crm.stage"].browse(first.id if first else ())
        return Place(stage, self.type, True, self.team_id, False)

    def write(self, vals):
        self._check_kept(vals.keys())
        if not self._concerns_process(vals):
            return super().write(vals)
        before = {lead: lead._get_place() for lead in self}
        result = super().write(vals)
        self._follow_process(before)
        return result

    def _check_kept(self, names):
        """
        :raise UserError: somebody writes what the process keeps: terms, decisions
        """
        if not self.env.su and KEPT & names:
            raise UserError(
                self.env._(
                    "Time limits, the history of stages and decisions are kept by the "
                    "process: move the deal, or ask the head to decide."
                )
            )

    def _concerns_process(self, vals):
        keys = vals.keys()
        return bool(WATCHED & keys or self.env["crm.team"]._get_route_fields() & keys)

    def _get_place(self):
        return Place(
            self.stage_id,
            self.type,
            self.active,
            self.team_id,
            self.won_status == "lost",
        )

    def _follow_process(self, before):
        """Everything that a write may mean for the process.

        :param dict before: deal -> ``Place``
        :raise UserError: naming all that forbids it, of all deals of the set
        """
        deals = self.filtered("is_department")
        if not deals:
            return
        deals._enter_process(before)
        overrides = deals._guard(before)
        deals._follow_loss(before)
        moved = deals.filtered(lambda lead: lead.stage_id != before[lead].stage)
        moved._after_stage_change(overrides, before)
        others = deals - moved
        log = self.env["crm.stage.log"].sudo()  # nobody writes the history by hand
        log._follow_department(
            others.filtered(lambda lead: lead.team_id != before[lead].team)
        )
        others._leave_stranded()
        others.filtered(lambda lead: lead.type != before[lead].type)._advance()

    # ---- coming to a department ----------------------------------------------------

    def _compute_stage_id(self):
        """Core begins anew in another team; in another department the deal goes on in
        the stage that corresponds to its own."""
        moving = self.filtered(
            lambda lead: (
                lead.team_id.is_department
                and lead.stage_id.kind
                and lead.team_id not in lead.stage_id.team_ids
            )
        )
        for lead in moving:
            lead.stage_id = lead._find_counterpart(lead.stage_id)
        return super(CrmLead, self - moving)._compute_stage_id()

    def _enter_process(self, before):
        """A lead that comes to a department stands in one of its stages.

        From another department: in the stage of the same kind, else in the last one
        before its place. From outside: in the first stage.
        """
        for lead in self:
            process = lead.team_id._get_process()
            place = before[lead]
            if not process or process.get(lead.stage_id.id):
                continue
            if lead.team_id == place.team and process.get(place.stage.id):
                continue  # somebody wants it out of the process: the guard says no
            # set by the department, not moved by a person: nothing is asked
            lead._write_process({"stage_id": lead._find_counterpart(place.stage).id})

    def _find_counterpart(self, stage):
        """The stage of the department that corresponds to one of another department."""
        stages = self._get_process_stages().filtered(
            lambda own: self.team_id in own.team_ids
        )
        if not stage.kind:
            return stages[:1]
        same = stages.filtered(lambda own: own.kind == stage.kind)
        place = self._get_position(stage)
        before = stages.filtered(lambda own: self._get_position(own) <= place)
        return same[:1] or before[-1:] or stages[:1]

    def _write_process(self, vals):
        """Write without asking the guard: the process itself has decided."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _keep(self, vals):
        """Write what the process keeps of a deal (``KEPT``), past all overrides.

        Nothing of it is tracked, computed from or followed by anything, and it is
        written for every deal of a batch.
        """
        # sudo: nobody else may write it
        return models.BaseModel.write(self.sudo(), vals)

    # ---- the guard -----------------------------------------------------------------

    def _guard(self, before):
        """Refuse what the process does not allow.

        :return: dict of deal -> ``Override`` of those that pass with missing things
        :raise UserError: naming all that is missing, of all deals of the set
        """
        targets = {
            lead: target for lead in self if (target := lead._get_target(before[lead]))
        }
        forbidden = {
            lead: [reason]
            for lead, target in targets.items()
            if (reason := lead._find_forbidden(before[lead].stage, target))
        }
        asked = {
            lead: target for lead, target in targets.items() if lead not in forbidden
        }
        missing = self._find_missing_of_moves(asked, before)
        lacking = {
            lead: [lead._name_problem(targets[lead], missing[lead])]
            for lead in asked
            if missing[lead]
        }
        if forbidden:
            self._raise_problems({**forbidden, **lacking})
        return self._refuse(lacking)

    def _get_target(self, place):
        """The stage a deal goes to: its new one, or the next one of a new deal."""
        if self.stage_id != place.stage:
            return self.stage_id
        if place.type == "lead" and self.type == "opportunity":
            rules = self._get_next_stages().get(self)
            return rules and self.env["crm.stage"].browse(rules.id)
        return None

    def _find_missing_of_moves(self, targets, before):
        """dict of deal -> list of ``Missing`` from its place before to its target."""
        routes = self.browse().union(*targets)._get_routes()
        moves = {}
        for lead, target in targets.items():
            origin = before[lead].stage
            process = lead._get_process()
            if not process.get(origin.id) or not process.get(target.id):
                continue  # it comes from another department
            moves[lead] = (process.get(origin.id).position, process.get(target.id))
        return {
            **dict.fromkeys(targets, ()),
            **self._ask_moves(moves, routes),
        }

    def _find_forbidden(self, origin, target):
        """Why the move is out of the question, whoever makes it; or an empty text."""
        process = self.team_id._get_process()
        rules = process.get(target.id)
        if process and rules is None:
            return self.env._(
                "“%(deal)s”: “%(stage)s” is no stage of the department “%(team)s”.",
                deal=self.name,
                stage=target.name,
                team=self.team_id.name,
            )
        if rules and not self.sudo().filtered_domain(rules.applies):
            return self.env._(
                "“%(deal)s” does not go through “%(stage)s”: the stage is for other "
                "deals.",
                deal=self.name,
                stage=target.name,
            )
        if self._leaves_the_contract(origin, target):
            return self.env._(
                "“%(deal)s” cannot move to “%(stage)s”. Cancel the contract: the orders "
                "are confirmed",
                deal=self.name,
                stage=target.name,
            )
        return ""

    def _leaves_the_contract(self, origin, target):
        """Going back before the contract while an order stands."""
        return bool(
            origin.is_won
            and not target.is_won
            and self.sudo().order_ids.filtered(lambda order: order.state == "sale"),
        )

    def _name_problem(self, target, missing):
        """All that a deal lacks, in the words of the user."""
        title = self.env._(
            "“%(deal)s” cannot move to “%(stage)s”. Missing:",
            deal=self.name,
            stage=target.name,
        )
        texts = dict.fromkeys(self._get_missing_text(item) for item in missing)
        return "\n".join([title, *(f"• {text}" for text in texts)])

    # ---- overriding ----------------------------------------------------------------

    def _refuse(self, lacking):
        """Refuse the deals that lack something, unless each may be let through.

        :param dict lacking: deal -> texts
        :return: dict of deal -> ``Override``
        :raise UserError: naming everything
        """
        overrides = {}
        for lead, texts in lacking.items():
            reason = lead._get_override_reason()
            if reason:
                overrides[lead] = Override(reason, "\n".join(texts))
        if len(overrides) < len(lacking):
            self._raise_problems(lacking)
        return overrides

    def _raise_problems(self, problems):
        raise UserError(
            "\n".join(text for texts in problems.values() for text in texts)
        )

    def _get_override_reason(self):
        """Why the deal may pass although something is missing, or an empty text.

        The context only says that somebody wants it; whether he may is asked here.
        """
        context = self.env.context
        if context.get("import_file") and self.env.user.has_group("base.group_system"):
            return self.env._("Import of a file")
        reason = context.get(OVERRIDE)
        if isinstance(reason, str) and reason.strip() and self._may_decide():
            return reason.strip()
        return ""

    def _may_decide(self):
        """Whether the user decides about the deal: the head, his deputy, a director."""
        self.ensure_one()
        user = self.env.user
        # sudo: who leads a department is no secret
        team = self.sudo().team_id
        return (
            self.env.su
            or user.has_group("sales_process.group_director")
            or user in (team.user_id, team._get_sales_leader())
        )

    # ---- stages that stop applying -------------------------------------------------

    def _leave_stranded(self):
        """A stage that does not apply to the deal any more is left at once, forward.

        :raise UserError: what the next stage asks for is missing, so that the change
            which takes the stage away cannot be made
        """
        routes = self.filtered("active")._get_routes()
        stranded = [lead for lead, route in routes.items() if lead._is_stranded(route)]
        targets = self.browse().union(*stranded)._get_next_stages(routes)
        lacking = self._find_missing_to_leave(targets, routes)
        overrides = self._refuse(
            {
                lead: [lead._name_stranded(targets[lead], lacking[lead])]
                for lead in lacking
            }
        )
        for lead in targets:
            place = {lead: lead._get_place()}
            lead._write_process({"stage_id": targets[lead].id})
            lead._after_stage_change(overrides, place)

    @api.model
    def _leave_stages_taken_away(self):
        """The rules have changed: deals do not stay in stages not meant for them.

        What the next stage asks for may be missing: such a deal stays where it is, a
        person has to see to it.
        """
        for team in self.env["crm.team"].search([("is_department", "=", True)]):
            stages = team._get_process().stages
            own = Domain("team_id", "=", team.id)
            if stages:
                gone = Domain("stage_id", "not in", [stage.id for stage in stages])
                self.search(own & gone)._advance()
            for stage in stages:
                if not stage.applies.is_true():
                    inside = own & Domain("stage_id", "=", stage.id)
                    self.search(inside & ~stage.applies)._advance()

    def _find_missing_to_leave(self, targets, routes):
        """Nothing is asked for leaving it: only what entering the next one asks."""
        moves = {lead: (target.position, target) for lead, target in targets.items()}
        missing = self._ask_moves(moves, routes)
        return {lead: items for lead, items in missing.items() if items}

    def _name_stranded(self, target, missing):
        texts = dict.fromkeys(self._get_missing_text(item) for item in missing)
        title = self.env._(
            "This change takes “%(deal)s” out of the stage “%(stage)s”. To get to "
            "“%(next)s”, first:",
            deal=self.name,
            stage=self.stage_id.name,
            next=self.env["crm.stage"].browse(target.id).name,
        )
        return "\n".join([title, *(f"• {text}" for text in texts)])
