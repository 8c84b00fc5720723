from odoo.tests import tagged

from .import_common import ImportCommon

HEADERS = ["Компания", "ИНН", "Контакт", "E-mail", "Телефон", "Теги"]


@tagged("post_install", "-at_install")
class TestImportQueries(ImportCommon):
    """Queries of a dry run do not grow with the rows; those of loading hardly do."""

    def _rows(self, count, mark):
        return [
            [
                f"ООО Завод {mark} {number}",
                "",
                f"Контакт {number}",
                f"p{number}@{mark}.example",
                f"+7495{mark % 100:02}{number:05}",
                self.tag.name,
            ]
            for number in range(count)
        ]

    def _count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _measure(self, action, kind="contact"):
        """Queries of ``action`` on 1 and on 50 rows; the first run warms the caches."""
        counts = []
        for mark, count in enumerate((1, 1, 50), start=10):
            if kind == "contact":
                record = self._create_import(HEADERS, self._rows(count, mark))
            else:
                record = self._create_import(
                    ["Дата", "Сумма", "За что"],
                    [
                        [f"{n % 28 + 1:02}.02.20{mark}", "5", f"a{n}"]
                        for n in range(count)
                    ],
                    kind="expense",
                )
            record.action_read()
            counts.append(self._count_queries(lambda record=record: action(record)))
        return counts[1:]

    def _load_checked(self, record):
        record.action_start()
        self._run()
        self.assertEqual(record.made_count, record.row_count)

    def test_dry_run(self):
        one, fifty = self._measure(lambda record: record.action_check())

        # the rows are made by one statement a thousand values
        self.assertLessEqual(fifty - one, 4)
        self.assertLess(fifty, 60)

    def test_loading(self):
        checked = []

        def load(record):
            self._load_checked(record)
            checked.append(record)

        counts = []
        for mark, count in enumerate((1, 1, 50), start=40):
            record = self._check(HEADERS, self._rows(count, mark))
            counts.append(self._count_queries(lambda record=record: load(record)))
        one, fifty = counts[1:]

        # a row is a company and its contact: core asks once a company
        self.assertLessEqual((fifty - one) / 49, 1)

    def test_expenses(self):
        one, fifty = self._measure(lambda record: record.action_check(), "expense")

        self.assertLessEqual(fifty - one, 4)

    def test_list_of_rows(self):
        names = ["number", "verdict", "title", "problem_text", "partner_match_id"]

        def read(record):
            record.line_ids.read(names)

        counts = []
        for mark, count in enumerate((1, 1, 50), start=70):
            record = self._check(HEADERS, self._rows(count, mark))
            counts.append(self._count_queries(lambda record=record: read(record)))

        self.assertEqual(counts[1], counts[2])
