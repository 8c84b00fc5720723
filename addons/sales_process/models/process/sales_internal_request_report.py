from odoo import fields, models
from odoo.tools import SQL

from .sales_internal_request import STATES


class SalesInternalRequestReport(models.Model):
    """How departments answer: how many, how fast, how often late (R070, R071).

    One row for each request that was asked; one that was cancelled before any answer
    counts only when it was late by then. Late is also a request that still waits after
    its deadline: who does not answer at all is seen. Hours are empty, not 0, before
    the first answer, so that averages are of what has happened.
    """

    _name = "sales.internal.request.report"
    _description = "Answers of Departments"
    _auto = False
    _order = "date_asked desc, id desc"
    _rec_name = "request_id"
    _depends = {
        "sales.internal.request": [
            "lead_id", "department_id", "user_id", "asked_by_id", "team_id",
            "company_id", "state", "date_asked", "deadline", "date_answer", "hours",
            "is_late",
        ],
        "sales.internal.request.round": ["request_id"],
    }  # fmt: skip

    request_id = fields.Many2one("sales.internal.request", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    department_id = fields.Many2one(
        "sales.request.department", string="Asked Department", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    asked_by_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    date_asked = fields.Datetime(string="Asked on", readonly=True)
    request_count = fields.Integer(string="Requests", readonly=True)
    waiting_count = fields.Integer(string="Waiting for an Answer", readonly=True)
    late_count = fields.Integer(
        string="Late Requests",
        readonly=True,
        help="Answered after the deadline, or not answered though it has passed.",
    )
    late_rate = fields.Float(
        string="Late, %", readonly=True, aggregator="avg", digits=(5, 1)
    )
    hours = fields.Float(
        string="Working Hours to the Answer (average)",
        readonly=True,
        aggregator="avg",
        digits=(12, 1),
    )
    round_count = fields.Float(
        string="Times Asked (average)",
        readonly=True,
        aggregator="avg",
        digits=(12, 1),
    )

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        late = self._late()
        return SQL(
            """SELECT r.id, r.id AS request_id, r.lead_id, r.department_id, r.user_id,
                r.asked_by_id, r.team_id, r.company_id, r.state, r.date_asked,
                1 AS request_count,
                (r.state IN ('asked', 'returned'))::int AS waiting_count,
                %s::int AS late_count,
                CASE WHEN %s THEN 100.0 ELSE 0.0 END AS late_rate,
                CASE WHEN r.date_answer IS NOT NULL THEN r.hours END AS hours,
                (SELECT COUNT(*) FROM sales_internal_request_round x
                    WHERE x.request_id = r.id) AS round_count""",
            late,
            late,
        )

    def _late(self):
        return SQL(
            """(COALESCE(r.is_late, FALSE) OR (r.state IN ('asked', 'returned')
                AND r.deadline < %s))""",
            fields.Datetime.now(),
        )

    def _from(self):
        return SQL("FROM sales_internal_request r")

    def _where(self):
        return SQL(
            """WHERE r.date_asked IS NOT NULL AND (r.state <> 'cancelled'
                OR r.date_answer IS NOT NULL OR r.is_late)"""
        )
