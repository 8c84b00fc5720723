from datetime import timedelta

from odoo import Command, fields
from odoo.tests.common import new_test_user

from .deal_common import DealCommon


class DebtCommon(DealCommon):
    """Invoices of the past, paid in part or not at all, of deals and without.

    The client is the salesperson's; days are counted from today.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["sales.debt"])
        cls.director = new_test_user(
            cls.env,
            login="t_director",
            groups="sales_process.group_director",
            lang="en_US",
            email="t_director@deal.example",
        )
        cls.client.write({"user_id": cls.salesperson.id, "lang": "en_US"})
        cls.env.company.email = "company@own.example"
        cls.bank = cls.env["account.journal"].create(
            {"name": "Debts bank", "type": "bank", "code": "DBNK"}
        )
        cls.outstanding = cls.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": "555001",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        cls.method = cls.bank.inbound_payment_method_line_ids[:1]
        cls.method.payment_account_id = cls.outstanding
        (cls.stocked | cls.orphan).taxes_id = False
        cls.halves = cls.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 60)
                ],
            }
        )
        cls.Debt = cls.env["sales.debt"]
        cls.Letter = cls.env["sales.debt.letter"]

    def _day(self, ago):
        return self.today - timedelta(days=ago)

    def _create_invoice(self, amount=100.0, ago=10, client=None, **values):
        """A posted invoice that had to be paid ``ago`` days before today."""
        due = {} if "invoice_payment_term_id" in values else {
            "invoice_payment_term_id": False,
            "invoice_date_due": self._day(ago),
        }  # fmt: skip
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (client or self.client).id,
                "invoice_date": self._day(max(ago, 0)),
                "invoice_user_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.orphan.id,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **due,
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _invoice_deal(self, deal, ago=10):
        """Invoice the confirmed orders of the deal."""
        invoice = deal.sudo().order_ids.filtered(
            lambda order: order.state == "sale"
        )._create_invoices()  # fmt: skip
        invoice.write(
            {
                "invoice_date": self._day(max(ago, 0)),
                "invoice_payment_term_id": False,
                "invoice_date_due": self._day(ago),
            }
        )
        invoice.action_post()
        return invoice

    def _pay_part(self, invoice, amount, ago=0, **values):
        """Register a payment of the invoice."""
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {
                "amount": amount,
                "journal_id": self.bank.id,
                "payment_method_line_id": self.method.id,
                "payment_date": self._day(ago),
                **values,
            }
        )._create_payments()

    def _pay_ahead(self, amount, ago=0, client=None, **values):
        """A payment that belongs to no invoice yet."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (client or self.client).id,
                "amount": amount,
                "date": self._day(ago),
                "journal_id": self.bank.id,
                "payment_method_line_id": self.method.id,
                **values,
            }
        )
        payment.action_post()
        return payment

    def _credit(self, invoice, amount):
        """A credit note that is set off against the invoice."""
        note = self._create_invoice(
            amount, 0, client=invoice.partner_id, move_type="out_refund",
            currency_id=invoice.currency_id.id,
        )  # fmt: skip
        lines = (invoice | note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        return note

    def _get_debts(self, client=None, user=None):
        client = client or self.client
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Debt.with_user(user or self.env.user).search(
            [("partner_id", "=", client.id)]
        )

    @classmethod
    def _create_currency(cls, name="TSD", rate=0.5):
        """A currency of which ``rate`` are one of the company's."""
        return cls.env["res.currency"].create(
            {
                "name": name,
                "symbol": name,
                "rate_ids": [
                    Command.create({"name": "2000-01-01", "rate": rate}),
                ],
            }
        )


class LetterCommon(DebtCommon):
    """Who is to be reminded, and sending it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steps = cls.env["sales.debt.step"].search([])
        cls.first, cls.second, cls.third = cls.steps
        cls.env["sales.settings"]._set_values({"debt_letter_gap": 0})

    def _plan(self, *clients):
        self.env.flush_all()
        self.env.invalidate_all()
        clients = self.client.union(*clients)
        return self.Letter._plan(self.env.company, clients)

    def _send(self, *clients, user=None):
        plans = self._plan(*clients)
        return self.Letter.with_user(user or self.accountant)._send_plans(plans)

    def _get_mail(self, letter):
        return letter.sudo().message_id.mail_ids
