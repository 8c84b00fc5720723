from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesClaim(models.Model):
    """The four states: who may move a claim, and what closing it needs.

    A decision ``x`` is carried out when ``_missing_x`` has nothing to say: it returns
    in words what is still to be done. A decision of an addon of its own adds a value
    to ``decision`` and such a method.
    """

    _inherit = "sales.claim"

    can_decide = fields.Boolean(compute="_compute_can_decide")
    missing_count = fields.Integer(
        string="Missing",
        compute="_compute_missing",
        compute_sudo=True,
        help="How many things are to be done before the claim can be closed.",
    )
    missing_html = fields.Html(
        string="To close the claim",
        compute="_compute_missing",
        compute_sudo=True,
        sanitize=False,
    )

    @api.depends("team_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for claim in self:
            claim.can_decide = claim._may_decide()

    @api.depends("state", "decision", "date_answered", "credit_note_id")
    def _compute_missing(self):
        for claim in self:
            missing = claim._get_missing() if claim.state == "decided" else []
            claim.missing_count = len(missing)
            claim.missing_html = claim._render_missing(missing)

    def _render_missing(self, missing):
        if self.state != "decided":
            return False
        if not missing:
            return Markup(
                '<span class="text-success"><i class="fa fa-check"></i> %s</span>',
            ) % self.env._("All is done: the claim can be closed")
        items = Markup().join(
            Markup('<li><i class="fa fa-circle-o text-danger"></i> %s</li>') % message
            for message in missing
        )
        return Markup('<ul class="list-unstyled mb-0">%s</ul>') % items

    # ---- actions -----------------------------------------------------------------

    def action_examine(self):
        """Take the claim for examination; nobody named means: I examine it.

        :raises UserError: it is examined or decided already
        """
        self.check_access("write")
        self._check_state("new")
        for claim in self.filtered(lambda claim: not claim.user_id):
            claim.user_id = self.env.user
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().state = "examined"
        self._after_examine()
        return True

    def action_decide(self):
        """Open the choice of a decision."""
        self.ensure_one()
        self._check_state("examined")
        self._check_may_decide()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_claim_decide_action"
        )
        return {**action, "context": {"default_claim_id": self.id}}

    def action_reopen(self):
        """Ask why the claim is opened again."""
        self.ensure_one()
        self._check_state("decided", "closed")
        self._check_may_decide()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_claim_reopen_action"
        )
        return {**action, "context": {"default_claim_id": self.id}}

    def action_close(self):
        """Everything that the decision says is done.

        :raises UserError: naming all that is missing, of all the claims
        """
        self.check_access("write")
        self._check_state("decided")
        problems = []
        for claim in self:
            missing = claim._get_missing()
            if missing:
                title = self.env._(
                    "%(claim)s cannot be closed yet. Missing:", claim=claim.name
                )
                problems += [title, *(f"• {message}" for message in missing)]
        if problems:
            raise UserError("\n".join(problems))
        self._link_credit_notes()
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().write(
            {"state": "closed", "date_closed": fields.Date.context_today(self)}
        )
        self._after_close()
        return True

    def _decide(self, decision, cause, note):
        """Fix the decision on an examined claim.

        :param decision: one of DECISIONS
        :param cause: a `sales.claim.cause`
        :param note: why so, may be empty
        :raises UserError: not examined, not the head, no cause, no decision
        """
        self.ensure_one()
        self._check_state("examined")
        self._check_may_decide()
        if not (decision and cause):
            raise UserError(self.env._("Choose the decision and the cause."))
        # sudo: a decision is written by its action only; who decides is checked
        self.sudo().write(
            {
                "state": "decided",
                "decision": decision,
                "cause_id": cause.id,
                "decision_note": note,
                "decided_by": self.env.uid,
                "date_decided": fields.Date.context_today(self),
            }
        )
        self._after_decide()

    def _reopen(self, reason):
        """The decision was wrong or did not help: the claim is examined again.

        :raises UserError: it is not decided, no reason is given, not the head
        """
        self.ensure_one()
        self._check_state("decided", "closed")
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the claim is opened again."))
        # sudo: a state changes by its action only; who decides is checked
        self.sudo().write(self._prepare_reopen_values())
        self._message_log(body=self.env._("Opened again: %(reason)s", reason=reason))
        self._after_reopen()

    def _prepare_reopen_values(self):
        return {
            "state": "examined",
            "decision": False,
            "decision_note": False,
            "decided_by": False,
            "date_decided": False,
            "date_answered": False,
            "date_closed": False,
        }

    # ---- who and when ------------------------------------------------------------

    def _check_state(self, *allowed):
        wrong = self.filtered(lambda claim: claim.state not in allowed)
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(claim)s: not possible in the state “%(state)s”.",
                        claim=claim.name,
                        state=states[claim.state],
                    )
                    for claim in wrong
                )
            )

    def _may_decide(self):
        """The head of the department, who stands in for him, or a director."""
        self.ensure_one()
        if self.env.su or self.env.user.has_group("sales_process.group_director"):
            return True
        # sudo: the leader of a department is not readable to everybody
        team = self.team_id.sudo()
        return self.env.user in (team.user_id | team._get_sales_leader())

    def _check_may_decide(self):
        self.check_access("read")
        for claim in self:
            if not claim._may_decide():
                raise UserError(
                    self.env._(
                        "%(claim)s: only the head of the department decides on it.",
                        claim=claim.name,
                    )
                )

    # ---- what the decision needs -------------------------------------------------

    def _get_missing(self):
        """What is still to be done before the claim can be closed, in words."""
        self.ensure_one()
        claim = self.sudo()  # the answer lies in documents the user may not read
        return getattr(claim, f"_missing_{claim.decision}")()

    def _missing_repair(self):
        return self._missing_repairs()

    def _missing_replace(self):
        return self._missing_returns() + self._missing_replacement()

    def _missing_take_back(self):
        return self._missing_returns()

    def _missing_refund(self):
        return self._missing_credit_note()

    def _missing_discount(self):
        return self._missing_credit_note()

    def _missing_refuse(self):
        return self._missing_answer()

    # ---- hooks -------------------------------------------------------------------

    def _after_examine(self):
        """Hook: the claims are being examined."""

    def _after_decide(self):
        """Hook: the claim is decided."""

    def _after_close(self):
        """Hook: the claims are closed."""

    def _after_reopen(self):
        """Hook: the claim is examined again."""
