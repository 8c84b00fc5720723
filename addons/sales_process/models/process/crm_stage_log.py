from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmStageLog(models.Model):
    """Append-only history: which deal was in which stage, for how long (R127).

    One row per stay of a deal in a stage. Exactly one row of a deal in process
    is open (no ``date_out``). ``hours`` are working hours of the department's
    calendar, counted when the stay ends.
    """

    _name = "crm.stage.log"
    _description = "Stage Log"
    _order = "date_in desc, id desc"
    _rec_name = "stage_id"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        ondelete="cascade",
        index=True,
    )
    stage_id = fields.Many2one("crm.stage", required=True, ondelete="restrict")
    kind = fields.Selection(related="stage_id.kind", store=True, precompute=True)
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        related="lead_id.team_id",
        store=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", related="lead_id.company_id", store=True, precompute=True
    )
    salesperson_id = fields.Many2one(
        "res.users",
        help="Responsible for the deal when it entered the stage.",
    )
    user_id = fields.Many2one("res.users", string="Moved by")
    date_in = fields.Datetime(required=True)
    date_out = fields.Datetime()
    hours = fields.Float(string="Working hours", aggregator="avg", digits=(12, 2))
    deadline = fields.Datetime()
    is_late = fields.Boolean(string="Late")
    escalation = fields.Integer(
        string="Escalation level",
        help="0: nobody was told, 1: the salesperson, 2: the head.",
    )
    decision = fields.Char(help="What the head decided about a late deal.")

    _one_open_row = models.UniqueIndex(
        "(lead_id) WHERE date_out IS NULL",
        "A deal is in one stage at a time.",
    )
    _overdue = models.Index("(deadline) WHERE date_out IS NULL")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of stages cannot be deleted."))

    @api.model
    def _open(self, leads):
        """Begin a row for each deal that has just entered its present stage."""
        in_process = leads.filtered("stage_id.kind")
        for lead in in_process:
            lead.stage_deadline = lead._get_stage_deadline()
        return self.create([self._prepare_row(lead) for lead in in_process])

    def _prepare_row(self, lead):
        return {
            "lead_id": lead.id,
            "stage_id": lead.stage_id.id,
            "salesperson_id": lead.user_id.id,
            "user_id": self.env.uid,
            "date_in": fields.Datetime.now(),
            "deadline": lead.stage_deadline,
        }

    @api.model
    def _close(self, leads):
        """End the open rows of the deals: working hours and lateness are fixed."""
        now = fields.Datetime.now()
        rows = self.search([("lead_id", "in", leads.ids), ("date_out", "=", False)])
        for row in rows:
            row.write(
                {
                    "date_out": now,
                    "hours": row._get_working_hours(now),
                    "is_late": bool(row.deadline and row.deadline < now),
                },
            )
        rows.flush_recordset()  # the next row of the deal is inserted right after

    @api.model
    def _move(self, merged, remaining):
        """Leads are merged: their history goes on in the one that remains."""
        self._close(merged)
        rows = self.search([("lead_id", "in", merged.ids)])
        rows.write({"lead_id": remaining.id})
        rows.flush_recordset()  # the merged leads are deleted right after

    def _get_working_hours(self, until):
        calendar = self.lead_id._get_working_calendar()
        if not calendar:
            return (until - self.date_in).total_seconds() / 3600
        return calendar._work_hours_utc(self.date_in, until)
