import re

from odoo import fields, models

from ...tools.documents.print_text import digits_of, russian_date

# "п/п 15", "платёжное поручение № 15": the number of a payment order in its purpose. A
# number alone is that of an invoice or a contract, unless nothing else is written
PAYMENT_NUMBER = re.compile(
    r"(?:п/п|\bпп|плат[её]жн\w*\s+поручени\w*)\s*(?:№|N|#)?\s*(\d+)", re.IGNORECASE
)
ONLY_NUMBER = re.compile(r"\s*№\s*(\d+)\s*")


def find_payment_number(text):
    """Number of the payment order that a purpose of payment names, or None."""
    found = PAYMENT_NUMBER.search(text or "") or ONLY_NUMBER.fullmatch(text or "")
    return found and found[1]


def document_ref(number, day):
    """ "№ 15 от 2 ноября 2026 г." """
    return f"№ {number} от {russian_date(day)}"


def _done_on(picking):
    return fields.Datetime.context_timestamp(picking, picking.date_done).date()


class AccountMove(models.Model):
    """Documents that a transfer document names: payments, advances, shipments."""

    _inherit = "account.move"

    def _get_upd_advances(self):
        """Posted invoices of advances of the same orders, not later than this one."""
        if self.move_type != "out_invoice":
            return self.browse()
        orders = self.invoice_line_ids.sale_line_ids.order_id
        lines = orders.order_line.filtered("is_downpayment").invoice_lines
        day = self.invoice_date or fields.Date.context_today(self)
        return (
            (lines.move_id - self._origin)
            .filtered(
                lambda move: (
                    move.state == "posted"
                    and move.move_type == "out_invoice"
                    and move.payment_state != "reversed"
                    and move.invoice_date <= day
                    and move._is_downpayment()
                )
            )
            .sorted(lambda move: (move.invoice_date, move.id))
        )

    def _get_advance_refs(self):
        """Line 5б: numbers and dates of the advances, parted by a semicolon."""
        refs = []
        for move in self._get_upd_advances():
            ref = document_ref(digits_of(move.name), move.invoice_date)
            if move.l10n_ru_correction_no:
                correction = document_ref(
                    move.l10n_ru_correction_no, move.l10n_ru_correction_date
                )
                ref = f"{ref}, исправление {correction}"
            refs.append(ref)
        return "; ".join(refs) or False

    def _get_payment_refs(self):
        """Line 5: payments of this invoice and of its advances, not later than it.

        A payment after the shipment is no advance, it is not named.
        """
        if self.move_type != "out_invoice":
            return False
        day = self.invoice_date or fields.Date.context_today(self)
        found = set()
        for move in self | self._get_upd_advances():
            for payment in move._get_reconciled_payments():
                found.add((payment.date, payment._get_upd_number()))
            for line in move._get_reconciled_statement_lines():
                found.add((line.date, line._get_upd_number()))
        refs = [
            document_ref(number, date) for date, number in sorted(found) if date <= day
        ]
        return "; ".join(refs) or False

    def _get_upd_pickings(self):
        """Shipments of the goods of this invoice, done.

        When the lines were invoiced before, those that were done by then belong to
        the earlier invoices.
        """
        lines = self.invoice_line_ids.sale_line_ids
        pickings = lines.move_ids.picking_id.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )
        earlier = self._get_earlier_invoices()
        if earlier:
            last = max(earlier.mapped("invoice_date"))
            later = pickings.filtered(lambda picking: _done_on(picking) > last)
            pickings = later or pickings
        return pickings.sorted(lambda picking: (picking.date_done, picking.id))

    def _get_earlier_invoices(self):
        """Posted invoices of the same lines of orders, made before this one."""
        own = (
            self.invoice_date or fields.Date.context_today(self),
            self._origin.id or float("inf"),
        )
        lines = self.invoice_line_ids.sale_line_ids
        return (lines.invoice_lines.move_id - self._origin).filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and not move._is_downpayment()
                and (move.invoice_date, move.id) < own
            )
        )

    def _get_shipment_date(self):
        """The day when the goods are handed over: it decides the rate of VAT."""
        # sudo: the day of a shipment of a document that the user reads
        pickings = self.sudo()._get_upd_pickings()
        if pickings:
            return _done_on(pickings[-1])
        return self.delivery_date or self.invoice_date


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _get_upd_number(self):
        """Number of the payment document as the bank gives it, else our own."""
        number = find_payment_number(self.memo)
        return number or self.payment_reference or digits_of(self.name)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _get_upd_number(self):
        number = find_payment_number(self.payment_ref)
        return number or self.ref or digits_of(self.name)
