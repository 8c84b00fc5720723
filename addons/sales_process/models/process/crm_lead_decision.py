from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

ESCALATION_STATES = [
    ("called", "Called"),
    ("late", "Late"),
    ("director", "At the director"),
]
DECIDE = "sales_process.mail_activity_type_decide"
CALLED = "sales_process.mail_activity_type_call_head"


class CrmLead(models.Model):
    """The head steps in: called by the salesperson, or because the deal is late.

    1. ``action_call_head``: the salesperson asks for help with a reason (R005).
    2. The scheduled action of time limits asks for a decision (``crm_stage_log_time``).
    3. The head gives more time, takes the deal over, gives it to another, lets it go,
       or just answers. Each decision is logged, ends the tasks to decide and, as far
       as the deal goes on, begins a new time limit.
    """

    _inherit = "crm.lead"

    escalation_state = fields.Selection(
        ESCALATION_STATES,
        string="Waits for a decision",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    escalation_date = fields.Datetime(string="Waits since", readonly=True, copy=False)
    escalation_reason = fields.Text(
        string="Why the head is called", readonly=True, copy=False
    )
    decision_ids = fields.One2many("crm.stage.decision", "lead_id", readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("team_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for lead in self:
            lead.can_decide = bool(lead.team_id) and lead._may_decide()

    # ---- calling the head ----------------------------------------------------------

    def action_call_head(self):
        """Open the form in which the salesperson says what is wrong."""
        return self._get_decision_action("call", self.env._("Call the head"))

    def _call_head(self, reason):
        """Ask the head of the department to step in.

        :raise UserError: no reason, or the department has no head
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Write what the head is to help with."))
        head = self.team_id._get_present_head()
        # sudo: the salesperson asks, he does not decide
        lead = self.sudo()
        lead._keep(
            {
                "escalation_state": lead.escalation_state or "called",
                "escalation_date": lead.escalation_date or fields.Datetime.now(),
                "escalation_reason": reason.strip(),
            }
        )
        lead.activity_schedule(
            CALLED,
            summary=self.env._("Help: %(reason)s", reason=reason.strip()[:80]),
            note=reason.strip(),
            user_id=head.id,
        )
        return True

    def _end_waiting(self, called):
        """The deals have left the stage in which they waited for a decision.

        :param called: those of them whose salesperson still waits for help
        """
        self.activity_unlink([DECIDE])
        answered = self - called
        if answered:
            answered.activity_unlink([CALLED])
            answered._keep({"escalation_date": False, "escalation_reason": False})

    # ---- deciding ------------------------------------------------------------------

    def _check_may_decide(self):
        """
        :raise UserError: the user leads another department, or none
        """
        for lead in self:
            if not lead._may_decide():
                raise UserError(
                    self.env._(
                        "Only the head of “%(team)s” decides about this deal.",
                        team=lead.team_id.name,
                    )
                )

    def _check_waits(self):
        """A decision in one click answers what the head has seen: two people who press
        at once do not give the time twice.

        :raise UserError: somebody else has decided meanwhile
        """
        for lead in self:
            if not lead.escalation_state:
                raise UserError(
                    self.env._(
                        "“%(lead)s” does not wait for a decision any more: somebody "
                        "has decided. Open the deal to see what.",
                        lead=lead.display_name,
                    )
                )

    def action_more_time(self, days=1):
        """Give so many working days more, in one click.

        :param int days: 1 to 60
        :raise UserError: no deal of another head, none that is decided already
        """
        self._check_may_decide()
        self._check_waits()
        now = fields.Datetime.now()
        days = min(max(int(days), 1), 60)
        for lead in self:
            start = max(now, lead.stage_deadline or now)
            lead._decide("more_time", deadline=lead._plan_working(days, "days", start))
        return True

    def action_three_days(self):
        return self.action_more_time(3)

    def action_take_over(self):
        """The head goes on with the deal himself, in one click."""
        self._check_may_decide()
        self._check_waits()
        for lead in self:
            lead._decide("take_over", user=self.env.user)
        return True

    def action_decide_until(self):
        return self._get_decision_action("more_time", self.env._("More time"))

    def action_reassign(self):
        return self._get_decision_action(
            "reassign", self.env._("Give to another salesperson")
        )

    def action_answer(self):
        return self._get_decision_action("answer", self.env._("Answer"))

    def action_override(self):
        """Open the form in which the head lets the deal through with a reason."""
        return self._get_decision_action("override", self.env._("Let through"))

    def action_let_go(self):
        """The deal is given up: the reason and the competitor are asked for."""
        self._check_may_decide()
        if any(lead.stage_id.is_won for lead in self):
            raise UserError(
                self.env._("The contract is made: cancel the contract instead.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_lost_action"
        )
        action["context"] = {"default_lead_ids": self.ids}
        return action

    def _get_decision_action(self, kind, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "crm.stage.decide",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_ids": self.ids, "default_kind": kind},
        }

    def _decide(self, kind, comment="", deadline=None, user=None):
        """Carry a decision out and log it.

        :param deadline: new end of the time limit; for a new salesperson, when it is
            left out, the time limit begins anew
        :param user: new salesperson
        """
        self.ensure_one()
        # sudo: decided by who may; the history is written by the program only
        lead = self.sudo()
        log = lead.stage_log_id
        before = (lead.stage_deadline, lead.user_id)
        now = fields.Datetime.now()
        if user and deadline is None:
            deadline = lead._get_stage_deadline(now) or None
        values = {"escalation_state": False, "escalation_reason": False}
        waited_since, values["escalation_date"] = lead.escalation_date, False
        cause = lead._get_decision_cause()
        if user:
            values["user_id"] = user.id
        lead.write(values)
        if deadline:
            log._put_off(deadline)
        decision = (
            self.env["crm.stage.decision"]
            .sudo()
            .create(
                {
                    "lead_id": lead.id,
                    "log_id": log.id,
                    "stage_id": lead.stage_id.id,
                    "kind": kind,
                    "cause": cause,
                    "comment": comment,
                    "deadline_before": before[0],
                    "deadline_after": lead.stage_deadline,
                    "user_before_id": before[1].id,
                    "user_after_id": lead.user_id.id,
                    "user_id": self.env.uid,
                    "date": now,
                    "waited_hours": lead._count_working(waited_since, now),
                }
            )
        )
        lead._end_deciding(decision)
        return decision

    def _log_let_go(self, comment):
        """Deals that wait for a decision are let go: it is one."""
        for lead in self.filtered("escalation_state"):
            if lead._may_decide():
                lead._decide("let_go", comment)

    def _log_override(self, override):
        """A head has let the deal through: it stands among his decisions."""
        # sudo: the history is written by the program only
        self.env["crm.stage.decision"].sudo().create(
            {
                "lead_id": self.id,
                "log_id": self.stage_log_id.id,
                "stage_id": self.stage_id.id,
                "kind": "override",
                "cause": self._get_decision_cause(),
                "comment": f"{override.reason}\n{override.missing}",
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
        )

    def _tell_answer(self, answer):
        """The salesperson hears what the head has answered."""
        user = self.user_id
        if not user or user == self.env.user:
            return
        localized = self.with_context(lang=user.lang)
        localized.message_notify(
            partner_ids=user.partner_id.ids,
            subject=localized.env._("The head has answered: %(deal)s", deal=self.name),
            body=answer,
        )

    def _get_decision_cause(self):
        if self.escalation_state == "called":
            return "called"
        return "late" if self.escalation_state else "own"

    def _count_working(self, start, end):
        """Working hours of the department between two moments; 0 without a start."""
        if not start:
            return 0.0
        return (
            self._get_working_calendar()._get_working_time(start, end).count(start, end)
            / 60
        )

    def _end_deciding(self, decision):
        """The stay says what was decided, the tasks to decide end."""
        text = decision._get_text()
        decision.log_id.decision = text
        self.with_context(sales_process_next_follows=True).activity_feedback(
            [DECIDE, CALLED], feedback=text
        )
        if decision.cause == "own":
            self._message_log(body=text)  # no task has ended, so nothing else tells it


class CrmStageDecision(models.Model):
    _inherit = "crm.stage.decision"

    def _get_text(self):
        """The decision in one line, for the history."""
        self.ensure_one()
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        parts = [label]
        if self.kind in ("more_time", "reassign", "take_over") and self.deadline_after:
            parts.append(
                self.env._(
                    "until %(moment)s",
                    moment=format_datetime(
                        self.env, self.deadline_after, dt_format="short"
                    ),
                )
            )
        if self.user_after_id != self.user_before_id:
            parts.append(self.user_after_id.name or "")
        if self.comment:
            parts.append(self.comment)
        return ", ".join(parts)
