from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

SUM_MONTHS = 24  # of the sum that is shown


class SalesSilentClient(models.Model):
    """Companies that have ordered before and have no open deal (R107).

    A row is a company; its last order, how many months ago that was, what it bought.
    ``is_silent``: it has not ordered for the months of the settings. Orders of the
    present companies count.

    A query, not a table: an order or a new deal takes the client off at once.
    """

    _name = "sales.silent.client"
    _description = "Client without New Orders"
    _auto = False
    _order = "last_order_date, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.lead": ["active", "partner_id", "stage_id"],
        "mail.activity": ["active", "date_done", "res_id", "res_model"],
        "res.partner": ["active", "client_state", "commercial_partner_id", "user_id"],
        "sale.order": ["amount_total", "date_order", "partner_id", "state"],
        "sales.call": ["date", "partner_id", "state"],
        "sales.service.contract": ["partner_id", "state"],
    }

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    last_order_id = fields.Many2one("sale.order", readonly=True)
    last_order_date = fields.Date(string="Ordered On", readonly=True)
    months_silent = fields.Integer(readonly=True, aggregator="avg")
    is_silent = fields.Boolean(
        string="Silent",
        readonly=True,
        help="No order for the months of the settings.",
    )
    order_count = fields.Integer(string="Orders", readonly=True)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", export_string_translation=False
    )
    amount = fields.Monetary(
        string="Sum of 24 Months",
        readonly=True,
        aggregator="sum",
        help="Confirmed orders of the last 24 months, in the currency of the company.",
    )
    has_contract = fields.Boolean(
        string="Service Contract",
        readonly=True,
        help="There is an active service contract.",
    )
    last_contact = fields.Date(
        readonly=True,
        help="The last task done or call answered, with the client or about his deals.",
    )
    equipment_type_ids = fields.Many2many(
        "sales.equipment.type",
        string="Bought",
        compute="_compute_equipment_type_ids",
        search="_search_equipment_type_ids",
        help="Types of equipment of the deals that were ordered.",
    )
    has_task = fields.Boolean(
        string="To Be Called",
        compute="_compute_has_task",
        help="There is an open task to call the client.",
    )

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    def _compute_equipment_type_ids(self):
        self.equipment_type_ids = False
        found = self._get_bought_types(("commercial_partner_id", "in", self.ids))
        for client in self & self.browse(found):
            client.equipment_type_ids = found[client.id]

    def _get_bought_types(self, domain):
        """Types of the deals with a confirmed order: dict of company id -> types."""
        # sudo: only which equipment a client has, whoever sold it
        orders = (
            self.env["sale.order"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "any", [domain]),
                    ("state", "=", "sale"),
                    ("opportunity_id.equipment_type_ids", "!=", False),
                ],
                ["partner_id", "opportunity_id"],
            )
        )
        result = {}
        for company, sold in orders.grouped(
            lambda order: order.partner_id.commercial_partner_id.id
        ).items():
            result[company] = sold.opportunity_id.equipment_type_ids.with_env(self.env)
        return result

    def _search_equipment_type_ids(self, operator, value):
        types = self.env["sales.equipment.type"]._search([("id", operator, value)])
        # sudo: only which equipment a client has, whoever sold it
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("state", "=", "sale"),
                    ("opportunity_id.equipment_type_ids", "in", types),
                ]
            )
        )
        return [("id", "in", orders.partner_id.commercial_partner_id.ids)]

    def _compute_has_task(self):
        called = self._get_called_ids()
        for client in self:
            client.has_task = client.id in called

    # ---- query -------------------------------------------------------------------

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        months = self.env["sales.settings"]._get_value("silent_months")
        return SQL(
            """
            WITH sale AS (%(sale)s), busy AS (%(busy)s),
                 served AS (%(served)s), contact AS (%(contact)s)
            SELECT client.id, client.id AS partner_id,
                   COALESCE(client.user_id, last.user_id) AS user_id,
                   COALESCE(member.crm_team_id, last.team_id) AS team_id,
                   last.id AS last_order_id, sale.ordered AS last_order_date,
                   (date_part('year', age(%(today)s, sale.ordered)) * 12
                    + date_part('month', age(%(today)s, sale.ordered)))::integer
                   AS months_silent,
                   sale.ordered < %(border)s AS is_silent,
                   sale.number AS order_count, COALESCE(sale.amount, 0) AS amount,
                   served.client_id IS NOT NULL AS has_contract,
                   contact.date AS last_contact
              FROM sale
              JOIN res_partner client ON client.id = sale.client_id AND client.active
              JOIN sale_order last ON last.id = sale.last_id
         LEFT JOIN served ON served.client_id = client.id
         LEFT JOIN contact ON contact.client_id = client.id
         LEFT JOIN LATERAL (%(member)s) member ON TRUE
             WHERE client.client_state IS DISTINCT FROM 'unfit'
               AND NOT EXISTS (SELECT FROM busy WHERE busy.client_id = client.id)
               AND NOT EXISTS (
                   SELECT FROM res_company own WHERE own.partner_id = client.id)
            """,
            sale=self._select_sale(today),
            busy=self._select_busy(),
            served=self._select_served(),
            contact=self._select_contact(),
            member=self._select_member(),
            today=today,
            border=today - relativedelta(months=months),
        )

    def _select_sale(self, today):
        """What each company has ordered."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS client_id, COUNT(*) AS number,
                   MAX(o.date_order)::date AS ordered,
                   (array_agg(o.id ORDER BY o.date_order DESC, o.id DESC))[1] AS last_id,
                   SUM(o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1))
                       FILTER (WHERE o.date_order >= %(begin)s) AS amount
              FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
             WHERE o.state = 'sale' AND o.company_id IN %(companies)s
             GROUP BY p.commercial_partner_id
            """,
            begin=today - relativedelta(months=SUM_MONTHS),
            companies=tuple(self.env.companies.ids) or (0,),
        )

    def _select_busy(self):
        """Companies with an open deal or lead, of whatever team."""
        return SQL(
            """
            SELECT DISTINCT p.commercial_partner_id AS client_id
              FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
              JOIN crm_stage s ON s.id = l.stage_id
             WHERE l.active AND s.kind IS DISTINCT FROM 'closed'
               AND (s.kind IS NOT NULL OR s.is_won IS NOT TRUE)
            """
        )

    def _select_served(self):
        return SQL(
            """
            SELECT DISTINCT p.commercial_partner_id AS client_id
              FROM sales_service_contract c JOIN res_partner p ON p.id = c.partner_id
             WHERE c.state = 'active'
            """
        )

    def _select_contact(self):
        """The last task done or call answered of each company."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS client_id, MAX(spoken.date) AS date
              FROM (SELECT a.res_id AS partner_id, a.date_done AS date
                      FROM mail_activity a
                     WHERE NOT a.active AND a.res_model = 'res.partner'
                 UNION ALL
                    SELECT l.partner_id, a.date_done
                      FROM mail_activity a JOIN crm_lead l ON l.id = a.res_id
                     WHERE NOT a.active AND a.res_model = 'crm.lead'
                 UNION ALL
                    SELECT c.partner_id, c.date::date
                      FROM sales_call c WHERE c.state = 'answered'
                   ) spoken
              JOIN res_partner p ON p.id = spoken.partner_id
             GROUP BY p.commercial_partner_id
            """
        )

    def _select_member(self):
        """The department in which the client's salesperson works."""
        return SQL(
            """
            SELECT m.crm_team_id FROM crm_team_member m
              JOIN crm_team t ON t.id = m.crm_team_id AND t.is_department
             WHERE m.user_id = client.user_id
             ORDER BY m.active DESC, m.id DESC LIMIT 1
            """
        )

    # ---- actions -----------------------------------------------------------------

    def action_open(self):
        """Open the client."""
        self.ensure_one()
        return self.partner_id._get_records_action()

    def action_repeat_order(self):
        """A deal with a quotation like the last order (R042)."""
        self.ensure_one()
        return self.partner_id.action_repeat_order()
