from odoo import api, fields, models
from odoo.tools import SQL, Query

#: ratio -> (dividend, divisor)
RATIOS = {
    "cost_per_inquiry": ("amount", "inquiry_count"),
    "cost_per_lead": ("amount", "lead_count"),
    "cost_per_qualified": ("amount", "qualified_count"),
    "cost_per_deal": ("amount", "deal_count"),
    "cost_per_won": ("amount", "won_count"),
    "return_on_expenses": ("revenue", "amount"),
}
PERCENTS = {
    "inquiry_unknown_share": ("inquiry_unknown_count", "inquiry_count"),
    "lead_unknown_share": ("lead_unknown_count", "lead_count"),
    "won_unknown_share": ("won_unknown_count", "won_count"),
}
#: who reads the sum of any deal anyway
SUM_GROUPS = (
    "sales_process.group_director,sales_process.group_reader,"
    "sales_team.group_sale_salesman_all_leads"
)
#: revenue of fewer deals is not shown to others
FEWEST_DEALS = 3
SHARE_KEY = "sales_marketing_share_expenses"
COUNTS = (
    "inquiry_count", "inquiry_unknown_count", "lead_count", "lead_unknown_count",
    "deal_count", "qualified_count", "won_count", "won_unknown_count", "order_count",
)  # fmt: skip


class MarketingCostReport(models.Model):
    """What an inquiry, a qualified lead and a deal cost (R123, R159).

    One row for each month, source, medium, campaign, department and company (what
    belongs to no company counts in the one that is chosen):

    1. expenses, in the currency of the company; one that is spread over a period counts
       in each month by days. With ``sales_marketing_share_expenses`` in the context,
       expenses for all departments are shared out among the departments by the
       inquiries of the month; a month without inquiries keeps them unshared. Shares
       are rounded so that their sum is the expense to the kopeck;
    2. inquiries that were not rejected at triage;
    3. leads that came in the month. A lead counts, with its win and its revenue, in the
       month in which it came: the expenses of a month meet the deals that they
       brought, however long the deals take. Deal: the interest is confirmed (R052).
       Qualified: the deal has passed the stage of the kind "Qualification" (needs,
       contact and legal entity known); it is in a later stage, won, or was lost there;
    4. revenue: untaxed sum of the confirmed orders of these deals, in the currency of
       the company.

    Ratios are sums divided by sums at every level of grouping, never sums of ratios.

    The rows are sums, so that nobody finds a single deal in them by its id. Who does not
    read the sums of all deals (a marketer) gets the revenue of a group only when at
    least three deals make it up. Comparing overlapping groups may still tell the sum of
    one deal to whoever takes the pains: the numbers are not meant to be secret from
    marketers, only not to be shown.
    """

    _name = "marketing.cost.report"
    _description = "Cost of an Inquiry"
    _auto = False
    _order = "date desc, id"
    _rec_name = "date"

    date = fields.Date(string="Month", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Expenses", readonly=True)
    inquiry_count = fields.Integer(
        string="Inquiries", readonly=True, help="Without those rejected at triage."
    )
    inquiry_unknown_count = fields.Integer(
        string="Inquiries without source", readonly=True
    )
    lead_count = fields.Integer(string="Leads", readonly=True)
    lead_unknown_count = fields.Integer(string="Leads without source", readonly=True)
    deal_count = fields.Integer(
        string="Deals", readonly=True, help="Leads whose interest is confirmed."
    )
    qualified_count = fields.Integer(
        string="Qualified",
        readonly=True,
        help="Deals that have passed the stage “Qualification”: needs, contact and "
        "legal entity are known. They are in a later stage, won, or were lost there.",
    )
    won_count = fields.Integer(string="Won", readonly=True)
    won_unknown_count = fields.Integer(string="Won without source", readonly=True)
    order_count = fields.Integer(string="Deals with orders", readonly=True)
    revenue = fields.Monetary(
        readonly=True,
        help="Untaxed sum of the confirmed orders of the deals that came in the month. "
        "Whoever does not read the sums of deals sees it from three deals on.",
    )
    cost_per_inquiry = fields.Monetary(
        string="Cost per inquiry", readonly=True, aggregator="avg"
    )
    cost_per_lead = fields.Monetary(
        string="Cost per lead", readonly=True, aggregator="avg"
    )
    cost_per_qualified = fields.Monetary(
        string="Cost per qualified lead", readonly=True, aggregator="avg"
    )
    cost_per_deal = fields.Monetary(
        string="Cost per deal", readonly=True, aggregator="avg"
    )
    cost_per_won = fields.Monetary(
        string="Cost per won deal", readonly=True, aggregator="avg"
    )
    return_on_expenses = fields.Float(
        string="Revenue per unit spent",
        readonly=True,
        aggregator="avg",
        help="Revenue divided by the expenses: more than 1 pays back.",
    )
    roi = fields.Float(
        string="ROI, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Revenue less expenses, divided by the expenses. 0: the expenses have come "
        "back.",
    )
    inquiry_unknown_share = fields.Float(
        string="Inquiries without source, %",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
    )
    lead_unknown_share = fields.Float(
        string="Leads without source, %", readonly=True, aggregator="avg", digits=(5, 1)
    )
    won_unknown_share = fields.Float(
        string="Won without source, %", readonly=True, aggregator="avg", digits=(5, 1)
    )

    # ---- rows ------------------------------------------------------------------------

    @property
    def _table_query(self):
        counts = SQL(", ").join(
            SQL("SUM(%(name)s)::int AS %(name)s", name=SQL.identifier(name))
            for name in COUNTS
        )
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (
                       ORDER BY month, company_id, source_id, medium_id, campaign_id,
                                team_id
                   ) AS id,
                   month AS date, source_id, medium_id, campaign_id, team_id,
                   company_id,
                   COALESCE(MIN(currency.currency_id), %(currency)s) AS currency_id,
                   SUM(amount) AS amount, %(counts)s,
                   SUM(revenue) AS revenue_sum,
                   CASE WHEN %(shows_sums)s OR SUM(order_count) >= %(fewest)s
                        THEN SUM(revenue) END AS revenue,
                   %(ratios)s
              FROM (%(facts)s) AS facts
              LEFT JOIN (SELECT id, currency_id FROM res_company) AS currency
                     ON currency.id = facts.company_id
             GROUP BY month, source_id, medium_id, campaign_id, team_id, company_id
            """,
            counts=counts,
            currency=self.env.company.currency_id.id,
            shows_sums=self._shows_sums(),
            fewest=FEWEST_DEALS,
            ratios=self._select_row_ratios(),
            facts=SQL(" UNION ALL ").join(
                SQL("(%s)", query) for query in self._get_fact_queries()
            ),
        )

    @api.model
    def _shows_sums(self):
        """Whether the user reads the sum of any deal anyway."""
        return self.env.su or self.env.user.has_groups(SUM_GROUPS)

    @api.model
    def _select_row_ratios(self):
        """Ratios of one row, as they are of any group of rows."""
        names = [*RATIOS, "roi", *PERCENTS]
        return SQL(", ").join(
            SQL("%s AS %s", self._select_measure(name), SQL.identifier(name))
            for name in names
        )

    @api.model
    def _get_fact_queries(self):
        """One SELECT per kind of fact, all with the columns of ``_select_nothing``."""
        return [self._select_expenses(), self._select_inquiries(), self._select_leads()]

    @api.model
    def _get_zone(self):
        """Time zone in which a month begins."""
        return self.env.company.resource_calendar_id.tz or "UTC"

    @api.model
    def _to_month(self, moment):
        """Month of a moment that is stored in UTC."""
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            moment,
            self._get_zone(),
        )

    @api.model
    def _select_expenses(self):
        pieces = self._select_pieces()
        if self.env.context.get(SHARE_KEY):
            pieces = self._select_shares(pieces)
        return SQL(
            """
            SELECT month, source_id, medium_id, campaign_id, team_id, company_id,
                   amount, 0 AS inquiry_count, 0 AS inquiry_unknown_count,
                   0 AS lead_count, 0 AS lead_unknown_count, 0 AS deal_count,
                   0 AS qualified_count, 0 AS won_count, 0 AS won_unknown_count,
                   0 AS order_count, 0.0 AS revenue
              FROM (%s) AS piece
            """,
            pieces,
        )

    @api.model
    def _select_pieces(self):
        """Expenses by month. A piece is the rounded sum up to its end less that up to
        its beginning, so the pieces make up the expense."""
        return SQL(
            """
            SELECT expense.id, piece.month, expense.source_id, expense.medium_id,
                   expense.campaign_id, expense.team_id, expense.company_id,
                   ROUND(expense.amount_company * piece.day_to / piece.days, 2)
                       - ROUND(expense.amount_company * piece.day_from / piece.days, 2)
                       AS amount
              FROM marketing_expense AS expense
             CROSS JOIN LATERAL (
                   SELECT month::date AS month,
                          GREATEST(month::date, first_day) - first_day AS day_from,
                          LEAST((month + INTERVAL '1 month')::date, last_day + 1)
                              - first_day AS day_to,
                          last_day - first_day + 1 AS days
                     FROM (
                          SELECT COALESCE(expense.date_from, expense.date) AS first_day,
                                 COALESCE(expense.date_to, expense.date) AS last_day
                     ) AS period
                    CROSS JOIN LATERAL generate_series(
                          date_trunc('month', first_day),
                          date_trunc('month', last_day),
                          INTERVAL '1 month'
                    ) AS month
             ) AS piece
            """,
        )

    @api.model
    def _select_shares(self, pieces):
        """Pieces, those for all departments shared out by inquiries of the month."""
        return SQL(
            """
            SELECT piece.month, piece.source_id, piece.medium_id, piece.campaign_id,
                   COALESCE(piece.team_id, weight.team_id) AS team_id,
                   piece.company_id,
                   CASE WHEN weight.team_id IS NULL THEN piece.amount
                   ELSE ROUND(
                       piece.amount * SUM(weight.inquiries) OVER up_to
                           / SUM(weight.inquiries) OVER everybody, 2
                   ) - ROUND(
                       piece.amount
                           * (SUM(weight.inquiries) OVER up_to - weight.inquiries)
                           / SUM(weight.inquiries) OVER everybody, 2
                   ) END AS amount
              FROM (%(pieces)s) AS piece
              LEFT JOIN (
                   SELECT %(month)s AS month, inquiry.team_id,
                          team.company_id, COUNT(*) AS inquiries
                     FROM sales_inquiry AS inquiry
                     JOIN crm_team AS team ON team.id = inquiry.team_id
                    WHERE inquiry.state <> 'rejected'
                    GROUP BY 1, 2, 3
              ) AS weight ON piece.team_id IS NULL AND weight.month = piece.month
                         AND COALESCE(weight.company_id, piece.company_id)
                             = piece.company_id
            WINDOW everybody AS (PARTITION BY piece.id, piece.month),
                   up_to AS (PARTITION BY piece.id, piece.month
                             ORDER BY weight.team_id)
            """,
            pieces=pieces,
            month=self._to_month(SQL("inquiry.date")),
        )

    @api.model
    def _select_inquiries(self):
        return SQL(
            """
            SELECT %(month)s AS month, inquiry.source_id, inquiry.medium_id,
                   inquiry.campaign_id, inquiry.team_id,
                   COALESCE(team.company_id, %(company)s), 0.0,
                   1, (inquiry.source_id IS NULL)::int, 0, 0, 0, 0, 0, 0, 0, 0.0
              FROM sales_inquiry AS inquiry
              LEFT JOIN crm_team AS team ON team.id = inquiry.team_id
             WHERE inquiry.state <> 'rejected'
            """,
            month=self._to_month(SQL("inquiry.date")),
            company=self.env.company.id,
        )

    @api.model
    def _select_leads(self):
        return SQL(
            """
            SELECT %(month)s AS month, lead.source_id, lead.medium_id,
                   lead.campaign_id, lead.team_id,
                   COALESCE(lead.company_id, %(company)s), 0.0, 0, 0,
                   1, (lead.source_id IS NULL)::int,
                   (lead.type = 'opportunity')::int,
                   (%(qualified)s)::int,
                   (lead.won_status = 'won')::int,
                   (lead.won_status = 'won' AND lead.source_id IS NULL)::int,
                   (orders.revenue IS NOT NULL)::int,
                   COALESCE(orders.revenue, 0.0)
              FROM crm_lead AS lead
              LEFT JOIN crm_stage AS stage ON stage.id = lead.stage_id
              LEFT JOIN (
                   SELECT opportunity_id,
                          SUM(amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1))
                              AS revenue
                     FROM sale_order
                    WHERE state = 'sale' AND opportunity_id IS NOT NULL
                    GROUP BY opportunity_id
              ) AS orders ON orders.opportunity_id = lead.id
             WHERE lead.is_not_lead IS NOT TRUE
            """,
            month=self._to_month(SQL("lead.create_date")),
            company=self.env.company.id,
            qualified=self._select_qualified(),
        )

    @api.model
    def _select_qualified(self):
        """Whether a deal has passed qualification; a team without the process has no
        such stage: its deals are qualified."""
        return SQL(
            "lead.type = 'opportunity' AND (lead.won_status = 'won'"
            " OR COALESCE(stage.kind, '') <> 'qualification')",
        )

    # ---- sums ------------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Ratios of sums, whatever the report is grouped by."""
        name, _colon, function = aggregate_spec.partition(":")
        if name in {*RATIOS, *PERCENTS, "roi"}:
            return self._select_measure(name, self._table, query)
        if name == "revenue" and function == "sum":
            return self._select_revenue(self._table, query)
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _select_measure(self, name, alias=None, query=None):
        """SQL of a ratio: of the facts of a row, or of rows when ``alias`` is given."""
        if name == "roi":
            ratio = self._select_ratio("revenue", "amount", alias, query)
            return SQL("100.0 * (%s - 1)", ratio)
        ratio = self._select_ratio(*{**RATIOS, **PERCENTS}[name], alias, query)
        return SQL("100.0 * %s", ratio) if name in PERCENTS else ratio

    @api.model
    def _select_ratio(self, dividend, divisor, alias, query):
        above = self._select_sum(dividend, alias, query)
        below = self._select_sum(divisor, alias, query)
        return SQL("%s / NULLIF(%s::numeric, 0)", above, below)

    @api.model
    def _select_sum(self, name, alias, query):
        if name == "revenue":
            return self._select_revenue(alias, query)
        if not alias:
            return SQL("SUM(%s)", SQL.identifier(name))
        return SQL("SUM(%s)", self._field_to_sql(alias, name, query))

    @api.model
    def _select_revenue(self, alias, query):
        """Revenue of a group: nothing when it would be the sum of a deal or two."""
        if alias:
            revenue = SQL.identifier(alias, "revenue_sum")
            orders = self._field_to_sql(alias, "order_count", query)
        else:
            revenue, orders = SQL("revenue"), SQL("order_count")
        if self._shows_sums():
            return SQL("SUM(%s)", revenue)
        return SQL(
            "CASE WHEN SUM(%s) >= %s THEN SUM(%s) END", orders, FEWEST_DEALS, revenue
        )
