from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

BUCKETS = [
    ("credit", "Not set off"),
    ("not_due", "Not due"),
    ("days_30", "1-30 days"),
    ("days_60", "31-60 days"),
    ("days_90", "61-90 days"),
    ("older", "Over 90 days"),
]
KINDS = [
    ("invoice", "Invoice"),
    ("refund", "Credit note"),
    ("payment", "Payment"),
    ("other", "Other"),
]
LEAD_BITS = 22


class SalesDebt(models.Model):
    """What clients owe: one row for each instalment that is not settled (R104).

    1. A row is an open receivable item of the ledger: an instalment of an invoice, or,
       negative, a credit note or a payment that is not set off yet. So partial payments
       and credit notes count as the ERP counts them.
    2. An invoice of several deals is parted by what each deal has in it; the parts make
       the whole to the kopeck.
    3. The responsible is who leads the deal; without a deal the salesperson of the
       client, else of the invoice.

    Salespeople read it without rights to the ledger. The identifier is made of the item
    (31 bits) and the deal (22), so that it is exact in the browser.
    """

    _name = "sales.debt"
    _description = "Debt of a Client"
    _auto = False
    _order = "date_due, id"
    _rec_name = "number"
    _depends = {
        "account.account": ["account_type"],
        "account.move": [
            "currency_id", "invoice_date", "invoice_user_id", "move_type", "name",
            "origin_payment_id", "statement_line_id", "team_id",
        ],
        "account.move.line": [
            "account_id", "amount_residual", "amount_residual_currency", "company_id",
            "currency_id", "date", "date_maturity", "move_id", "parent_state",
            "partner_id", "price_total", "reconciled", "sale_line_ids",
        ],
        "crm.lead": ["team_id", "user_id"],
        "crm.team": ["is_department"],
        "crm.team.member": ["active", "crm_team_id", "user_id"],
        "res.partner": [
            "commercial_partner_id", "debt_no_letters", "debt_promise_date", "user_id",
        ],
        "sale.order": ["opportunity_id"],
        "sale.order.line": ["order_id"],
        "sales.claim": ["credit_note_id", "lead_id"],
        "sales.debt.letter.line": ["date_due", "day", "is_sent", "move_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    client_user_id = fields.Many2one(
        "res.users", string="Salesperson of the Client", readonly=True
    )
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    number = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_overdue = fields.Integer(
        readonly=True, aggregator="max", help="Days since the due date; 0: not due."
    )
    bucket = fields.Selection(BUCKETS, string="Age of the Debt", readonly=True)
    is_overdue = fields.Boolean(string="Past Due", readonly=True)
    date_overdue = fields.Date(string="Overdue Since", readonly=True, aggregator="min")
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        string="Debt",
        currency_field="company_currency_id",
        readonly=True,
        help="What is left to be paid, in the currency of the company. Negative: a "
        "payment or a credit note that is not set off yet.",
    )
    amount_overdue = fields.Monetary(
        string="Overdue Debt",
        currency_field="company_currency_id",
        readonly=True,
    )
    amount_currency = fields.Monetary(
        string="Debt in Currency",
        readonly=True,
        aggregator=None,
        help="In the currency of the invoice.",
    )
    promise_date = fields.Date(
        string="Promised to Pay",
        readonly=True,
        aggregator=None,
        help="No reminders until this day.",
    )
    no_letters = fields.Boolean(string="No Reminders", readonly=True)
    letter_date = fields.Date(string="Last Reminder", readonly=True, aggregator=None)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    line_id = fields.Integer(
        string="Number of the Ledger Item", readonly=True, aggregator=None
    )

    # ---- query -------------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            "%s FROM (%s %s %s) debt",
            self._select_known(),
            self._select(),
            self._from(),
            self._where(),
        )

    def _select_known(self):
        """What follows of the amount and the due date."""
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT debt.*,
                   (debt.owed AND debt.date_due < %(today)s) AS is_overdue,
                   CASE WHEN debt.owed AND debt.date_due < %(today)s
                        THEN debt.date_due END AS date_overdue,
                   CASE WHEN debt.owed
                        THEN GREATEST(%(today)s - debt.date_due, 0) ELSE 0
                        END AS days_overdue,
                   CASE WHEN debt.owed AND debt.date_due < %(today)s
                        THEN debt.amount ELSE 0 END AS amount_overdue,
                   CASE WHEN NOT debt.owed THEN 'credit'
                        WHEN debt.date_due >= %(today)s THEN 'not_due'
                        WHEN %(today)s - debt.date_due <= 30 THEN 'days_30'
                        WHEN %(today)s - debt.date_due <= 60 THEN 'days_60'
                        WHEN %(today)s - debt.date_due <= 90 THEN 'days_90'
                        ELSE 'older' END AS bucket
            """,
            today=today,
        )

    def _select(self):
        return SQL(
            """
            SELECT ((line.id::bigint << %(bits)s)
                    | COALESCE(deal.lead_id, claim.lead_id, 0)) AS id,
                   line.id AS line_id, line.move_id, move.name AS number,
                   COALESCE(move.invoice_date, line.date) AS date,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   client.id AS partner_id, client.user_id AS client_user_id,
                   client.debt_promise_date AS promise_date,
                   COALESCE(client.debt_no_letters, FALSE) AS no_letters,
                   COALESCE(deal.lead_id, claim.lead_id) AS lead_id,
                   COALESCE(lead.user_id, client.user_id, move.invoice_user_id)
                        AS user_id,
                   COALESCE(lead.team_id, member.crm_team_id, department.id,
                            move.team_id) AS team_id,
                   line.company_id, company.currency_id AS company_currency_id,
                   line.currency_id, letter.date AS letter_date,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt')
                        THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        WHEN move.origin_payment_id IS NOT NULL
                          OR move.statement_line_id IS NOT NULL THEN 'payment'
                        ELSE 'other' END AS kind,
                   (line.amount_residual > 0 OR line.amount_residual_currency > 0)
                        AS owed,
                   %(amount)s AS amount, %(amount_currency)s AS amount_currency
            """,
            bits=LEAD_BITS,
            amount=self._part(SQL("line.amount_residual"), SQL("own.decimal_places")),
            amount_currency=self._part(
                SQL("line.amount_residual_currency"), SQL("currency.decimal_places")
            ),
        )

    def _part(self, amount, digits):
        """What falls on the deal: rounded sums up to it, so that nothing is lost."""
        return SQL(
            """
            CASE WHEN deal.whole IS NULL THEN %(amount)s
                 ELSE ROUND((%(amount)s) * deal.upto / deal.whole, %(digits)s)
                    - ROUND((%(amount)s) * (deal.upto - deal.share) / deal.whole,
                            %(digits)s) END
            """,
            amount=amount,
            digits=digits,
        )

    def _from(self):
        return SQL(
            """
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN res_partner client ON client.id = partner.commercial_partner_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency own ON own.id = company.currency_id
              JOIN res_currency currency ON currency.id = line.currency_id
         LEFT JOIN LATERAL (%(deals)s) deal ON TRUE
         LEFT JOIN LATERAL (
                   SELECT c.lead_id FROM sales_claim c
                    WHERE c.credit_note_id = line.move_id
                    ORDER BY c.id LIMIT 1
                   ) claim ON deal.lead_id IS NULL
         LEFT JOIN crm_lead lead
                ON lead.id = COALESCE(deal.lead_id, claim.lead_id)
         LEFT JOIN LATERAL (
                   SELECT m.crm_team_id FROM crm_team_member m
                     JOIN crm_team t ON t.id = m.crm_team_id AND t.is_department
                    WHERE m.user_id = client.user_id AND m.active
                    ORDER BY m.id DESC LIMIT 1
                   ) member ON TRUE
         LEFT JOIN crm_team department
                ON department.id = move.team_id AND department.is_department
         LEFT JOIN LATERAL (
                   SELECT MAX(l.day) AS date FROM sales_debt_letter_line l
                    WHERE l.move_id = line.move_id AND l.is_sent
                      AND l.date_due = COALESCE(line.date_maturity, line.date)
                   ) letter ON TRUE
            """,
            deals=self._select_deals(),
        )

    def _select_deals(self):
        """Deals of the invoice, each with its part of it; several rows only when the
        invoice is of several deals."""
        return SQL(
            """
            SELECT d.lead_id, d.share, SUM(d.share) OVER deals AS upto,
                   ROW_NUMBER() OVER deals AS place,
                   CASE WHEN COUNT(*) OVER () > 1
                        THEN NULLIF(SUM(d.share) OVER (), 0) END AS whole
              FROM (
                    SELECT o.opportunity_id AS lead_id,
                           GREATEST(SUM(x.price_total), 0) AS share
                      FROM account_move_line x
                      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = x.id
                      JOIN sale_order_line l ON l.id = r.order_line_id
                      JOIN sale_order o ON o.id = l.order_id
                     WHERE x.move_id = line.move_id AND o.opportunity_id IS NOT NULL
                     GROUP BY o.opportunity_id
                   ) d
            WINDOW deals AS (ORDER BY d.lead_id ROWS UNBOUNDED PRECEDING)
            """
        )

    def _where(self):
        """``reconciled IS NOT TRUE`` stands as in the index of the ERP."""
        return SQL(
            """
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND (line.amount_residual <> 0 OR line.amount_residual_currency <> 0)
               AND (deal.lead_id IS NULL OR deal.whole IS NULL AND deal.place = 1
                    OR deal.share > 0 AND deal.whole IS NOT NULL)
            """
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Rows that are asked for by identifier are looked up by their items.

        Compiling the query costs PostgreSQL more than running it: until the end of the
        transaction it does not.
        """
        self.env.cr.execute("SELECT set_config('jit', 'off', TRUE)")
        domain = Domain(domain).map_conditions(self._add_items)
        return super()._search(domain, *args, **kwargs)

    def _add_items(self, condition):
        value = condition.value
        if condition.field_expr != "id" or isinstance(value, (Query, SQL)):
            return condition
        if condition.operator == "=":
            value = [value]
        elif condition.operator != "in":
            return condition
        items = {number >> LEAD_BITS for number in value if number}
        return condition & Domain("line_id", "in", sorted(items))

    # ---- actions -----------------------------------------------------------------------

    def action_open(self):
        """Open the invoice for who may read it, else the deal, else the client."""
        self.ensure_one()
        for record in (self.move_id, self.lead_id, self.partner_id):
            if record and record.has_access("read"):
                return record._get_records_action()
        return False

    def action_promise(self):
        """Ask until when the client has promised to pay."""
        self.ensure_one()
        return self.partner_id.action_debt_promise()
