from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.documents.debts import Row
from ...tools.documents.print_text import digits_of, rounded

INVOICES = ("out_invoice", "out_receipt")


class SalesReconciliationRows(models.AbstractModel):
    """Documents between a client and our company, by currencies (R104).

    1. Every posted item of receivable accounts of the client and his contacts, in the
       currency of the document, by the day of the entry.
    2. What was paid in another currency than it was invoiced in is taken out of one
       statement and into the other, by what the ERP has set off.

    So the closing balance of a currency is what the ERP has open in it. The rows are
    read whoever asks: who may ask is checked before.
    """

    _name = "sales.reconciliation.rows"
    _description = "Rows of a Reconciliation Statement"

    @api.model
    def _get_rows(self, client, company, end):
        """
        :param client: company of the client
        :param company: ours; with its branches
        :param end: last day
        :return: dict of currency -> list of ``Row``
        """
        # sudo: the items of this client only, for who has been let in
        reader = self.sudo()
        domain = reader._get_domain(client, company)
        rows = defaultdict(list)
        reader._add_items(rows, domain, end)
        reader._add_set_off(rows, domain, end)
        return rows

    def _get_domain(self, client, company):
        return Domain(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("partner_id.commercial_partner_id", "=", client.id),
                ("company_id", "child_of", company.root_id.id),
            ]
        )

    # ---- items of the ledger -----------------------------------------------------------

    def _add_items(self, rows, domain, end):
        lines = self.env["account.move.line"].search_fetch(
            domain & Domain("date", "<=", end),
            ["amount_currency", "currency_id", "date", "move_id"],
            order="date, move_id, id",
        )
        lines.move_id.fetch(
            ["invoice_date", "move_type", "name", "origin_payment_id", "ref",
             "statement_line_id"]
        )  # fmt: skip
        for (move, currency), items in lines.grouped(
            lambda line: (line.move_id, line.currency_id)
        ).items():
            amounts = [self._exact(line.amount_currency, currency) for line in items]
            debit = sum((amount for amount in amounts if amount > 0), Decimal(0))
            credit = -sum((amount for amount in amounts if amount < 0), Decimal(0))
            if debit or credit:
                rows[currency].append(
                    Row(
                        items[0].date,
                        self._get_title(move, debit > credit),
                        debit,
                        credit,
                        (0, move.id),
                    )
                )

    def _exact(self, amount, currency):
        return rounded(amount, currency.decimal_places)

    def _get_title(self, move, is_debit):
        """The document as people say it: «Sale (152 of 12.11.2026)»."""
        values = {
            "number": move.name,
            "day": self._format(move.invoice_date or move.date),
        }
        if move.move_type in INVOICES:
            values["number"] = digits_of(move.name)
            return self.env._("Sale (%(number)s of %(day)s)", **values)
        if move.move_type == "out_refund":
            values["number"] = digits_of(move.name)
            return self.env._("Credit note (%(number)s of %(day)s)", **values)
        if move.origin_payment_id or move.statement_line_id:
            if is_debit:
                return self.env._("Money back (%(number)s of %(day)s)", **values)
            return self.env._("Payment (%(number)s of %(day)s)", **values)
        return self.env._("Other (%(number)s of %(day)s)", **values)

    def _format(self, day):
        return format_date(self.env, day, date_format="dd.MM.yyyy")

    # ---- set off between currencies ----------------------------------------------------

    def _add_set_off(self, rows, domain, end):
        """An invoice that was paid in another currency, in both statements."""
        # as queries: all items of the client, never as a list of numbers
        items = self.env["account.move.line"]._search(domain)
        parts = self.env["account.partial.reconcile"].search(
            [
                ("debit_move_id", "in", items),
                ("credit_move_id", "in", items),
                ("max_date", "<=", end),
            ]
        )
        for part in parts:
            ours, theirs = part.debit_currency_id, part.credit_currency_id
            if ours == theirs:
                continue
            day, key = part.max_date, (1, part.id)
            bill, payment = part.debit_move_id.move_id, part.credit_move_id.move_id
            rows[ours].append(
                Row(
                    day,
                    self._get_title(payment, False),
                    Decimal(0),
                    self._exact(part.debit_amount_currency, ours),
                    key,
                )
            )
            rows[theirs].append(
                Row(
                    day,
                    self.env._(
                        "Set off in %(currency)s: %(document)s",
                        currency=ours.name,
                        document=self._get_title(bill, True),
                    ),
                    self._exact(part.credit_amount_currency, theirs),
                    Decimal(0),
                    key,
                )
            )
