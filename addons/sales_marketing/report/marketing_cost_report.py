from odoo import api, fields, models
from odoo.tools import SQL, Query

#: ratio -> what the expenses are divided by
RATIOS = {
    "cost_per_inquiry": "inquiry_count",
    "cost_per_lead": "lead_count",
    "cost_per_deal": "deal_count",
    "cost_per_won": "won_count",
}


class MarketingCostReport(models.Model):
    """What an inquiry, a lead and a deal cost (R123, R159).

    Rows are expenses, inquiries and leads side by side, by source, medium, campaign and
    department. A lead counts, with its win and its revenue, in the month in which it
    came: so the expenses of a month meet the deals that they brought, however long the
    deals take. Revenue is the untaxed sum of the confirmed orders of the deal, in the
    currency of the company.

    Ratios are sums divided by sums at every level of grouping, never sums of ratios.
    """

    _name = "marketing.cost.report"
    _description = "Cost of an Inquiry"
    _auto = False
    _order = "date desc, id"
    _rec_name = "date"

    date = fields.Date(readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Expenses", readonly=True)
    inquiry_count = fields.Integer(string="Inquiries", readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True)
    deal_count = fields.Integer(string="Deals", readonly=True)
    won_count = fields.Integer(string="Won", readonly=True)
    revenue = fields.Monetary(readonly=True)
    cost_per_inquiry = fields.Monetary(
        string="Cost per inquiry",
        readonly=True,
        aggregator="avg",
    )
    cost_per_lead = fields.Monetary(
        string="Cost per lead",
        readonly=True,
        aggregator="avg",
    )
    cost_per_deal = fields.Monetary(
        string="Cost per deal",
        readonly=True,
        aggregator="avg",
    )
    cost_per_won = fields.Monetary(
        string="Cost per won deal",
        readonly=True,
        aggregator="avg",
    )
    return_on_expenses = fields.Float(
        string="Revenue per unit spent",
        readonly=True,
        aggregator="avg",
        help="Revenue divided by the expenses: more than 1 pays back.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY facts.kind, facts.record_id) AS id,
                   facts.*,
                   COALESCE(company.currency_id, %(currency)s) AS currency_id,
                   NULL::numeric AS cost_per_inquiry,
                   NULL::numeric AS cost_per_lead,
                   NULL::numeric AS cost_per_deal,
                   NULL::numeric AS cost_per_won,
                   NULL::numeric AS return_on_expenses
              FROM (%(facts)s) AS facts
              LEFT JOIN res_company AS company ON company.id = facts.company_id
            """,
            currency=self.env.company.currency_id.id,
            facts=SQL(" UNION ALL ").join(
                SQL("(%s)", query) for query in self._get_fact_queries()
            ),
        )

    @api.model
    def _get_fact_queries(self):
        """One SELECT per kind of fact, all with the same columns."""
        return [self._select_expenses(), self._select_inquiries(), self._select_leads()]

    @api.model
    def _select_expenses(self):
        return SQL(
            """
            SELECT 1 AS kind, id AS record_id, date, source_id, medium_id, campaign_id,
                   team_id, company_id, amount, 0 AS inquiry_count, 0 AS lead_count,
                   0 AS deal_count, 0 AS won_count, 0.0 AS revenue
              FROM marketing_expense
            """,
        )

    @api.model
    def _select_inquiries(self):
        return SQL(
            """
            SELECT 2, inquiry.id, inquiry.date::date, inquiry.source_id,
                   inquiry.medium_id, inquiry.campaign_id, inquiry.team_id,
                   team.company_id, 0.0, 1, 0, 0, 0, 0.0
              FROM sales_inquiry AS inquiry
              LEFT JOIN crm_team AS team ON team.id = inquiry.team_id
            """,
        )

    @api.model
    def _select_leads(self):
        return SQL(
            """
            SELECT 3, lead.id, lead.create_date::date, lead.source_id, lead.medium_id,
                   lead.campaign_id, lead.team_id, lead.company_id, 0.0, 0, 1,
                   (lead.type = 'opportunity')::int,
                   (lead.won_status = 'won')::int,
                   COALESCE(orders.revenue, 0.0)
              FROM crm_lead AS lead
              LEFT JOIN (
                   SELECT opportunity_id,
                          SUM(amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1))
                              AS revenue
                     FROM sale_order
                    WHERE state = 'sale' AND opportunity_id IS NOT NULL
                    GROUP BY opportunity_id
              ) AS orders ON orders.opportunity_id = lead.id
            """,
        )

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Ratios of sums, whatever the report is grouped by."""
        name = aggregate_spec.partition(":")[0]
        if name in RATIOS:
            return self._select_ratio("amount", RATIOS[name], query)
        if name == "return_on_expenses":
            return self._select_ratio("revenue", "amount", query)
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _select_ratio(self, dividend, divisor, query):
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, dividend, query),
            self._field_to_sql(self._table, divisor, query),
        )
