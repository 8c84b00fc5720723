from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

WAYS = [
    ("whole", "The whole order"),
    ("rest", "What is not invoiced yet"),
    ("percent", "Percent of the order"),
    ("amount", "Amount"),
    ("term", "Instalments of the payment terms"),
]


class SalesPaymentInvoiceMake(models.TransientModel):
    """Ask what a payment invoice is for, and issue it."""

    _name = "sales.payment.invoice.make"
    _description = "Issue a Payment Invoice"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    order_amount = fields.Monetary(
        related="order_id.amount_total", string="Order Total"
    )
    issued_amount = fields.Monetary(
        string="Issued Already", compute="_compute_issued_amount"
    )
    way = fields.Selection(WAYS, string="For", required=True, default="whole")
    percent = fields.Float(default=50.0, digits=(5, 2))
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    row_ids = fields.One2many(
        "sales.payment.invoice.make.row",
        "make_id",
        string="Instalments",
        compute="_compute_row_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    due_date = fields.Date(
        string="Pay by",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    reserve_date = fields.Date(
        string="Reserved until",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_contract = fields.Boolean(
        string="Invoice-Contract",
        help="Terms of delivery are printed: paying it concludes the contract.",
    )
    terms = fields.Text(
        string="Terms of the Invoice-Contract",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    replaces = fields.Boolean(
        string="Replace What Was Issued",
        help="Payment invoices of the order that nobody has paid are cancelled.",
    )

    @api.depends("order_id")
    def _compute_issued_amount(self):
        for make in self:
            invoices = make.order_id._get_valid_payment_invoices()
            # sudo: sums only
            make.issued_amount = sum(invoices.sudo().mapped("amount"))

    @api.depends("order_id", "way", "percent")
    def _compute_amount(self):
        for make in self:
            order = make.order_id
            if make.way == "percent":
                make.amount = order.amount_total * make.percent / 100
            elif make.way in ("rest", "amount"):
                make.amount = order._get_rest_to_invoice()
            else:
                make.amount = order.amount_total

    @api.depends("order_id")
    def _compute_row_ids(self):
        for make in self:
            make.row_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"due_date": day, "amount": amount, "is_chosen": not index}
                    )
                    for index, (day, amount) in enumerate(
                        make.order_id._get_term_parts()
                    )
                ),
            ]

    @api.depends("order_id")
    def _compute_dates(self):
        forms = self.env["report.sales_process.payment_invoice"]
        today = fields.Date.context_today(self)
        for make in self:
            dates = forms._get_default_dates(make.order_id.company_id, today)
            make.due_date = dates["due_date"]
            make.reserve_date = dates["reserve_date"]

    @api.depends("order_id")
    def _compute_terms(self):
        for make in self:
            order = make.order_id
            make.terms = (
                order.invoice_contract_terms or order.company_id.invoice_contract_terms
            )

    @api.constrains("percent")
    def _check_percent(self):
        for make in self:
            if not 0 < make.percent <= 100:
                raise ValidationError(
                    self.env._("The percent is more than 0 and not more than 100.")
                )

    # ---- actions -----------------------------------------------------------------------

    def action_print(self):
        """Issue, and give the form."""
        return self._issue().action_print()

    def action_send(self):
        """Issue, and write to the client."""
        return self._issue().action_send()

    def _issue(self):
        self.ensure_one()
        order = self.order_id
        order._check_may_issue()
        self._keep_terms()
        return order._issue_payment_invoices(
            self._prepare_parts(), is_contract=self.is_contract, replace=self.replaces
        )

    def _keep_terms(self):
        """Terms that were changed here stay on the order."""
        order = self.order_id
        usual = order.invoice_contract_terms or order.company_id.invoice_contract_terms
        if self.is_contract and (self.terms or "") != (usual or ""):
            # sudo: accountants issue them too; checked before
            order.sudo().invoice_contract_terms = self.terms

    def _prepare_parts(self):
        """
        :raises UserError: no instalment is chosen
        """
        if self.way != "term":
            return [self._prepare_part(self.amount, self.due_date)]
        chosen = self.row_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one instalment."))
        return [self._prepare_part(row.amount, row._get_due_date()) for row in chosen]

    def _prepare_part(self, amount, due_date):
        total = self.order_id.amount_total
        percent = amount / total * 100 if total else 0.0
        is_round = abs(percent - round(percent, 2)) < 1e-4 and percent < 100
        return {
            "amount": amount,
            "due_date": due_date,
            "reserve_date": self.reserve_date,
            # a word of the form, which is Russian
            "note": f"{percent:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
            if is_round
            else "",
        }


class SalesPaymentInvoiceMakeRow(models.TransientModel):
    """An instalment of the payment terms."""

    _name = "sales.payment.invoice.make.row"
    _description = "Instalment of a Payment Invoice"

    make_id = fields.Many2one(
        "sales.payment.invoice.make",
        string="Payment Invoice",
        required=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="make_id.currency_id")
    is_chosen = fields.Boolean(string="Issue")
    due_date = fields.Date(string="Pay by")
    amount = fields.Monetary()
    percent = fields.Float(string="%", compute="_compute_percent", digits=(5, 2))

    @api.depends("amount", "make_id.order_amount")
    def _compute_percent(self):
        for row in self:
            total = row.make_id.order_amount
            row.percent = row.amount / total * 100 if total else 0.0

    def _get_due_date(self):
        """Its term; an instalment that is due at once gets the days of the company."""
        today = fields.Date.context_today(self)
        if self.due_date and self.due_date > today:
            return self.due_date
        return today + timedelta(days=self.make_id.company_id.payment_invoice_days)
