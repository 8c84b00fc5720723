from datetime import timedelta
from random import Random

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..debt_common import DebtCommon


@tagged("post_install", "-at_install")
class TestDebts(DebtCommon):
    """What clients owe, by instalments (R104)."""

    def assertBalance(self, client=None):
        """Debts of the client make the receivable balance of the ERP."""
        client = client or self.client
        debts = self._get_debts(client)
        self.assertAlmostEqual(sum(debts.mapped("amount")), client.credit, 2)

    # ---- rows --------------------------------------------------------------------------

    def test_ages(self):
        for ago, bucket in (
            (-5, "not_due"),
            (0, "not_due"),
            (1, "days_30"),
            (30, "days_30"),
            (31, "days_60"),
            (60, "days_60"),
            (61, "days_90"),
            (90, "days_90"),
            (91, "older"),
        ):
            with self.subTest(ago=ago):
                client = self._create_client(vat=False, name=f"Client {ago}")
                invoice = self._create_invoice(100, ago, client)
                debt = self._get_debts(client)
                self.assertEqual(debt.bucket, bucket)
                self.assertEqual(debt.days_overdue, max(ago, 0))
                self.assertEqual(debt.is_overdue, ago > 0)
                self.assertEqual(debt.amount_overdue, 100 if ago > 0 else 0)
                self.assertEqual(debt.date_due, self._day(ago))
                self.assertEqual(debt.number, invoice.name)
                self.assertEqual((debt.kind, debt.move_id), ("invoice", invoice))

    def test_each_instalment_is_a_row(self):
        self._create_invoice(100, 50, invoice_payment_term_id=self.halves.id)
        first, second = self._get_debts()
        self.assertEqual((first.amount, second.amount), (50, 50))
        self.assertEqual(first.days_overdue, 50)
        self.assertEqual(second.bucket, "not_due")
        self.assertBalance()

    def test_a_part_payment_reduces_the_oldest_instalment(self):
        invoice = self._create_invoice(100, 50, invoice_payment_term_id=self.halves.id)
        self._pay_part(invoice, 30)
        first, second = self._get_debts()
        self.assertEqual((first.amount, second.amount), (20, 50))
        self.assertBalance()
        self._pay_part(invoice, 20)
        self.assertEqual(self._get_debts().amount, 50)

    def test_a_paid_invoice_is_no_debt(self):
        invoice = self._create_invoice()
        self._pay_part(invoice, 100)
        self.assertFalse(self._get_debts())

    def test_a_credit_note_reduces_its_invoice(self):
        invoice = self._create_invoice(100)
        self._credit(invoice, 30)
        self.assertEqual(self._get_debts().amount, 70)
        self.assertBalance()

    def test_what_is_not_set_off_is_a_negative_row(self):
        self._create_invoice(100)
        self._pay_ahead(25)
        self._create_invoice(10, 0, move_type="out_refund")
        debts = self._get_debts()
        self.assertEqual(sorted(debts.mapped("amount")), [-25, -10, 100])
        credit = debts.filtered(lambda debt: debt.amount < 0)
        self.assertEqual(set(credit.mapped("bucket")), {"credit"})
        self.assertEqual(set(credit.mapped("kind")), {"payment", "refund"})
        self.assertFalse(any(credit.mapped("is_overdue")))
        self.assertBalance()

    def test_an_opening_balance_is_a_debt(self):
        income = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        receivable = self.client.property_account_receivable_id
        self.env["account.move"].create(
            {
                "date": self._day(5),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": self.client.id,
                            "debit": 55,
                        }
                    ),
                    Command.create({"account_id": income.id, "credit": 55}),
                ],
            }
        ).action_post()
        debt = self._get_debts()
        self.assertEqual((debt.kind, debt.amount), ("other", 55))
        self.assertTrue(debt.is_overdue)
        self.assertBalance()

    def test_another_currency_is_told_beside(self):
        currency = self._create_currency(rate=0.5)
        invoice = self._create_invoice(100, currency_id=currency.id)
        self._pay_part(invoice, 40, currency_id=currency.id)
        debt = self._get_debts()
        self.assertEqual((debt.amount, debt.amount_currency), (120, 60))
        self.assertEqual(debt.currency_id, currency)
        self.assertEqual(debt.company_currency_id, self.env.company.currency_id)
        self.assertBalance()

    def test_drafts_and_cancelled_invoices_are_no_debts(self):
        draft = self._create_invoice()
        draft.button_draft()
        self.assertFalse(self._get_debts())
        draft.button_cancel()
        self.assertFalse(self._get_debts())

    def test_tomorrow_is_another_day(self):
        self._create_invoice(100, 0)
        self.assertFalse(self._get_debts().is_overdue)
        with freeze_time(self.today + timedelta(days=31)):
            self.assertEqual(self._get_debts().bucket, "days_60")

    def test_debts_of_a_contact_are_the_companys(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )
        self._create_invoice(100, client=contact)
        self.assertEqual(self._get_debts().partner_id, self.client)
        self.assertEqual(contact.debt_total, 100)

    # ---- deals -------------------------------------------------------------------------

    def test_a_debt_knows_its_deal(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._invoice_deal(deal)
        debt = self._get_debts()
        self.assertEqual(debt.lead_id, deal)
        self.assertEqual(debt.user_id, self.salesperson)
        self.assertEqual(debt.team_id, self.team)
        self.assertEqual((deal.amount_debt, deal.amount_overdue), (100, 100))
        self._pay_part(debt.move_id, 40)
        self.env.invalidate_all()
        self.assertEqual(deal.amount_overdue, 60)

    def test_an_invoice_of_several_deals_is_parted_to_the_kopeck(self):
        deals = [
            self._create_agreed_deal([(self.stocked, quantity)])
            for quantity in (1, 1, 1)
        ]
        orders = self.env["sale.order"].union(
            *(deal.sudo().order_ids for deal in deals)
        )
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.write({"invoice_date": self._day(9), "invoice_payment_term_id": False})
        invoice.action_post()
        self._pay_part(invoice, 200)

        debts = self._get_debts()

        self.assertEqual(debts.lead_id, orders.opportunity_id)
        self.assertEqual(sorted(debts.mapped("amount")), [33.33, 33.33, 33.34])
        self.assertEqual(len(set(debts.ids)), 3)
        self.assertBalance()

    def test_a_credit_note_of_the_order_belongs_to_the_deal(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = self._invoice_deal(deal)
        note = invoice._reverse_moves([{"invoice_date": self.today}])
        note.action_post()
        note.line_ids.remove_move_reconcile()
        debts = self._get_debts()
        self.assertEqual(debts.lead_id, deal)
        self.assertEqual(sorted(debts.mapped("amount")), [-100, 100])

    def test_without_a_deal_the_clients_salesperson_is_responsible(self):
        self._create_invoice()
        debt = self._get_debts()
        self.assertFalse(debt.lead_id)
        self.assertEqual(debt.user_id, self.salesperson)
        self.assertEqual(debt.team_id, self.team)

    def test_random_papers_make_the_balance_of_the_erp(self):
        random = Random(104)
        for number in range(5):
            client = self._create_client(vat=False, name=f"Client {number}")
            for _paper in range(6):
                self._add_random_paper(random, client)
            self.assertBalance(client)
            self.assertAlmostEqual(client.debt_total, client.credit, 2)

    def _add_random_paper(self, random, client):
        amount = random.randint(1, 10**6) / 100
        kind = random.choice(("invoice", "invoice", "paid", "credited", "ahead"))
        if kind == "ahead":
            self._pay_ahead(amount, random.randint(0, 90), client)
            return
        invoice = self._create_invoice(amount, random.randint(0, 120), client)
        part = round(amount * random.random(), 2) or 0.01
        if kind == "paid":
            self._pay_part(invoice, part)
        elif kind == "credited":
            self._credit(invoice, part)

    # ---- figures of the client -----------------------------------------------------------

    def test_figures_of_the_client(self):
        self._create_invoice(100, 40)
        self._create_invoice(50, 10)
        self._create_invoice(30, -10)
        self.assertEqual(self.client.debt_total, 180)
        self.assertEqual(self.client.debt_overdue, 150)
        self.assertEqual(self.client.debt_overdue_since, self._day(40))
        self.assertEqual(self.client.debt_count, 3)

    def test_what_is_not_set_off_covers_the_oldest_debts(self):
        self._create_invoice(100, 40)
        self._create_invoice(50, 10)
        self._pay_ahead(120)
        self.assertEqual(self.client.debt_total, 30)
        self.assertEqual(self.client.debt_overdue, 30)
        self.assertEqual(self.client.debt_overdue_since, self._day(10))

    def test_a_client_without_debts(self):
        self.assertEqual(self.client.debt_total, 0)
        self.assertFalse(self.client.debt_overdue_since)
        self.assertEqual(self.env["res.partner"].new({"name": "New"}).debt_total, 0)

    # ---- screens -------------------------------------------------------------------------

    def test_actions(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = self._invoice_deal(deal)
        debt = self._get_debts()
        for record in (deal, self.client):
            action = record.with_user(self.salesperson).action_view_debts()
            self.assertEqual(self.Debt.search(action["domain"]), debt)
        self.assertEqual(debt.action_open()["res_id"], invoice.id)
        action = debt.with_user(self.accountant).action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", deal.id))
        action = debt.with_user(self.salesperson).action_promise()
        self.assertEqual(action["res_model"], "sales.debt.promise")

    def test_groups_of_all_screens(self):
        self._create_invoice(100, 40)
        self._create_invoice(70, 5)
        domain = [("partner_id", "=", self.client.id)]
        for group in (
            "user_id", "partner_id", "lead_id", "team_id", "bucket", "currency_id",
            "date_due:month", "company_id",
        ):  # fmt: skip
            with self.subTest(group=group):
                rows = self.Debt._read_group(
                    domain, [group], ["amount:sum", "amount_overdue:sum"]
                )
                self.assertEqual(sum(row[1] for row in rows), 170)

    def test_the_cost_does_not_grow_with_the_debts(self):
        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            debts = self.Debt.with_user(self.salesperson).search(
                [("client_user_id", "=", self.salesperson.id)]
            )
            debts.web_read(
                {
                    name: {"fields": {"display_name": {}}}
                    if debts._fields[name].relational
                    else {}
                    for name in (
                        "partner_id", "number", "amount", "lead_id", "user_id", "bucket"
                    )
                }
            )  # fmt: skip
            return len(debts)

        for number in range(2):
            self._create_invoice(100 + number)
        read()
        self._count_queries(read)
        few = self._count_queries(read)
        clients = [
            self._create_client(
                vat=False, name=f"C{number}", user_id=self.salesperson.id
            )
            for number in range(15)
        ]
        for client in clients:
            self._create_invoice(100, client=client)
        self.env.flush_all()
        many = self._count_queries(read)
        self.assertEqual(read(), 17)
        self.assertLessEqual(many, few + 1)

    def test_figures_of_many_clients_cost_as_those_of_one(self):
        clients = self.env["res.partner"].union(
            *(self._create_client(vat=False, name=f"C{number}") for number in range(12))
        )
        for client in clients:
            self._create_invoice(100, client=client)
            self._pay_ahead(10, client=client)

        def read(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            return partners.mapped("debt_overdue")

        read(clients[:1])
        few = self._count_queries(read, clients[:1])
        many = self._count_queries(read, clients)
        self.assertEqual(read(clients), [90.0] * 12)
        self.assertLessEqual(many, few + 1)

    def _count_queries(self, function, *args):
        before = self.env.cr.sql_log_count
        function(*args)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestDebtRights(DebtCommon):
    """Everybody sees the debts of his own clients and deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._create_client(
            vat=False, name="Foreign", user_id=cls.colleague.id
        )

    def test_who_sees_which_debts(self):
        own = self._create_invoice(100)
        foreign = self._create_invoice(50, client=self.foreign)
        both = own | foreign
        for user, expected in (
            (self.salesperson, own),
            (self.colleague, foreign),
            (self.head, both),
            (self.other_head, both.browse()),
            (self.director, both),
            (self.accountant, both),
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                debts = self.Debt.with_user(user).search([("move_id", "in", both.ids)])
                self.assertEqual(debts.sudo().move_id, expected)

    def test_a_deal_with_somebody_elses_client_is_seen_too(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._invoice_deal(deal)
        self._create_invoice(77)
        self.client.user_id = self.colleague
        mine = self._get_debts(user=self.salesperson)
        self.assertEqual(mine.mapped("amount"), [100])
        self.assertEqual(len(self._get_debts(user=self.colleague)), 2)

    def test_a_deputy_sees_them(self):
        self._create_invoice()
        self.assertFalse(self._get_debts(user=self.colleague))
        self.salesperson.sales_deputy_id = self.colleague
        self.assertTrue(self._get_debts(user=self.colleague))

    def test_others_have_nothing_to_do_with_debts(self):
        self._create_invoice()
        for user in (self.planner, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._get_debts(user=user)
        with self.assertRaises(AccessError):
            self.client.with_user(self.engineer).read(["debt_total"])

    def test_nobody_changes_debts(self):
        self._create_invoice()
        debt = self._get_debts()
        for user in (self.director, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                debt.with_user(user).write({"number": "X"})

    def test_figures_on_the_client_follow_the_rights(self):
        self._create_invoice(100)
        self.assertEqual(self.client.with_user(self.salesperson).debt_total, 100)
        self.assertEqual(self.client.with_user(self.colleague).debt_total, 0)
        self.assertEqual(self.client.with_user(self.accountant).debt_total, 100)

    def test_other_companies_stay_apart(self):
        self._create_invoice()
        company = self.env["res.company"].create({"name": "Second"})
        self.director.company_ids |= company
        debts = self.Debt.with_user(self.director).with_context(
            allowed_company_ids=company.ids
        )
        self.assertFalse(debts.search([("partner_id", "=", self.client.id)]))

    def test_whose_business_a_client_is(self):
        for user, expected in (
            (self.salesperson, True),
            (self.colleague, False),
            (self.head, True),
            (self.other_head, False),
            (self.director, True),
            (self.accountant, True),
            (self.planner, False),
            (self.engineer, False),
            (self.stranger, False),
        ):
            with self.subTest(user=user.login):
                client = self.client.with_user(user)
                self.assertEqual(client.can_use_debts, expected)

    def test_a_client_without_a_salesperson_is_of_who_leads_a_deal(self):
        self.client.user_id = False
        client = self.client.with_user(self.salesperson)
        self.assertFalse(client._may_use_debts())
        self._create_deal()
        self.assertTrue(client._may_use_debts())
        self.assertTrue(self.client.with_user(self.head)._may_use_debts())
        self.assertFalse(self.client.with_user(self.colleague)._may_use_debts())
        for action in (client.action_reconciliation, client.action_debt_promise):
            self.assertEqual(
                action()["context"], {"default_partner_id": self.client.id}
            )
        stranger = self.client.with_user(self.colleague)
        with self.assertRaises(AccessError):
            stranger.action_reconciliation()
