from odoo import fields, models
from odoo.tools import SQL

from ..models.calls.marketing_call_campaign_figures import MONEY


class MarketingCallReport(models.Model):
    """Calls of campaigns by caller and by day: from the call to the won deal (R155).

    One row a call. A deal counts when it has begun with the inquiry of the call, not
    when the inquiry went to a deal that was there before.
    """

    _name = "marketing.call.report"
    _description = "Conversion of Call Campaigns"
    _auto = False
    _order = "date desc, id"
    _depends = {
        "marketing.call.campaign": ["segment_id"],
        "marketing.call.campaign.line": [
            "attempts",
            "caller_id",
            "campaign_id",
            "company_id",
            "inquiry_id",
            "result",
            "result_date",
            "state",
            "user_id",
        ],
        "sales.inquiry": ["lead_id"],
        "crm.lead": ["active", "company_id", "expected_revenue", "type", "won_status"],
    }

    campaign_id = fields.Many2one("marketing.call.campaign", readonly=True)
    segment_id = fields.Many2one("marketing.segment", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Called by", readonly=True)
    date = fields.Datetime(string="Last attempt", readonly=True)
    result = fields.Selection(
        selection=lambda self: (
            self.env["marketing.call.campaign.line"]._fields["result"].selection
        ),
        readonly=True,
    )
    call_count = fields.Integer(string="Calls", readonly=True)
    attempts = fields.Integer(readonly=True)
    done_count = fields.Integer(string="Finished", readonly=True)
    called_count = fields.Integer(string="Called", readonly=True)
    reached_count = fields.Integer(string="Reached", readonly=True)
    interested_count = fields.Integer(string="Interested", readonly=True)
    inquiry_count = fields.Integer(string="Inquiries", readonly=True)
    deal_count = fields.Integer(string="Deals", readonly=True)
    won_count = fields.Integer(string="Won", readonly=True)
    won_amount = fields.Monetary(string="Won, sum", readonly=True, groups=MONEY)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    def _select(self):
        return SQL("SELECT %s", SQL(", ").join(self._select_fields()))

    def _select_fields(self):
        """List of columns; override to add more."""
        reached = SQL("l.result IN ('interested', 'not_interested', 'callback')")
        is_deal = SQL("d.type = 'opportunity' AND d.create_date >= i.create_date")
        is_won = SQL("%s AND d.won_status = 'won'", is_deal)
        return [
            SQL("l.id"),
            SQL("l.campaign_id"),
            SQL("c.segment_id"),
            SQL("l.company_id"),
            SQL("COALESCE(l.caller_id, l.user_id) AS user_id"),
            SQL("l.result_date AS date"),
            SQL("l.result"),
            SQL("1 AS call_count"),
            SQL("COALESCE(l.attempts, 0) AS attempts"),
            self._flag(SQL("l.state = 'done'"), "done_count"),
            self._flag(SQL("l.attempts > 0"), "called_count"),
            self._flag(reached, "reached_count"),
            self._flag(SQL("l.result = 'interested'"), "interested_count"),
            self._flag(SQL("l.inquiry_id IS NOT NULL"), "inquiry_count"),
            self._flag(is_deal, "deal_count"),
            self._flag(is_won, "won_count"),
            SQL(
                "CASE WHEN %s THEN d.expected_revenue ELSE 0 END AS won_amount",
                is_won,
            ),
            SQL("m.currency_id"),
        ]

    @staticmethod
    def _flag(condition, name):
        return SQL(
            "CASE WHEN %s THEN 1 ELSE 0 END AS %s",
            condition,
            SQL.identifier(name),
        )

    def _from(self):
        return SQL(
            """
            FROM marketing_call_campaign_line l
            JOIN marketing_call_campaign c ON c.id = l.campaign_id
            LEFT JOIN sales_inquiry i ON i.id = l.inquiry_id
            LEFT JOIN crm_lead d ON d.id = i.lead_id
            LEFT JOIN res_company m ON m.id = COALESCE(d.company_id, l.company_id)
            """,
        )
