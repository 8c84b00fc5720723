from odoo import api, fields, models
from odoo.tools import SQL

COUNTED = [("inquiry", "Inquiries"), ("lead", "Leads"), ("won", "Won deals")]
MONTHS = 12


class MarketingSourceShare(models.Model):
    """How much of the last twelve months has no source: a tile for each count.

    Costs by source are as good as the sources that are filled in.
    """

    _name = "marketing.source.share"
    _description = "Share of Unknown Source"
    _auto = False
    _order = "id"
    _rec_name = "counted"

    counted = fields.Selection(COUNTED, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    total_count = fields.Integer(string="All", readonly=True)
    unknown_count = fields.Integer(string="Without source", readonly=True)
    unknown_share = fields.Float(
        string="Without source, %", readonly=True, digits=(5, 1), aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT company.id * 10 + kind.number AS id, kind.counted,
                   company.id AS company_id,
                   COUNT(fact.counted) AS total_count,
                   COUNT(fact.counted) FILTER (WHERE fact.unknown) AS unknown_count,
                   100.0 * COUNT(fact.counted) FILTER (WHERE fact.unknown)
                       / NULLIF(COUNT(fact.counted), 0) AS unknown_share
              FROM res_company AS company
             CROSS JOIN (VALUES (1, 'inquiry'), (2, 'lead'), (3, 'won'))
                   AS kind(number, counted)
              LEFT JOIN (%(facts)s) AS fact
                     ON fact.counted = kind.counted
                    AND COALESCE(fact.company_id, %(company)s) = company.id
             WHERE company.id = ANY(%(companies)s)
             GROUP BY company.id, kind.number, kind.counted
            """,
            facts=self._select_facts(),
            company=self.env.company.id,
            companies=self.env.companies.ids,
        )

    @api.model
    def _select_facts(self):
        return SQL(
            """
            SELECT 'inquiry' AS counted, team.company_id,
                   inquiry.source_id IS NULL AS unknown
              FROM sales_inquiry AS inquiry
              LEFT JOIN crm_team AS team ON team.id = inquiry.team_id
             WHERE inquiry.state <> 'rejected' AND inquiry.date >= %(since)s
             UNION ALL
            SELECT kind.counted, lead.company_id, lead.source_id IS NULL
              FROM crm_lead AS lead
             CROSS JOIN (VALUES ('lead'), ('won')) AS kind(counted)
             WHERE lead.is_not_lead IS NOT TRUE AND lead.create_date >= %(since)s
               AND (kind.counted = 'lead' OR lead.won_status = 'won')
            """,
            since=fields.Datetime.subtract(fields.Datetime.now(), months=MONTHS),
        )

    def action_open_missing(self):
        """Open what has no source, to fill it in."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_source_missing_action",
        )
        return {**action, "context": {f"search_default_{self.counted}": 1}}

    def action_open_months(self):
        """Open the share month by month."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_cost_report_action_unknown",
        )
