from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .import_common import ImportCommon

HEADERS = ["Дата", "Сумма", "Источник", "Кампания", "Отдел", "За что"]


@tagged("post_install", "-at_install")
class TestExpenseImport(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Test direct"})

    def _rows(self):
        return [
            ["05.02.2026", "84 000,50", "TEST Direct", "", "furnaces TEST", "Реклама"],
            ["05.02.2026", "84 000,50", "TEST Direct", "", "furnaces TEST", "Реклама"],
            ["10.02.2026", "1000", "", "", "", "Печать"],
        ]

    def _check_expenses(self, headers, rows, **values):
        return self._check(headers, rows, kind="expense", **values)

    def _load_expenses(self, headers, rows, **values):
        return self._load(headers, rows, kind="expense", **values)

    def _get_expenses(self, record):
        return self.env["marketing.expense"].search(
            [("import_id", "=", record.id)], order="id"
        )

    def test_loads_what_the_rows_say(self):
        record = self._load_expenses(HEADERS, self._rows())

        expenses = self._get_expenses(record)
        first = expenses[0]
        self.assertEqual(len(expenses), 3)
        self.assertEqual((first.amount, str(first.date)), (84000.5, "2026-02-05"))
        self.assertEqual((first.source_id, first.team_id), (self.source, self.team))
        self.assertEqual(first.name, "Реклама")
        self.assertEqual(self._get_codes(record)[2], ["no_source"])

    def test_the_same_file_twice_adds_nothing(self):
        self._load_expenses(HEADERS, self._rows())

        again = self._check_expenses(HEADERS, self._rows())

        self.assertEqual(set(self._get_verdicts(again)), {"duplicate"})
        with self.assertRaises(UserError):
            again.action_start()

    def test_a_longer_file_adds_its_new_rows(self):
        self._load_expenses(HEADERS, self._rows())
        more = [*self._rows(), self._rows()[0], ["11.02.2026", "5", "", "", "", "Ещё"]]

        record = self._load_expenses(HEADERS, more)

        self.assertEqual(
            self._get_verdicts(record),
            ["duplicate", "duplicate", "duplicate", "new", "new"],
        )
        self.assertEqual(len(self._get_expenses(record)), 2)

    def test_typed_expense_is_noticed(self):
        typed = self.env["marketing.expense"].create(
            {"name": "печать", "date": "2026-02-10", "amount": 1000},
        )

        record = self._check_expenses(HEADERS, self._rows()[2:])

        self.assertEqual(record.line_ids.expense_match_id, typed)
        self.assertEqual(record.line_ids.decision, "skip")
        record.line_ids.action_decide_create()
        record.action_start()
        self._run()
        self.assertEqual(len(self._get_expenses(record)), 1)

    def test_loaded_meanwhile(self):
        first = self._check_expenses(HEADERS, self._rows())
        second = self._check_expenses(HEADERS, self._rows())

        (first | second).action_start()
        self._run()

        self.assertEqual(first.made_count, 3)
        self.assertEqual(second.made_count, 0)
        self.assertEqual(set(second.line_ids.mapped("state")), {"skipped"})

    def test_problems(self):
        rows = [
            ["", "5", "", "", "", "a"],
            ["05.02.2026", "-5", "", "", "", "b"],
            ["05.02.2026", "5", "Луна", "Весна", "Отдел снов", "c"],
        ]

        record = self._check_expenses(HEADERS, rows, source_id=self.source.id)

        self.assertEqual(
            self._get_codes(record),
            [["date"], ["amount"], ["source", "campaign", "team"]],
        )
        self.assertEqual(set(self._get_verdicts(record)), {"problem"})
        with self.assertRaises(UserError):
            record.line_ids.sorted("number")[0].action_decide_create()

    def test_unknown_sources_are_made_when_allowed(self):
        rows = [
            ["05.02.2026", "5", "Луна", "Весна", "", "c"],
            ["06.02.2026", "5", "ЛУНА", "весна", "", "c"],
        ]

        record = self._load_expenses(HEADERS, rows, create_missing=True)

        expenses = self._get_expenses(record)
        self.assertEqual(expenses.source_id.mapped("name"), ["Луна"])
        self.assertEqual(expenses.campaign_id.mapped("name"), ["Весна"])

    def test_period_and_currency(self):
        own = self.env.company.currency_id
        foreign = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", own.id)], limit=1)
        )
        foreign.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "name": "2026-01-01",
                "rate": 0.01,
                "company_id": self.env.company.id,
            },
        )
        headers = ["Дата", "Период с", "Период по", "Сумма", "Валюта"]

        record = self._load_expenses(
            headers,
            [["", "01.01.2026", "31.03.2026", "900", foreign.name],
             ["01.02.2026", "", "", "5", "Тугрики"]],
        )  # fmt: skip

        expense = self._get_expenses(record)
        self.assertEqual(expense.amount, 900)
        self.assertEqual(expense.amount_company, 90000)
        self.assertEqual(
            (str(expense.date), str(expense.date_to)), ("2026-01-01", "2026-03-31")
        )
        self.assertEqual(self._get_codes(record)[1], ["currency", "no_source"])

    def test_currency_without_a_rate_is_refused(self):
        foreign = self.env["res.currency"].create(
            {"name": "XQX", "symbol": "Q", "rounding": 0.01}
        )

        with self.assertRaisesRegex(ValidationError, "XQX"):
            self.env["marketing.expense"].create(
                {"name": "a", "amount": 5, "currency_id": foreign.id}
            )

    def test_undo_deletes_what_was_made(self):
        record = self._load_expenses(HEADERS, self._rows())

        record.action_undo()

        self.assertFalse(self._get_expenses(record))
        self.assertEqual(set(record.line_ids.mapped("state")), {"undone"})

    def test_must_have_columns(self):
        record = self._create_import(["Источник"], [["vk"]], kind="expense")
        record.action_read()

        with self.assertRaisesRegex(UserError, "amount"):
            record.action_check()

    def test_made_expenses_can_be_listed(self):
        record = self._load_expenses(HEADERS, self._rows())

        found = self.env["marketing.expense"].search(
            fields.Domain(record.action_open_made()["domain"])
        )

        self.assertEqual(len(found), 3)
