from odoo import fields, models
from odoo.tools import SQL

from .sales_inquiry import STATES
from .sales_inquiry_template import CHANNELS


class SalesInquiryReport(models.Model):
    """How fast inquiries are sorted and answered, and what becomes of them (R038).

    One row for each inquiry that was not rejected. Minutes are working minutes of the
    department; they are empty, not 0, while there is nothing to count, so that
    averages and medians are of what has happened.
    """

    _name = "sales.inquiry.report"
    _description = "Answers to Inquiries"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "inquiry_id"
    _depends = {
        "sales.inquiry": [
            "date", "channel", "team_id", "user_id", "source_id", "medium_id",
            "campaign_id", "state", "is_known_client", "is_sorted_late",
            "date_first_answer", "is_answered_late", "answer_deadline", "lead_id",
            "date_assigned", "sort_minutes", "answer_minutes",
        ],
        "crm.lead": ["type"],
    }  # fmt: skip

    inquiry_id = fields.Many2one("sales.inquiry", readonly=True)
    date = fields.Datetime(string="Received", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    is_known_client = fields.Boolean(readonly=True)
    inquiry_count = fields.Integer(string="Inquiries", readonly=True)
    sorted_late_count = fields.Integer(string="Sorted Late", readonly=True)
    answered_count = fields.Integer(string="Answered", readonly=True)
    answered_late_count = fields.Integer(
        string="Answered Late",
        readonly=True,
        help="Answered after the term, or not answered though the term has passed.",
    )
    deal_count = fields.Integer(string="Became Deals", readonly=True)
    deal_rate = fields.Float(
        string="Became Deals, %", readonly=True, aggregator="avg", digits=(5, 1)
    )
    sort_minutes = fields.Float(
        string="Sorted After, min (average)",
        readonly=True,
        aggregator="avg",
        digits=(16, 0),
    )
    sort_minutes_median = fields.Float(
        string="Sorted After, min (median)",
        readonly=True,
        aggregator="median",
        digits=(16, 0),
    )
    answer_minutes = fields.Float(
        string="Answered After, min (average)",
        readonly=True,
        aggregator="avg",
        digits=(16, 0),
    )
    answer_minutes_median = fields.Float(
        string="Answered After, min (median)",
        readonly=True,
        aggregator="median",
        digits=(16, 0),
    )

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        return SQL(
            """SELECT i.id, i.id AS inquiry_id, i.date, i.channel, i.team_id, i.user_id,
                i.source_id, i.medium_id, i.campaign_id, i.state, i.is_known_client,
                1 AS inquiry_count, i.is_sorted_late::int AS sorted_late_count,
                (i.date_first_answer IS NOT NULL)::int AS answered_count,
                (COALESCE(i.is_answered_late, FALSE)
                    OR (i.date_first_answer IS NULL AND i.state <> 'done'
                        AND i.answer_deadline < now() AT TIME ZONE 'UTC')
                )::int AS answered_late_count,
                COALESCE(l.type = 'opportunity', FALSE)::int AS deal_count,
                CASE WHEN l.type = 'opportunity' THEN 100.0 ELSE 0.0 END AS deal_rate,
                CASE WHEN i.date_assigned IS NOT NULL
                    THEN i.sort_minutes END AS sort_minutes,
                CASE WHEN i.date_assigned IS NOT NULL
                    THEN i.sort_minutes END AS sort_minutes_median,
                CASE WHEN i.date_first_answer IS NOT NULL
                    THEN i.answer_minutes END AS answer_minutes,
                CASE WHEN i.date_first_answer IS NOT NULL
                    THEN i.answer_minutes END AS answer_minutes_median"""
        )

    def _from(self):
        return SQL("FROM sales_inquiry i LEFT JOIN crm_lead l ON l.id = i.lead_id")

    def _where(self):
        return SQL("WHERE i.state <> 'rejected'")

    def _read_group_select(self, aggregate_spec, query):
        """The median, which the ORM does not know."""
        name, _colon, function = aggregate_spec.partition(":")
        if function != "median":
            return super()._read_group_select(aggregate_spec, query)
        # the check of the name and of the access is that of an average
        super()._read_group_select(f"{name}:avg", query)
        return SQL(
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
            self._field_to_sql(self._table, name, query),
        )
