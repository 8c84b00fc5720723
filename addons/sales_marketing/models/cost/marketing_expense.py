from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MarketingExpense(models.Model):
    """Money spent to be found: by day, source, medium, campaign, department (R159).

    1. An expense counts on its day, or day by day over a period: a quarter of an agency
       counts in each of its months by the days of the month.
    2. A sum in another currency counts in the currency of the company at the rate of
       the day of the expense; later rates change nothing.
    3. The report divides expenses by inquiries and deals, and compares them with
       revenue without VAT: who deducts VAT enters expenses without it.
    """

    _name = "marketing.expense"
    _description = "Marketing Expense"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(string="What for", required=True)
    date = fields.Date(
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Day of the payment. The cost counts in the month of this day, unless it "
        "is spread over a period.",
    )
    date_from = fields.Date(
        string="Spread from",
        index="btree_not_null",
        help="First day of the period that is paid for, for example of a quarter of an "
        "agency: each month gets its share by days.",
    )
    date_to = fields.Date(string="Spread to", help="Last day of the period.")
    source_id = fields.Many2one("utm.source", index="btree_not_null")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain=[("is_department", "=", True)],
        help="Empty: spent for all departments.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    amount = fields.Monetary(
        required=True,
        tracking=True,
        help="Without VAT when you deduct it: revenue is compared without VAT.",
    )
    amount_company = fields.Monetary(
        string="In the currency of the company",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the day of the expense.",
    )
    note = fields.Text()
    import_id = fields.Many2one(
        "marketing.import",
        string="Loaded by the import",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    import_key = fields.Char(
        readonly=True,
        copy=False,
        help="Key of the row of the file: the same file loaded twice adds nothing.",
    )

    _check_amount = models.Constraint(
        "CHECK (amount > 0)",
        "The amount of an expense must be more than zero.",
    )
    _check_period = models.Constraint(
        "CHECK ((date_from IS NULL) = (date_to IS NULL) AND date_from <= date_to)",
        "Give the first and the last day of the period, the first one not later.",
    )
    _import_key_unique = models.UniqueIndex(
        "(company_id, import_key) WHERE import_key IS NOT NULL",
        "This row of the file has been loaded already.",
    )

    @api.depends("amount", "currency_id", "date", "company_id")
    def _compute_amount_company(self):
        for expense in self:
            company = expense.company_id or self.env.company
            currency = expense.currency_id or company.currency_id
            expense.amount_company = currency._convert(
                expense.amount,
                company.currency_id,
                company,
                expense.date or fields.Date.context_today(expense),
            )

    @api.constrains("currency_id", "date", "company_id")
    def _check_rate(self):
        """A currency without a rate on the day would count one to one."""
        for expense in self:
            own = expense.company_id.currency_id
            if expense.currency_id == own or expense._has_rate():
                continue
            raise ValidationError(
                self.env._(
                    "There is no rate of %(currency)s on %(date)s or before: enter it "
                    "under Currencies, or enter the amount in %(own)s.",
                    currency=expense.currency_id.name,
                    date=expense.date,
                    own=own.name,
                ),
            )

    def _has_rate(self):
        # sudo: whether a rate is there, whoever may read rates
        return bool(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "in", [self.currency_id.id]),
                    ("company_id", "in", [False, self.company_id.root_id.id]),
                    ("name", "<=", self.date),
                ],
                limit=1,
            )
        )
