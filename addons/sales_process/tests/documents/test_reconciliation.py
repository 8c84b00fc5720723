from datetime import timedelta
from decimal import Decimal
from random import Random

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..debt_common import DebtCommon
from .form_common import FormCommon

REPORT = "sales_process.reconciliation_statement"


class ReconciliationCommon(DebtCommon, FormCommon):
    def _create_statement(self, begin=3650, end=0, user=None, **values):
        return (
            self.env["sales.reconciliation"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "partner_id": self.client.id,
                    "date_from": self._day(begin),
                    "date_to": self._day(end),
                    **values,
                }
            )
        )

    def _prepare(self, record=None, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        record = record or self._create_statement(**values)
        report = record.env[f"report.{REPORT}"]
        return report._prepare_form(record)

    def _get_amounts(self, statement):
        return [(row.debit, row.credit) for row in statement["rows"]]


@tagged("post_install", "-at_install")
class TestReconciliation(ReconciliationCommon):
    """Reconciliation statement: акт сверки (R104)."""

    def test_rows_turnovers_and_balances(self):
        self._create_invoice(100, 100)
        invoice = self._create_invoice(250.5, 40)
        self._pay_part(invoice, 50.25, 30)
        self._create_invoice(1000, 5)

        form = self._prepare(begin=50, end=10)

        (statement,) = form["statements"]
        self.assertEqual(statement["currency"], self.env.company.currency_id)
        self.assertEqual(statement["opening"], 100)
        self.assertEqual(
            self._get_amounts(statement),
            [(Decimal("250.50"), 0), (0, Decimal("50.25"))],
        )
        self.assertEqual(statement["debit"], Decimal("250.50"))
        self.assertEqual(statement["credit"], Decimal("50.25"))
        self.assertEqual(statement["closing"], Decimal("300.25"))
        self.assertIn("Sale", statement["rows"][0].title)
        self.assertIn("Payment", statement["rows"][1].title)

    def test_instalments_are_one_document(self):
        self._create_invoice(100, 50, invoice_payment_term_id=self.halves.id)
        (statement,) = self._prepare()["statements"]
        self.assertEqual(self._get_amounts(statement), [(100, 0)])

    def test_kinds_of_documents(self):
        invoice = self._create_invoice(100, 20)
        self._credit(invoice, 10)
        self._pay_ahead(5)
        self._pay_ahead(3, payment_type="outbound")
        (statement,) = self._prepare()["statements"]
        words = [row.title.split(" (")[0] for row in statement["rows"]]
        self.assertEqual(
            sorted(words), ["Credit note", "Money back", "Payment", "Sale"]
        )
        self.assertEqual(statement["closing"], 88)

    def test_contacts_and_branches_of_the_client_belong_to_it(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )
        self._create_invoice(100, client=contact)
        (statement,) = self._prepare()["statements"]
        self.assertEqual(statement["closing"], 100)
        form = self._prepare(partner_id=contact.id)
        self.assertEqual(form["client"]["name"], "Client")
        self.assertEqual(form["statements"][0]["closing"], 100)

    def test_drafts_do_not_count(self):
        self._create_invoice(100).button_draft()
        (statement,) = self._prepare()["statements"]
        self.assertFalse(statement["rows"])
        self.assertTrue(statement["is_settled"])

    def test_each_currency_has_its_statement(self):
        currency = self._create_currency(rate=0.5)
        self._create_invoice(70, 9, currency_id=currency.id)
        self._create_invoice(100, 8)
        statements = self._prepare()["statements"]
        self.assertEqual(
            [(one["currency"].name, one["closing"]) for one in statements],
            [(self.env.company.currency_id.name, 100), ("TSD", 70)],
        )

    def test_only_a_foreign_currency_is_one_statement(self):
        currency = self._create_currency()
        self._create_invoice(70, 9, currency_id=currency.id)
        (statement,) = self._prepare()["statements"]
        self.assertEqual(statement["currency"], currency)

    def test_an_invoice_paid_in_another_currency_is_settled_in_both(self):
        currency = self._create_currency(rate=0.5)
        invoice = self._create_invoice(100, 9, currency_id=currency.id)
        own = self.env.company.currency_id
        self._pay_part(invoice, 200, 5, currency_id=own.id)
        self.assertEqual(invoice.amount_residual, 0)

        statements = self._prepare()["statements"]

        self.assertEqual({one["closing"] for one in statements}, {Decimal(0)})
        amounts = {one["currency"].name: self._get_amounts(one) for one in statements}
        self.assertEqual(amounts["TSD"], [(100, 0), (0, 100)])
        own = self.env.company.currency_id.name
        self.assertEqual(sorted(amounts[own]), [(0, 200), (200, 0)])

    def test_random_papers_agree_with_the_erp_to_the_kopeck(self):
        random = Random(62)
        currency = self._create_currency("TSR", 0.37)
        for number in range(4):
            client = self._create_client(
                vat=False, name=f"C{number}", user_id=self.salesperson.id
            )
            for _paper in range(8):
                self._add_random_paper(random, client, currency)
            self._check_against_ledger(client, random)

    def _add_random_paper(self, random, client, currency):
        amount = random.randint(1, 10**7) / 100
        values = {"currency_id": currency.id} if random.random() < 0.4 else {}
        if random.random() < 0.2:
            self._pay_ahead(amount, random.randint(0, 90), client, **values)
            return
        ago = random.randint(0, 120)
        if random.random() < 0.3:
            values["invoice_payment_term_id"] = self.halves.id
        invoice = self._create_invoice(amount, ago, client, **values)
        part = round(amount * random.random(), 2) or 0.01
        if random.random() < 0.3:
            self._credit(invoice, part)
        elif random.random() < 0.6:
            # sometimes in the other currency
            paid = random.choice((invoice.currency_id, self.env.company.currency_id))
            self._pay_part(invoice, part, random.randint(0, ago), currency_id=paid.id)

    def _check_against_ledger(self, client, random):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", client.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertAlmostEqual(sum(lines.mapped("balance")), client.credit, 2)
        statements = self._prepare(partner_id=client.id)["statements"]
        for statement in statements:
            own = lines.filtered(
                lambda line, s=statement: line.currency_id == s["currency"]
            )
            residual = sum(own.mapped("amount_residual_currency"))
            self.assertEqual(statement["closing"], Decimal(f"{residual:.2f}"))
            self.assertEqual(
                statement["opening"] + statement["debit"] - statement["credit"],
                statement["closing"],
            )
        if lines.currency_id == self.env.company.currency_id:
            self.assertEqual(statements[0]["closing"], Decimal(f"{client.credit:.2f}"))
        # two periods make the whole
        middle = random.randint(1, 119)
        closed = {
            one["currency"]: one["closing"]
            for one in self._prepare(partner_id=client.id, end=middle)["statements"]
        }
        for later in self._prepare(partner_id=client.id, begin=middle - 1)[
            "statements"
        ]:
            self.assertEqual(closed.get(later["currency"], 0), later["opening"])

    # ---- who prints it -----------------------------------------------------------------

    def test_who_prints_it(self):
        self._create_invoice(100)
        for user in (self.salesperson, self.head, self.director, self.accountant):
            with self.subTest(user=user.login):
                record = self._create_statement(user=user)
                action = record.action_print()
                self.assertEqual(action["report_name"], REPORT)
                (statement,) = self._prepare(record)["statements"]
                self.assertEqual(statement["closing"], 100)

    def test_others_do_not(self):
        self._create_invoice(100)
        for user in (self.colleague, self.other_head):
            with self.subTest(user=user.login):
                record = self._create_statement(user=user)
                with self.assertRaises(AccessError):
                    record.action_print()
                with self.assertRaises(AccessError):
                    self._prepare(record)
        for user in (self.planner, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_statement(user=user)

    def test_the_rows_are_not_for_the_browser(self):
        model = self.env["sales.reconciliation.rows"].with_user(self.stranger)
        public = [name for name in vars(type(model)) if name.startswith("get_")]
        self.assertFalse(public)

    # ---- the window ----------------------------------------------------------------------

    def test_the_last_quarter(self):
        record = self._create_statement()
        action = record.action_last_quarter()
        self.assertEqual(action["res_id"], record.id)
        end = record.date_to
        self.assertEqual((end + timedelta(days=1)).day, 1)
        self.assertIn(end.month, (3, 6, 9, 12))
        self.assertIn(record.date_from.month, (1, 4, 7, 10))
        self.assertLess(end, self.today)
        self.assertLess((self.today - end).days, 93)

    def test_a_period_has_its_days_in_order(self):
        with self.assertRaises(ValidationError):
            self._create_statement(begin=5, end=10)

    def test_the_period_of_a_new_one_is_the_year(self):
        record = self.env["sales.reconciliation"].create({"partner_id": self.client.id})
        self.assertEqual(record.date_from, self.today.replace(month=1, day=1))
        self.assertEqual(record.date_to, self.today)

    def test_queries_do_not_grow_with_the_documents(self):
        def count(begin):
            record = self._create_statement(begin)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            form = record.env[f"report.{REPORT}"]._prepare_form(record)
            number = len(form["statements"][0]["rows"])
            return self.env.cr.sql_log_count - before, number

        for ago in range(1, 4):
            self._create_invoice(10, ago)
        count(30)
        few, rows = count(30)
        self.assertEqual(rows, 3)
        for ago in range(1, 20):
            invoice = self._create_invoice(10, ago)
            self._pay_part(invoice, 5)
        many, rows = count(30)
        self.assertEqual(rows, 41)
        self.assertLessEqual(many, few + 3)


@tagged("post_install", "-at_install")
class TestReconciliationForm(ReconciliationCommon):
    """What the printed statement says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        director = cls.env["res.partner"].create({"name": "Petrov Petr Petrovich"})
        cls.env.company.write(
            {
                "l10n_ru_director_id": director.id,
                "l10n_ru_director_position": "Director",
            }
        )
        cls.client.write(
            {
                "l10n_ru_signatory_name": "Ivanov Ivan Ivanovich",
                "l10n_ru_signatory_position": "General Director",
            }
        )

    def test_the_text(self):
        self._create_invoice(100, 20)
        record = self._create_statement()
        text = self._render_text(REPORT, record, self.salesperson)
        for words in (
            "Reconciliation statement", "Client", self.env.company.name,
            "Opening balance", "Turnovers of the period", "Closing balance",
            "Ivanov I. I.", "Petrov P. P.", "General Director", "100.00", "7707083893",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_who_owes_whom(self):
        for paid, words in (
            (0, f"the debt to {self.env.company.name} is 100.00"),
            (150, "the debt to Client is 50.00"),
            (100, "nobody owes anything"),
        ):
            with self.subTest(paid=paid), self.env.cr.savepoint() as savepoint:
                self._create_invoice(100, 20)
                if paid:
                    self._pay_ahead(paid)
                record = self._create_statement()
                text = self._render_text(REPORT, record, self.salesperson)
                self.assertIn(words, text)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_name_of_the_file(self):
        record = self._create_statement()
        name = record._get_print_name("reconciliation")
        begin, end = (
            day.strftime("%d.%m.%Y") for day in (record.date_from, record.date_to)
        )
        self.assertEqual(name, f"Reconciliation statement {begin} - {end} Client")

    def test_many_documents_stand_on_several_pages(self):
        for number in range(90):
            self._create_invoice(10 + number, 1 + number)
        record = self._create_statement()
        reader = self._render_pdf(REPORT, record, self.salesperson)
        texts = self._get_page_texts(reader)
        self.assertGreater(len(texts), 1)
        self.assertLess(len(texts), 5)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"{number}", text)
            self.assertIn("By the records of", text)
        self.assertIn("Closing balance", texts[-1])
        self.assertIn("Ivanov", texts[-1])
        for text in texts[:-1]:
            self.assertNotIn("Closing balance", text)

    def test_in_russian(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        self._create_invoice(1234.5, 20)
        record = self._create_statement()
        text = self._render_text(REPORT, record, self.salesperson)
        self.assertIn("1 234,50", text.replace("\xa0", " "))
