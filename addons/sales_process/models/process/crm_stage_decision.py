from odoo import api, fields, models
from odoo.exceptions import UserError

DECISIONS = [
    ("more_time", "More time"),
    ("take_over", "Taken over by the head"),
    ("reassign", "Given to another salesperson"),
    ("let_go", "Let go"),
    ("answer", "Answer to the salesperson"),
    ("override", "Let through"),
    ("cancel_contract", "Contract cancelled"),
]


class CrmStageDecision(models.Model):
    """What a head decided about a deal, and when: append-only (R005, R077)."""

    _name = "crm.stage.decision"
    _description = "Decision About a Deal"
    _order = "date desc, id desc"
    _rec_name = "kind"

    lead_id = fields.Many2one(
        "crm.lead", string="Deal", required=True, ondelete="cascade", index=True
    )
    log_id = fields.Many2one("crm.stage.log", ondelete="cascade", index=True)
    stage_id = fields.Many2one("crm.stage", ondelete="restrict")
    team_id = fields.Many2one(
        "crm.team", string="Department", related="lead_id.team_id", store=True
    )
    company_id = fields.Many2one(
        "res.company", related="lead_id.company_id", store=True
    )
    kind = fields.Selection(DECISIONS, string="Decision", required=True)
    cause = fields.Selection(
        [
            ("late", "The deal was late"),
            ("called", "The salesperson called"),
            ("own", "Nobody asked"),
        ],
        required=True,
        default="own",
    )
    comment = fields.Text()
    deadline_before = fields.Datetime(string="Limit before")
    deadline_after = fields.Datetime(string="Limit after")
    user_before_id = fields.Many2one("res.users", string="Salesperson before")
    user_after_id = fields.Many2one("res.users", string="Salesperson after")
    user_id = fields.Many2one("res.users", string="Decided by", required=True)
    date = fields.Datetime(required=True)
    waited_hours = fields.Float(
        string="Waited, hours",
        digits=(12, 2),
        aggregator="avg",
        help="Working hours from the moment when the head was told to the decision.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Decisions cannot be deleted."))
