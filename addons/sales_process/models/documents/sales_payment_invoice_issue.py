import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...tools.documents.print_text import digits_of
from ...tools.documents.snapshot import freeze

SEQUENCE = "sales.payment.invoice"


class SaleOrder(models.Model):
    """Issuing payment invoices: numbers, amounts, and that nothing is issued twice."""

    _inherit = "sale.order"

    invoice_contract_terms = fields.Text(
        string="Terms of the Invoice-Contract",
        help="Empty: those of the company.",
    )
    payment_invoice_counter = fields.Integer(
        readonly=True,
        copy=False,
        help="How often payment invoices were issued. Written each time, so that two "
        "people cannot issue the same at once: the second one begins anew.",
    )

    def _issue_payment_invoices(self, parts, is_contract=False, replace=False):
        """Issue and keep payment invoices of the order.

        The same invoice (content and day) is not issued twice: the first one is given.

        :param parts: list of dicts: amount; due_date, reserve_date: dates or False;
            note: what the part is, "Предоплата 50 %", empty for the whole order
        :param is_contract: with the terms of the invoice-contract
        :param replace: cancel the unpaid ones that were issued before
        :return: ``sales.payment.invoice`` records
        :raises UserError: the order is cancelled or not approved, an amount is not
            positive, or all of them are more than the order
        :raises AccessError: the order is not the user's
        """
        self.ensure_one()
        self._check_may_issue()
        self._check_can_be_invoiced()
        # sudo: accountants do not write orders
        self.sudo().lock_for_update(allow_referencing=True)
        self.sudo().payment_invoice_counter += 1
        if replace:
            self._get_valid_payment_invoices().filtered(
                lambda invoice: invoice.state == "unpaid"
            ).action_cancel()
        issued = self.env["sales.payment.invoice"]
        for part in parts:
            issued |= self._issue_payment_invoice(part, is_contract)
        return issued

    def _check_can_be_invoiced(self):
        if self.state == "cancel":
            raise UserError(self.env._("The order is cancelled."))
        if self._get_approval_error():
            raise UserError(self._get_approval_error())

    def _get_valid_payment_invoices(self):
        # sudo: what was issued counts, whoever sees it
        return (
            self.sudo()
            .payment_invoice_ids.filtered(lambda invoice: not invoice.is_cancelled)
            .sudo(False)
        )

    def _issue_payment_invoice(self, part, is_contract):
        forms = self.env["report.sales_process.payment_invoice"]
        amount = self.currency_id.round(part["amount"])
        is_part = self.currency_id.compare_amounts(amount, self.amount_total) != 0
        today = fields.Date.context_today(self)
        valid = self._get_valid_payment_invoices()
        twin = self._find_twin(valid, part, amount, is_contract, today)
        if twin:
            return twin
        self._check_part(valid, amount)
        number = self._get_payment_invoice_number(is_part)
        content = forms._prepare_issued(
            self, number=number, date=today, part={**part, "amount": amount},
            is_contract=is_contract,
        )  # fmt: skip
        # sudo: payment invoices are made here only
        return (
            self.env["sales.payment.invoice"]
            .sudo()
            .create(
                {
                    "name": number,
                    "order_id": self.id,
                    "partner_id": self.partner_invoice_id.commercial_partner_id.id,
                    "currency_id": self.currency_id.id,
                    "date": today,
                    "due_date": part.get("due_date"),
                    "reserve_date": part.get("reserve_date"),
                    "amount": amount,
                    "order_amount": self.amount_total,
                    "is_part": is_part,
                    "is_contract": is_contract,
                    "content": freeze(content),
                }
            )
            .sudo(False)
        )

    def _find_twin(self, valid, part, amount, is_contract, today):
        """What was issued today with the same content already."""
        forms = self.env["report.sales_process.payment_invoice"]
        for invoice in valid.filtered(
            lambda invoice: (
                invoice.date == today
                and invoice.is_contract == is_contract
                and invoice.currency_id.compare_amounts(invoice.amount, amount) == 0
            )
        ):
            content = forms._prepare_issued(
                self, number=invoice.name, date=today, part={**part, "amount": amount},
                is_contract=is_contract,
            )  # fmt: skip
            if freeze(content) == invoice.content:
                return invoice
        return None

    def _check_part(self, valid, amount):
        currency = self.currency_id
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("The amount of a payment invoice is positive."))
        issued = sum(valid.mapped("amount"))
        if currency.compare_amounts(issued + amount, self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "Payment invoices of %(issued)s are issued already, the order is "
                    "%(total)s: %(amount)s more is too much. Cancel what is not valid "
                    "any more, or let the new one replace it.",
                    issued=formatLang(self.env, issued, currency_obj=currency),
                    total=formatLang(
                        self.env, self.amount_total, currency_obj=currency
                    ),
                    amount=formatLang(self.env, amount, currency_obj=currency),
                )
            )

    def _get_payment_invoice_number(self, is_part):
        """152 for the whole order, the next free of 152/1, 152/2… otherwise."""
        if self.company_id.payment_invoice_own_number:
            # sudo: numbers are the program's
            sequences = self.env["ir.sequence"].sudo().with_company(self.company_id)
            return sequences.next_by_code(SEQUENCE)
        number = digits_of(self.name)
        # sudo: cancelled ones and those of others have numbers too
        taken = set(self.sudo().payment_invoice_ids.mapped("name"))
        if not is_part and number not in taken:
            return number
        count = 1
        while f"{number}/{count}" in taken:
            count += 1
        return f"{number}/{count}"

    def _get_rest_to_invoice(self):
        """What of the order no payment invoice asks for yet."""
        issued = sum(self._get_valid_payment_invoices().mapped("amount"))
        return max(self.currency_id.round(self.amount_total - issued), 0.0)

    def _get_term_parts(self):
        """The instalments of the payment term, from today on: list of (date, amount)."""
        self.ensure_one()
        term = self.payment_term_id
        today = fields.Date.context_today(self)
        if not term:
            return [(today, self.amount_total)]
        rate = self.currency_rate or 1.0
        terms = term._compute_terms(
            date_ref=today,
            currency=self.currency_id,
            company=self.company_id,
            tax_amount=self.amount_tax / rate,
            tax_amount_currency=self.amount_tax,
            untaxed_amount=self.amount_untaxed / rate,
            untaxed_amount_currency=self.amount_untaxed,
            sign=1,
        )
        return [(row["date"], row["foreign_amount"]) for row in terms["line_ids"]]

    def action_issue_payment_invoice(self):
        """Ask for what the payment invoice is."""
        self.ensure_one()
        self._check_may_issue()
        self._check_can_be_invoiced()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Issue a payment invoice"),
            "res_model": "sales.payment.invoice.make",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_order_id": self.id,
                "default_way": "rest"
                if self._get_valid_payment_invoices()
                else "whole",
            },
        }

    # ---- mail --------------------------------------------------------------------------

    def _find_mail_template(self):
        """A quotation of a deal is sent as a commercial offer."""
        is_proforma = self.env.context.get("proforma")
        if self._is_deal_order() and self.state != "sale" and not is_proforma:
            template = self.env.ref(
                "sales_process.mail_template_offer", raise_if_not_found=False
            )
            if template:
                return template
        return super()._find_mail_template()

    def _process_attachments_for_template_post(self, mail_template):
        """Payment invoices go with the letters whose template says so."""
        result = super()._process_attachments_for_template_post(mail_template)
        if not mail_template.attach_payment_invoices:
            return result
        for order in self:
            values = result.setdefault(order.id, {})
            values.setdefault("attachments", []).extend(order._print_for_letter())
        return result

    def _print_for_letter(self):
        """Names and contents (base64) of the payment invoices that the client gets."""
        chosen = self.env.context.get("sales_process_payment_invoice_ids")
        # sudo: plain salespeople have no access to them at all
        known = self.sudo().payment_invoice_ids.sudo(False)._filtered_access("read")
        invoices = known.filtered(
            lambda invoice: (
                invoice.id in chosen
                if chosen
                else invoice.state in ("unpaid", "partial")
            )
        )
        if invoices:
            report, form = "payment_invoice_issued_report", "payment_invoice"
        else:
            invoices, report, form = self, "payment_invoice_report", "payment_invoice"
        return [
            self.env["ir.actions.report"]._print_as_attachment(
                f"sales_process.{report}", invoice, invoice._get_print_name(form)
            )
            for invoice in invoices
        ]

    def _get_print_title(self, form):
        if form != "payment_invoice":
            return super()._get_print_title(form)
        today = fields.Date.context_today(self)
        return f"Счёт {digits_of(self.name)} от {today:%d.%m.%Y}"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_print_title(self, form):
        if form != "payment_invoice":
            return super()._get_print_title(form)
        day = self.invoice_date or fields.Date.context_today(self)
        return f"Счёт {digits_of(self.name)} от {day:%d.%m.%Y}"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    attach_payment_invoices = fields.Boolean(
        help="The payment invoices of the order that are not paid yet are attached; "
        "the payment invoice of the whole order when none is issued.",
    )


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _print_as_attachment(self, report, record, name):
        """(name of the file, base64): a form of one record, for a letter."""
        content, extension = self._render_qweb_pdf(report, record.ids)
        return f"{name}.{extension}", base64.b64encode(content)
