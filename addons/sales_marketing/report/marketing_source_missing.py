from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.sales_process.models.intake.sales_inquiry_template import CHANNELS

KINDS = [("inquiry", "Inquiry"), ("lead", "Lead or deal")]


class MarketingSourceMissing(models.Model):
    """Inquiries and leads without a source, to be filled in.

    What helps to tell the source and nothing more: no text, no money. The ids are
    stable: twice the number of the inquiry, or twice that of the lead and one.
    """

    _name = "marketing.source.missing"
    _description = "Without a Source"
    _auto = False
    _order = "date desc, id desc"

    name = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    res_id = fields.Integer(readonly=True, aggregator=None)
    date = fields.Datetime(string="Came on", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    contact = fields.Char(string="From whom", readonly=True)
    page_url = fields.Char(string="Page of the site", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    is_won = fields.Boolean(string="Won", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT inquiry.id * 2 AS id, 'inquiry' AS kind, inquiry.id AS res_id,
                   COALESCE(NULLIF(inquiry.subject, ''), inquiry.name) AS name,
                   inquiry.date, inquiry.channel,
                   COALESCE(NULLIF(inquiry.company_name, ''), inquiry.contact_name)
                       AS contact,
                   inquiry.page_url, inquiry.medium_id, inquiry.campaign_id,
                   inquiry.team_id, inquiry.user_id, team.company_id,
                   FALSE AS is_won
              FROM sales_inquiry AS inquiry
              LEFT JOIN crm_team AS team ON team.id = inquiry.team_id
             WHERE inquiry.source_id IS NULL AND inquiry.state <> 'rejected'
             UNION ALL
            SELECT lead.id * 2 + 1, 'lead', lead.id, lead.name, lead.create_date,
                   NULL, COALESCE(NULLIF(lead.partner_name, ''), lead.contact_name),
                   NULL, lead.medium_id, lead.campaign_id, lead.team_id, lead.user_id,
                   lead.company_id, lead.won_status = 'won'
              FROM crm_lead AS lead
             WHERE lead.source_id IS NULL AND lead.is_not_lead IS NOT TRUE
            """,
        )

    def action_fill(self):
        """Ask for the source of the chosen rows."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fill in the source"),
            "res_model": "marketing.source.fill",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
