from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("supply", "Supply Contract"),
    ("service", "Contract for Works"),
    ("frame", "Frame Contract"),
    ("invoice", "Invoice-Contract"),
]
STATES = [
    ("draft", "Draft"),
    ("sent", "Sent to the Client"),
    ("signed", "Signed"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class SalesContract(models.Model):
    """A contract with a client: its text, its specifications, how far it is (R096).

    1. Draft: made from an order or by hand. Its text is copied from a template and may
       be edited until it is signed; what it says of the parties, sums and terms are
       placeholders (`sales_contract_text.py`).
    2. Sent: noted when it leaves by mail or is given on paper. 3. Signed: by its button
       or by a signed scan; the text and the specification are kept as they were then.
    4. Some days before its end the salesperson is told; one that is prolonged by itself
       goes on for a year, others are ended (`sales_contract_cron.py`).
    5. Each order is a specification of the contract: Appendix 1, 2, … . The basis in
       other forms reads the contract of the order.

    Contracts for periodic service (`sales.service.contract`) plan the works; their
    legal text may be a contract of this model.
    """

    _name = "sales.contract"
    _description = "Contract with a Client"
    _inherit = ["sales.term.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _term_state = "signed"
    _rec_names_search = ["name", "partner_id"]

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        default="/",
        tracking=True,
        help="“/”: the next number of the company in this year is given.",
    )
    kind = fields.Selection(KINDS, required=True, default="supply", tracking=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_department', '=', True)]",
        tracking=True,
    )
    order_ids = fields.One2many(
        "sale.order", "contract_id", string="Specifications", copy=False
    )
    service_ids = fields.One2many(
        "sales.service.contract", "contract_id", string="Periodic Service", copy=False
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('is_department', '=', True)]",
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today, copy=False, tracking=True
    )
    year = fields.Integer(
        compute="_compute_year", store=True, export_string_translation=False
    )
    date_end = fields.Date(
        string="In Force Until", index="btree_not_null", copy=False, tracking=True
    )
    auto_renew = fields.Boolean(
        string="Prolonged by Itself",
        tracking=True,
        help="After its last day the contract goes on for one more year, again and again.",
    )
    notice_days = fields.Integer(
        string="Remind Before the End, days",
        default=30,
        help="Then the salesperson gets the task to prolong the contract.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_amount", store=True)
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="Of the specifications, with taxes.",
    )
    city = fields.Char(
        compute="_compute_city",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the contract is made.",
    )
    signed_on = fields.Date(readonly=True, copy=False, tracking=True)
    note = fields.Text()

    # what is over or cancelled keeps its number too
    _number_uniq = models.UniqueIndex(
        "(company_id, year, name)",
        "The company has a contract with this number in this year already.",
    )
    _notice_positive = models.Constraint(
        "CHECK(notice_days >= 0)", "Days before the end are zero or more."
    )

    @api.depends("lead_id.user_id", "partner_id.commercial_partner_id.user_id")
    def _compute_user_id(self):
        for contract in self:
            contract.user_id = (
                contract.lead_id.user_id
                or contract.user_id
                or contract.partner_id.commercial_partner_id.user_id
                or contract.create_uid
                or self.env.user
            )

    @api.depends("lead_id.team_id", "user_id")
    def _compute_team_id(self):
        for contract in self:
            teams = (
                contract.lead_id.team_id
                or contract.team_id
                # sudo: teams of other companies are not readable to everybody
                or contract.user_id.sudo().crm_team_ids.filtered("is_department")
            )
            contract.team_id = teams[:1]

    @api.depends("date")
    def _compute_year(self):
        for contract in self:
            contract.year = contract.date and contract.date.year

    @api.depends("order_ids.amount_total", "order_ids.state", "order_ids.currency_id")
    def _compute_amount(self):
        for contract in self:
            orders = contract._get_valid_orders()
            currency = orders[:1].currency_id or contract.company_id.currency_id
            same = orders.filtered(lambda o, own=currency: o.currency_id == own)
            contract.currency_id = currency
            contract.amount = sum(same.mapped("amount_total"))

    @api.depends("company_id")
    def _compute_city(self):
        for contract in self:
            contract.city = contract.city or contract.company_id.city

    @api.depends("name", "date", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = contract._get_basis_name()

    @api.constrains("date", "date_end")
    def _check_dates(self):
        for contract in self:
            if contract.date_end and contract.date_end < contract.date:
                raise ValidationError(
                    self.env._(
                        "%(contract)s ends before it begins: correct the dates.",
                        contract=contract.display_name,
                    )
                )

    @api.constrains("partner_id", "lead_id", "order_ids")
    def _check_client(self):
        for contract in self:
            client = contract.partner_id.commercial_partner_id
            # sudo: deals and orders of colleagues are compared too
            papers = contract.sudo().lead_id.partner_id
            papers |= contract.sudo().order_ids.partner_id
            if papers.commercial_partner_id - client:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: the deal and the orders are of this client, "
                        "%(client)s, or choose another contract.",
                        contract=contract.display_name,
                        client=client.display_name,
                    )
                )

    def _get_valid_orders(self):
        """Specifications that count, in their order."""
        orders = self.order_ids.filtered(lambda order: order.state != "cancel")
        return orders.sorted(lambda order: (order.specification_no, order.id))

    def _get_paper(self):
        """What it is: its kind in words, ``number`` ("" without one) and date."""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        number = "" if self.name == "/" else self.name or ""
        return {"name": labels[self.kind], "number": number, "date": self.date}

    def _get_basis_name(self):
        """«Договор поставки № 15 от 02.11.2026», as other documents name it."""
        paper = self._get_paper()
        if not paper["number"]:
            return paper["name"]
        return self.env._(
            "%(kind)s No. %(number)s of %(date)s",
            kind=paper["name"],
            number=paper["number"],
            date=paper["date"] and paper["date"].strftime("%d.%m.%Y"),
        )
