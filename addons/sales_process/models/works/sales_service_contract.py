from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.works.periods import first_date

STATES = [
    ("draft", "Draft"),
    ("active", "Active"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class SalesServiceContract(models.Model):
    """A client pays for service during a term (R101).

    1. Draft: made from the deal that has agreed, or by hand. Starting it answers the
       question about service in its deal.
    2. Active: works are made by themselves, so many days before the date of each
       period; without periods the engineer comes on call only.
    3. Some days before the end the salesperson is told to prolong it, or the next
       contract is made at once. After the last day it is ended.
    4. Cancelled with a reason: works that nobody has planned are cancelled too.

    States change by actions only (see `sales_service_contract_guard.py`).
    """

    _name = "sales.service.contract"
    _description = "Service Contract"
    _inherit = [
        "sales.term.mixin",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_end desc, id desc"
    _rec_names_search = ["name", "partner_id", "lot_ids"]

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        default="/",
        tracking=True,
        help="Of the contract on paper. “/”: the next number is given.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
    )
    address_id = fields.Many2one(
        "res.partner",
        string="Address of the works",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_department', '=', True)]",
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
        help="Of the deal; without a deal of the client, or who enters the contract.",
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
    date_start = fields.Date(string="Begins On", tracking=True)
    date_end = fields.Date(string="Ends On", tracking=True, index="btree_not_null")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    price = fields.Monetary(
        tracking=True,
        groups="sales_process.group_salesperson,sales_process.group_reader",
        help="For the whole term.",
    )
    period_months = fields.Integer(
        string="Works Every, months",
        default=12,
        tracking=True,
        help="0: on call only, no works are made by themselves.",
    )
    date_first = fields.Date(
        string="First Works On",
        compute="_compute_date_first",
        store=True,
        readonly=False,
        precompute=True,
        help="The other works follow by the period. Filled in with the last day of the "
        "first period.",
    )
    lead_days = fields.Integer(
        string="Make Works Before, days",
        default=14,
        help="So many days before its date a work appears, to be planned.",
    )
    lot_ids = fields.Many2many("stock.lot", string="Equipment", copy=False)
    engineer_id = fields.Many2one(
        "res.users",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("sales_process.group_engineer").id),
        ],
        index="btree_not_null",
        tracking=True,
        help="Gets the works; another one may be named in each.",
    )
    auto_renew = fields.Boolean(
        string="Prolonged by Itself",
        tracking=True,
        help="The next contract for the same term begins without anybody's doing.",
    )
    notice_days = fields.Integer(
        string="Remind Before the End, days",
        default=30,
        help="Then the salesperson gets the task to prolong the contract, or the next "
        "one is made.",
    )
    file_ids = fields.Many2many(
        "ir.attachment", string="Signed Contract", copy=False, bypass_search_access=True
    )
    note = fields.Text(string="Terms", help="What is agreed besides.")
    cancel_reason = fields.Text(string="Why Cancelled", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "sales.service.contract",
        string="Prolongs",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many(
        "sales.service.contract", "previous_id", string="Prolonged By"
    )
    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "There is a service contract with this number already."
    )
    _one_next = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL AND state != 'cancelled'",
        "The contract is prolonged already.",
    )
    _terms = models.Constraint(
        "CHECK(period_months >= 0 AND lead_days >= 0 AND notice_days >= 0)",
        "Months and days of a contract are zero or more.",
    )
    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "The price of a contract is zero or more."
    )

    # ---- computes ----------------------------------------------------------------

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for contract in self:
            contract.partner_id = contract.partner_id or contract.lead_id.partner_id

    @api.depends("partner_id", "order_id")
    def _compute_address_id(self):
        for contract in self:
            address = contract.order_id.partner_shipping_id or contract.partner_id
            family = contract.partner_id.commercial_partner_id
            if contract.address_id.commercial_partner_id != family:
                contract.address_id = address
            else:
                contract.address_id = contract.address_id or address

    @api.depends("lead_id.user_id", "partner_id.commercial_partner_id.user_id")
    def _compute_user_id(self):
        for contract in self:
            contract.user_id = (
                contract.lead_id.user_id
                or contract.partner_id.commercial_partner_id.user_id
                or contract.user_id
                or contract._get_registering_salesperson()
            )

    def _get_registering_salesperson(self):
        user = self.create_uid or self.env.user
        is_seller = user.sudo().has_group("sales_process.group_salesperson")
        return user if is_seller else user.browse()

    @api.depends("lead_id.team_id", "user_id")
    def _compute_team_id(self):
        """The department of the deal, else of the salesperson."""
        for contract in self:
            teams = (
                contract.lead_id.team_id
                or contract.team_id
                # sudo: teams of other companies are not readable to everybody
                or contract.user_id.sudo().crm_team_ids.filtered("is_department")
            )
            contract.team_id = teams[:1]

    @api.depends("date_start", "period_months")
    def _compute_date_first(self):
        """A later end changes nothing: the date may have been agreed with the client."""
        for contract in self:
            start, end = contract.date_start, contract.date_end or date.max
            contract.date_first = (
                start
                and start <= end
                and first_date(start, end, contract.period_months)
            )

    @api.onchange("date_end")
    def _onchange_date_end(self):
        """An earlier end comes before the first works."""
        end, first = self.date_end, self.date_first
        if first and end and self.date_start and self.date_start <= end < first:
            self.date_first = end

    @api.depends("name", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contract in self:
            client = contract.partner_id.commercial_partner_id.name
            number = contract.name
            if number == "/":
                number = self.env._("New service contract")
            contract.display_name = " · ".join(filter(None, (number, client)))

    def _compute_access_url(self):
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/service-contracts/{contract.id}"

    def _group_expand_state(self, states, domain):
        """The columns of the board: what is over only when it is looked for."""
        shown = ("draft", "active")
        return [state for state, _label in STATES if state in states or state in shown]

    # ---- constraints -------------------------------------------------------------

    @api.constrains("date_start", "date_end", "date_first")
    def _check_dates(self):
        for contract in self:
            start, end, first = (
                contract.date_start,
                contract.date_end,
                contract.date_first,
            )
            if start and end and start > end:
                raise ValidationError(
                    self.env._(
                        "%(contract)s ends before it begins.", contract=contract.name
                    )
                )
            if first and start and end and not start <= first <= end:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: the first works are between the first and the "
                        "last day of the contract.",
                        contract=contract.name,
                    )
                )

    @api.constrains("partner_id", "lead_id")
    def _check_client(self):
        for contract in self:
            deal = contract.lead_id.partner_id.commercial_partner_id
            if deal and deal != contract.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: the deal is of another client.",
                        contract=contract.name,
                    )
                )

    @api.model
    def _get_portal_domain(self, partner):
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("state", "in", ("active", "ended")),
        ]
