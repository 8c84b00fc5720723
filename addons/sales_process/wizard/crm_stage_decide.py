from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("call", "Call the head"),
    ("more_time", "More time"),
    ("reassign", "Give to another salesperson"),
    ("answer", "Answer"),
    ("override", "Let through"),
]


class CrmStageDecide(models.TransientModel):
    """The forms in which a salesperson calls the head, and the head decides."""

    _name = "crm.stage.decide"
    _description = "Decide About Deals"

    lead_ids = fields.Many2many("crm.lead", required=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    comment = fields.Text()
    deadline = fields.Datetime(
        string="Until",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        help="New end of the time limit of the stage.",
    )
    team_id = fields.Many2one("crm.team", compute="_compute_team_id")
    user_id = fields.Many2one("res.users", string="Salesperson")
    people = fields.Json(compute="_compute_people")
    stage_id = fields.Many2one(
        "crm.stage",
        string="To the stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
    )
    allowed_stage_ids = fields.Many2many(
        "crm.stage", compute="_compute_allowed_stage_ids"
    )
    missing = fields.Text(compute="_compute_missing")
    escalation_reason = fields.Text(compute="_compute_escalation_reason")

    @api.depends("lead_ids")
    def _compute_team_id(self):
        for wizard in self:
            teams = wizard.lead_ids.team_id
            wizard.team_id = teams if len(teams) == 1 else False

    @api.depends("lead_ids")
    def _compute_escalation_reason(self):
        for wizard in self:
            wizard.escalation_reason = "\n".join(
                filter(None, wizard.lead_ids.mapped("escalation_reason"))
            )

    @api.depends("lead_ids", "kind")
    def _compute_deadline(self):
        """Two days more; a new salesperson has the whole time limit."""
        now = fields.Datetime.now()
        for wizard in self:
            lead = wizard.lead_ids[:1]
            if wizard.kind == "more_time":
                wizard.deadline = lead._plan_working(2, "days", now)
            elif wizard.kind == "reassign":
                wizard.deadline = lead._get_stage_deadline(now)

    @api.depends("team_id", "kind")
    def _compute_people(self):
        for wizard in self:
            users = wizard._get_salespeople()
            loads = self.env["sales.inquiry"]._get_loads(users)
            wizard.people = [
                {
                    "id": user.id,
                    "name": user.name,
                    "inquiries": loads[user][0],
                    "deals": loads[user][1],
                }
                for user in sorted(users, key=lambda u: (sum(loads[u]), u.name))
            ]

    def _get_salespeople(self):
        # sudo: membership of a department is not readable to everybody
        team = self.team_id.sudo()
        return team._get_salespeople().get(team, self.env["res.users"])

    @api.depends("lead_ids")
    def _compute_allowed_stage_ids(self):
        """Stages after the present one that the deal goes through."""
        for wizard in self:
            lead = wizard.lead_ids._origin[:1]
            route = lead._get_routes().get(lead, ())
            here = lead._get_position() if route else 0
            wizard.allowed_stage_ids = self.env["crm.stage"].browse(
                stage.id for stage in route if stage.position > here
            )

    @api.depends("lead_ids", "kind")
    def _compute_stage_id(self):
        for wizard in self:
            wizard.stage_id = wizard.allowed_stage_ids._origin[:1]

    @api.depends("lead_ids", "stage_id", "kind")
    def _compute_missing(self):
        for wizard in self:
            # the saved deal: its documents are not in the form
            lead = wizard.lead_ids._origin[:1]
            target = lead._get_process().get(wizard.stage_id.id)
            found = (
                lead._find_missing({lead: target})[lead]
                if target and wizard.kind == "override"
                else ()
            )
            texts = dict.fromkeys(lead._get_missing_text(item) for item in found)
            wizard.missing = "\n".join(f"• {text}" for text in texts)

    # ---- doing it ------------------------------------------------------------------

    def action_apply(self):
        """
        :raise UserError: something is left empty, or the user does not decide here
        """
        self.ensure_one()
        if self.kind != "call":
            self.lead_ids._check_may_decide()
        getattr(self, f"_apply_{self.kind}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_call(self):
        for lead in self.lead_ids:
            lead._call_head(self.comment)

    def _apply_more_time(self):
        if not self.deadline or self.deadline <= fields.Datetime.now():
            raise UserError(self.env._("Give more time: choose a moment to come."))
        for lead in self.lead_ids:
            lead._decide("more_time", self.comment or "", deadline=self.deadline)

    def _apply_reassign(self):
        if self.user_id not in self._get_salespeople():
            raise UserError(self.env._("Choose a salesperson."))
        for lead in self.lead_ids:
            lead._decide(
                "reassign",
                self.comment or "",
                deadline=self.deadline or None,
                user=self.user_id,
            )

    def _apply_answer(self):
        if not (self.comment or "").strip():
            raise UserError(self.env._("Write the answer."))
        for lead in self.lead_ids:
            lead._decide("answer", self.comment)
            lead._tell_answer(self.comment)

    def _apply_override(self):
        """The deal goes on although something is missing; the reason is kept."""
        if not (self.comment or "").strip():
            raise UserError(self.env._("Write why the deal may go on like this."))
        for lead in self.lead_ids.with_context(sales_process_override=self.comment):
            values = {"stage_id": self.stage_id.id}
            if lead.type == "lead":
                values["type"] = "opportunity"
            lead.write(values)
