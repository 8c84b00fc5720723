from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.documents.snapshot import thaw

STATES = [
    ("unpaid", "Not paid"),
    ("partial", "Partly paid"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
]


class SalesPaymentInvoice(models.Model):
    """A payment invoice as it was issued (R062): no document of accounting.

    1. It is issued from an order, for all of it or a part, and never changes: it is
       printed again as the client got it. What was wrong is cancelled and issued anew.
    2. The client's money comes by the customer invoices of the order. What they have
       received pays the payment invoices of the order in the order of their terms.
    """

    _name = "sales.payment.invoice"
    _inherit = ["sales.document.source", "sales.printed.record"]
    _description = "Payment Invoice"
    _order = "date desc, id desc"
    _goes_to_client = True

    name = fields.Char(string="Number", required=True, readonly=True)
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="restrict", index=True
    )
    lead_id = fields.Many2one(
        related="order_id.opportunity_id",
        string="Deal",
        store=True,
        index="btree_not_null",
    )
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    user_id = fields.Many2one(
        related="order_id.user_id", string="Salesperson", store=True
    )
    team_id = fields.Many2one(
        related="order_id.team_id", string="Department", store=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    due_date = fields.Date(string="Pay by", readonly=True)
    reserve_date = fields.Date(string="Reserved until", readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    order_amount = fields.Monetary(string="Total of the Order", readonly=True)
    is_part = fields.Boolean(string="Part of the Order", readonly=True)
    is_contract = fields.Boolean(string="Invoice-Contract", readonly=True)
    content = fields.Json(readonly=True, help="What the form shows.")
    is_cancelled = fields.Boolean(string="Cancelled", readonly=True)
    paid_amount = fields.Monetary(
        string="Paid", compute="_compute_paid", store=True, compute_sudo=True
    )
    state = fields.Selection(
        STATES,
        compute="_compute_paid",
        store=True,
        compute_sudo=True,
        index=True,
    )

    _number_uniq = models.Constraint(
        "unique(order_id, name)", "This order has a payment invoice of this number."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount of a payment invoice is positive."
    )

    @api.depends("name", "date")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = self.env._(
                "Payment invoice %(number)s", number=invoice.name
            )

    # ---- what is paid ------------------------------------------------------------------

    @api.depends(
        "order_id.payment_invoice_ids.amount",
        "order_id.payment_invoice_ids.is_cancelled",
        "order_id.order_line.invoice_lines.move_id.state",
        "order_id.order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_paid(self):
        for order, invoices in self.grouped("order_id").items():
            shares = order._share_received_amount()
            for invoice in invoices:
                paid = shares.get(invoice._origin.id or invoice.id, 0.0)
                invoice.paid_amount = paid
                invoice.state = invoice._get_payment_state()

    def _get_payment_state(self):
        if self.is_cancelled:
            return "cancelled"
        if self.currency_id.compare_amounts(self.paid_amount, self.amount) >= 0:
            return "paid"
        return "unpaid" if self.currency_id.is_zero(self.paid_amount) else "partial"

    # ---- the form ----------------------------------------------------------------------

    def _get_content(self):
        """The form as it was issued, see `sales.payment.form`."""
        self.ensure_one()
        return thaw(self.content)

    def _get_print_title(self, form):
        return f"Счёт {self.name.replace('/', '-')} от {self.date:%d.%m.%Y}"

    def action_print(self):
        """The form as it was issued."""
        return self.env.ref(
            "sales_process.payment_invoice_issued_report"
        ).report_action(self)

    def action_send(self):
        """Write to the client with these payment invoices attached."""
        orders = self.order_id
        if len(orders) != 1:
            raise UserError(self.env._("Choose payment invoices of one order."))
        template = self.env.ref(
            "sales_process.mail_template_payment_invoice", raise_if_not_found=False
        )
        action = orders.action_quotation_send()
        context = {"sales_process_payment_invoice_ids": self.ids}
        if template:
            context["default_template_id"] = template.id
        action["context"] = {**action["context"], **context}
        return action

    def action_cancel(self):
        """The client is to pay another one, or nothing.

        :raises UserError: it is paid already
        """
        self._check_may_issue()
        if self.filtered(lambda invoice: invoice.state in ("partial", "paid")):
            raise UserError(
                self.env._("A payment invoice that is paid cannot be cancelled.")
            )
        # sudo: only here, and only after the check
        self.sudo().write({"is_cancelled": True})
        return True

    def _check_may_issue(self):
        """
        :raises AccessError: the order is not the user's
        """
        self.order_id._check_may_issue()

    # ---- register ----------------------------------------------------------------------

    def _get_document_deals(self):
        return self.lead_id.filtered("is_department")

    def _get_document_kind(self):
        return "payment_invoice"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    payment_invoice_ids = fields.One2many(
        "sales.payment.invoice",
        "order_id",
        string="Payment Invoices",
        copy=False,
        # who has core's rights only reads orders without them
        groups="sales_process.group_salesperson,sales_process.group_reader",
    )
    payment_invoice_count = fields.Integer(compute="_compute_payment_invoice_count")
    can_issue_payment_invoice = fields.Boolean(
        compute="_compute_can_issue_payment_invoice"
    )

    @api.depends("payment_invoice_ids")
    @api.depends_context("uid")
    def _compute_payment_invoice_count(self):
        may_read = self.env["sales.payment.invoice"].has_access("read")
        for order in self:
            order.payment_invoice_count = may_read and len(order.payment_invoice_ids)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_issue_payment_invoice(self):
        for order in self:
            order.can_issue_payment_invoice = (
                order.state != "cancel" and order._may_issue()
            )

    def _may_issue(self):
        """Who sells by the order, and the accountant."""
        if self.env.user.has_group("sales_process.group_accountant"):
            return self.has_access("read")
        return self.env.user.has_group(
            "sales_process.group_salesperson"
        ) and self.has_access("write")

    def _check_may_issue(self):
        for order in self:
            if not order._may_issue():
                raise AccessError(
                    self.env._(
                        "Payment invoices are issued by the salesperson of the order "
                        "and by the accountant."
                    )
                )

    def _share_received_amount(self):
        """:return dict: id of each valid payment invoice -> what of it is paid"""
        left = self._get_received_amount()
        valid = self.payment_invoice_ids.filtered(
            lambda invoice: not invoice.is_cancelled
        )
        shares = {}
        for invoice in valid.sorted(lambda one: (one.due_date or one.date, one.id)):
            paid = self.currency_id.round(max(min(invoice.amount, left), 0.0))
            shares[invoice.id] = paid
            left -= paid
        return shares

    def _get_received_amount(self):
        """What the client has paid by the invoices of the order, less what he got back.

        An invoice of several orders counts in each with the share of its lines.
        """
        self.ensure_one()
        received = 0.0
        moves = self.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.is_sale_document()
        )
        for move in moves:
            paid = abs(move.amount_total) - abs(move.amount_residual)
            sign = -1 if move.move_type == "out_refund" else 1
            amount = paid * sign * self._get_share_of(move)
            received += move.currency_id._convert(
                amount, self.currency_id, move.company_id, move.date
            )
        return self.currency_id.round(received)

    def _get_share_of(self, move):
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        total = sum(lines.mapped("price_total"))
        own = lines.filtered(lambda line: self in line.sale_line_ids.order_id)
        return sum(own.mapped("price_total")) / total if total else 1.0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_payment_invoices(self):
        # sudo: they stay, whoever deletes the order
        if self.sudo().payment_invoice_ids:
            raise UserError(
                self.env._(
                    "Payment invoices have been issued for this order: cancel it, do "
                    "not delete it."
                )
            )

    def action_view_payment_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_payment_invoice_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
