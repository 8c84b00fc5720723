from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_stage import STAGE_KINDS

OUTCOMES = [
    ("moved", "Moved on"),
    ("back", "Moved back"),
    ("lost", "Deal lost"),
    ("merged", "Merged"),
]

# of a stay that has just begun
EMPTY = (
    "date_out", "outcome", "hours", "is_late", "is_reminded", "escalation", "decision",
    "given",
)  # fmt: skip


class CrmStageLog(models.Model):
    """Append-only history: which deal was in which stage, for how long (R127).

    One row per stay of a deal in a stage. A deal that is worked on has exactly one
    open row (no ``date_out``); a lost one has none. ``hours`` are working hours of the
    department's calendar, counted when the stay ends. ``facts`` are the plain values
    of the deal when it came: rules can be tried on them later.
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
    kind = fields.Selection(STAGE_KINDS, help="Kind of the stage at that time.")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        index="btree_not_null",
        help="Department of the deal at that time.",
    )
    company_id = fields.Many2one("res.company")
    salesperson_id = fields.Many2one(
        "res.users",
        help="Responsible for the deal when it entered the stage.",
    )
    user_id = fields.Many2one("res.users", string="Moved by")
    date_in = fields.Datetime(required=True)
    date_out = fields.Datetime()
    outcome = fields.Selection(OUTCOMES, string="How it ended")
    hours = fields.Float(string="Working hours", aggregator="avg", digits=(12, 2))
    deadline = fields.Datetime(
        help="End of the time limit, maybe put off by the head of the department."
    )
    is_late = fields.Boolean(string="Late")
    is_reminded = fields.Boolean(help="The salesperson was reminded before the limit.")
    escalation = fields.Integer(
        string="Escalation level",
        help="0: nobody was told, 1: the salesperson, 2: the head, 3: the directors.",
    )
    decision = fields.Char(help="What the head decided about the deal, the last time.")
    override_reason = fields.Char(
        string="Let through because",
        help="Why the head let the deal come here although something was missing.",
    )
    override_missing = fields.Text(
        string="Was missing", help="What was missing when the deal was let through."
    )
    next_due = fields.Datetime(
        help="When the scheduled action of time limits has to look at the stay again."
    )
    given = fields.Json(help="How often each task after a delay was given.")
    facts = fields.Json(
        groups="base.group_system",
        help="Plain values of the deal when it entered the stage.",
    )

    _one_open_row = models.UniqueIndex(
        "(lead_id) WHERE date_out IS NULL",
        "A deal is in one stage at a time.",
    )
    _overdue = models.Index("(deadline) WHERE date_out IS NULL")
    _due = models.Index("(next_due) WHERE date_out IS NULL AND next_due IS NOT NULL")
    _history = models.Index("(date_in)")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of stages cannot be deleted."))

    # ---- beginning a stay ----------------------------------------------------------

    @api.model
    def _open(self, leads, overrides=None, held=()):
        """Begin a row for each deal that has just come to its present stage.

        :param dict overrides: deal -> ``Override`` of those that were let through
        :param held: deals that somebody has moved back: they wait for a person
        """
        now = fields.Datetime.now()
        entering = leads.filtered(lambda lead: lead.active and lead._get_stage_rules())
        self._start_clock(leads, entering, held, now)
        facts = entering._get_facts()
        rows = self.create(
            [
                {
                    **self._prepare_row(lead, now, (overrides or {}).get(lead)),
                    "facts": facts[lead.id],
                }
                for lead in entering
            ]
        )
        for lead, row in zip(entering, rows, strict=True):
            lead._keep({"stage_log_id": row.id})
        return rows

    @api.model
    def _start_clock(self, leads, entering, held, now):
        """The time limit of the new stage, kept on the deals: few writes for many."""
        waiting = leads.filtered("escalation_state")
        # what was late is not; who has called the head still waits for his help
        called = waiting.filtered(
            lambda lead: lead in entering and lead.escalation_reason
        )
        if waiting:
            waiting._end_waiting(called)
        by_values = {}
        for lead in leads:
            deadline = lead in entering and lead._get_stage_deadline(now)
            key = (lead in entering, deadline, lead in held, lead in called)
            by_values.setdefault(key, []).append(lead.id)
        for (enters, deadline, is_held, calls), ids in by_values.items():
            leads.browse(ids)._keep(
                {
                    "stage_since": enters and now,
                    "stage_deadline": deadline,
                    "stage_state": "ok" if deadline else False,
                    "stage_held": is_held,
                    "escalation_state": calls and "called",
                }
            )

    def _prepare_row(self, lead, now, override=None):
        """All values of a new row, empty ones too: nothing is left to defaults."""
        return {
            **dict.fromkeys(EMPTY, False),
            "lead_id": lead.id,
            "stage_id": lead.stage_id.id,
            "kind": lead._get_stage_rules().kind,
            "team_id": lead.team_id.id,
            "company_id": lead.company_id.id,
            "salesperson_id": lead.user_id.id,
            "user_id": self.env.uid,
            "date_in": now,
            "deadline": lead.stage_deadline,
            "next_due": lead._get_first_due(now, lead.stage_deadline),
            "override_reason": override and override.reason,
            "override_missing": override and override.missing,
        }

    @api.model
    def _follow_department(self, leads):
        """The deals have gone to another department and stay in a common stage."""
        for team, deals in leads.grouped("team_id").items():
            deals.stage_log_id.write({"team_id": team.id})

    # ---- ending it -----------------------------------------------------------------

    @api.model
    def _close(self, leads, back=(), outcome="moved"):
        """End the stays of the deals: working hours and lateness are fixed.

        :param back: deals that went back
        """
        now = fields.Datetime.now()
        by_end = {}
        for lead in leads:
            if lead.stage_log_id:
                hours = lead._count_working(lead.stage_since, now)
                late = bool(lead.stage_deadline and lead.stage_deadline < now)
                end = (hours, late, "back" if lead in back else outcome)
                by_end.setdefault(end, []).append(lead.stage_log_id.id)
        for (hours, late, how), ids in by_end.items():
            self.browse(ids).write(
                {
                    "date_out": now,
                    "hours": hours,
                    "is_late": late,
                    "outcome": how,
                    "next_due": False,
                },
            )
        self.flush_model()  # the next row of each deal is inserted right after

    @api.model
    def _move(self, merged, remaining):
        """Leads are merged: their history goes on in the one that remains."""
        self._close(merged, outcome="merged")
        rows = self.search([("lead_id", "in", merged.ids)])
        rows.write({"lead_id": remaining.id})
        rows.flush_recordset()  # the merged leads are deleted right after
