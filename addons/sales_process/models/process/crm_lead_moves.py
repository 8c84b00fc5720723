from odoo import fields, models
from odoo.exceptions import UserError

from .crm_lead_missing import STEP


class CrmLead(models.Model):
    """Moving a deal, and what happens when it has moved."""

    _inherit = "crm.lead"

    stage_held = fields.Boolean(
        string="Held in the stage",
        readonly=True,
        copy=False,
        help="Somebody has moved the deal back: it does not move on by itself until "
        "somebody moves it on.",
    )

    # ---- actions -------------------------------------------------------------------

    def action_convert(self):
        """The need is confirmed: the lead becomes a deal (R052, R053).

        :raise UserError: somebody else's lead, or something is missing
        """
        for lead in self:
            lead._check_may_convert()
        self.filtered(lambda lead: lead.type == "lead").write(
            {"type": "opportunity", "date_conversion": fields.Datetime.now()},
        )
        return True

    def action_next_stage(self, seen_stage_id=None):
        """Move the deal to the next stage that applies to it.

        :param int seen_stage_id: the stage that the user has seen: when somebody else
            has moved the deal meanwhile, it is not moved once more
        :raise UserError: naming all that is missing
        """
        targets = self._get_next_stages()
        for lead in self:
            if seen_stage_id and lead.stage_id.id != seen_stage_id:
                continue
            if lead not in targets:
                raise UserError(self.env._("The deal is in its last stage."))
            lead.stage_id = targets[lead].id
        return True

    def _check_may_convert(self):
        self.ensure_one()
        team_head = self.team_id.user_id
        is_head = self.env.user.has_group("sales_process.group_head")
        if self.env.su or is_head or self.env.user in (self.user_id | team_head):
            return
        raise UserError(
            self.env._(
                "Only the salesperson of “%(lead)s” or the head of the department "
                "can make it a deal.",
                lead=self.name,
            ),
        )

    # ---- moving forward by itself --------------------------------------------------

    def _advance(self):
        """Move each deal on while its stage lets it go and nothing is missing.

        Called by documents when they change, so it must do nothing for deals
        that are lost or whose stage waits for a person. A stage that does not apply
        any more is left as well. Never backwards.
        """
        # sudo: the storekeeper who ships or the accountant who books the payment
        # moves the deal without having rights on deals
        waiting = self.sudo().filtered(lambda deal: deal.active and deal.is_department)
        while waiting:
            moves = waiting._find_own_moves()
            waiting = waiting.browse().union(*moves)
            targets = {deal: target.id for deal, target in moves.items()}
            for stage_id, group in waiting.grouped(targets.get).items():
                group._go_to(stage_id)

    def _find_own_moves(self):
        """Where the deals go by themselves now: dict of deal -> ``StageRules``."""
        routes = self._get_routes()
        targets = self._get_next_stages(routes)
        leaving = {
            lead: target
            for lead, target in targets.items()
            if lead._leaves_by_itself() and not lead._is_stranded(routes[lead])
        }
        stranded = {
            lead: target
            for lead, target in targets.items()
            if lead._is_stranded(routes[lead])
        }
        # documents do not wait for a salesperson to plan his next step
        lacking = self._find_missing(
            leaving, skip_checks=(STEP,), until_first=True, routes=routes
        )
        blocked = self._find_missing_to_leave(stranded, routes)
        return {
            **{lead: target for lead, target in leaving.items() if not lacking[lead]},
            **{
                lead: target for lead, target in stranded.items() if lead not in blocked
            },
        }

    def _leaves_by_itself(self):
        rules = self._get_stage_rules()
        return bool(rules and rules.auto_leave and not self.stage_held)

    def _go_to(self, stage_id):
        """Move deals whose way has been looked at already."""
        before = {lead: lead._get_place() for lead in self}
        self._write_process({"stage_id": stage_id})
        self._record_stage_change({}, before)

    # ---- what a move brings about --------------------------------------------------

    def _after_stage_change(self, overrides=None, before=None):
        """The deals have just come to their present stages, and go on if they may."""
        if self:
            self._record_stage_change(overrides or {}, before or {})
            self._advance()

    def _record_stage_change(self, overrides, before):
        log = self.env["crm.stage.log"].sudo()  # nobody writes the history by hand
        back = self.filtered(lambda lead: lead._has_come_back(before))
        log._close(self, back)
        log._open(self, overrides, back)
        for lead, override in overrides.items():
            lead._log_override(override)
        for stage, leads in self.grouped("stage_id").items():
            leads._on_stage_enter(stage)

    def _has_come_back(self, before):
        place = before.get(self)
        return bool(
            place
            and place.team == self.team_id
            and place.stage.kind
            and self._get_position(place.stage) > self._get_position()
        )

    def _on_stage_enter(self, stage):
        """Hook: the deals of the set have just entered ``stage``."""
        self._give_tasks("enter")

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        for status, trigger in (("is_won", "won"), ("is_lost", "lost")):
            reached = self.filtered(
                lambda lead, status=status: (
                    lead.is_department
                    and new_status_by_lead.get(lead.id, {}).get(status)
                    and not old_status_by_lead.get(lead.id, {}).get(status)
                ),
            )
            if reached:
                getattr(reached, f"_after_{trigger}")()
        return result

    def _after_won(self):
        """Hook: the contract is made; the client is no prospect any more (R064)."""
        # sudo: the salesperson need not be allowed to write every client
        clients = self.partner_id.commercial_partner_id.sudo()
        clients.filtered(lambda client: client.client_state != "client").write(
            {"client_state": "client"}
        )
        self._give_tasks("won")

    def _give_tasks(self, trigger):
        """Give the tasks that the rules of the present stages have for a trigger."""
        pairs = []
        # sudo: rules and conditions are the department's, whoever moves the deal
        for lead in self.sudo():
            rules = lead._get_stage_rules()
            for task in rules.tasks_on(trigger) if rules else ():
                if lead.filtered_domain(task.only):
                    record = self.env["crm.stage.task"].sudo().browse(task.id)
                    pairs.append((record, lead))
        return self.env["crm.stage.task"]._schedule(pairs)
