import io
import zipfile
from datetime import date, datetime
from random import Random
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import BaseCase, TransactionCase, tagged

from ...tools import table_file
from ...tools.table_file import STRINGS, TableError, read_rows, read_table


def make_xlsx(*sheets, hidden=()):
    """A workbook whose sheets have the given rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        if number in hidden:
            sheet.sheet_state = "hidden"
        for row in rows:
            sheet.append(row)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def rename_member(content, old, new):
    """The archive with one member under another name."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w") as target,
    ):
        for info in source.infolist():
            name = new if info.filename == old else info.filename
            target.writestr(name, source.read(info))
    return result.getvalue()


@tagged("post_install", "-at_install")
class TestTextTables(BaseCase):
    def assertTable(self, content, headers, rows, name="base.csv"):
        table = read_table(name, content)
        self.assertEqual((table.headers, table.rows), (headers, rows))

    def test_encodings(self):
        text = "Компания;ИНН\r\nООО «Термомаш»;7700000001\r\n"
        for encoding in ("utf-8", "utf-8-sig", "cp1251", "utf-16"):
            with self.subTest(encoding=encoding):
                content = text.encode(encoding)
                headers = ["Компания", "ИНН"]
                self.assertTable(content, headers, [["ООО «Термомаш»", "7700000001"]])

    def test_delimiters(self):
        for sign in ",;\t|":
            with self.subTest(sign=sign):
                content = f'a{sign}b{sign}c\n1{sign}"x{sign}y"{sign}3\n'.encode()
                self.assertTable(content, ["a", "b", "c"], [["1", f"x{sign}y", "3"]])

    def test_a_delimiter_in_quotes_is_none(self):
        content = b'"a, b, c";"d"\n1;2\n'
        self.assertTable(content, ["a, b, c", "d"], [["1", "2"]])

    def test_quoted_line_breaks_and_quotes(self):
        content = b'a,b\r\n"one\r\ntwo","say ""hi"""\r\n'
        self.assertTable(content, ["a", "b"], [["one\r\ntwo", 'say "hi"']])

    def test_a_guarded_cell_comes_back_as_it_was(self):
        content = b"a,b\n'=1+1,'quoted'\n"
        self.assertTable(content, ["a", "b"], [["=1+1", "'quoted'"]])

    def test_empty_rows_go_and_numbers_stay(self):
        table = read_table("base.csv", b"\n\na;b\n\n1;2\n;\n3;4\n")

        self.assertEqual(table.rows, [["1", "2"], ["3", "4"]])
        self.assertEqual(table.header_number, 3)
        self.assertEqual(table.numbers, [5, 7])

    def test_a_title_above_the_headers_is_passed_over(self):
        table = read_table("base.csv", b"List of clients\n\na;b\n1;2\n")
        self.assertEqual((table.headers, table.header_number), (["a", "b"], 3))

    def test_the_row_of_the_headers_can_be_given(self):
        table = read_table("base.csv", b"x;y\na;b\n1;2\n", header_number=2)
        self.assertEqual((table.headers, table.rows), (["a", "b"], [["1", "2"]]))
        with self.assertRaises(TableError) as caught:
            read_table("base.csv", b"x;y\na;b\n", header_number=7)
        self.assertEqual(caught.exception.code, "no_header")

    def test_short_and_long_rows_have_the_width_of_the_headers(self):
        table = read_table("base.csv", b"a;b;c\n1\n1;2;3;4\n")
        self.assertEqual(table.rows, [["1", "", ""], ["1", "2", "3"]])

    def test_one_column(self):
        self.assertTable(
            b"Email Address\na@b.example\n", ["Email Address"], [["a@b.example"]]
        )

    def test_records_by_header_the_first_of_two_equal_ones_wins(self):
        table = read_table("base.csv", b"a;b;a\n1;2;3\n")
        self.assertEqual(list(table.records()), [(2, {"a": "1", "b": "2"})])

    def test_what_cannot_be_read(self):
        cases = {
            "empty": b"",
            "broken": b"a,b\n\0\0\n",
            "old_excel": table_file.OLD_EXCEL + b"\0" * 500,
            "encoding": b"\xff\xfe\x00\xd8\x00",
        }
        for code, content in cases.items():
            with self.subTest(code=code), self.assertRaises(TableError) as caught:
                read_table("base.csv", content)
            self.assertEqual(caught.exception.code, code)

    def test_only_blanks_is_empty(self):
        with self.assertRaises(TableError) as caught:
            read_table("base.csv", b"\n ; \n\n")
        self.assertEqual(caught.exception.code, "empty")

    def test_limits(self):
        for name, value, code in (
            ("MAX_BYTES", 5, "too_large"),
            ("MAX_ROWS", 2, "too_many_rows"),
            ("MAX_COLUMNS", 1, "too_many_columns"),
        ):
            with (
                self.subTest(name=name),
                patch.object(table_file, name, value),
                self.assertRaises(TableError) as caught,
            ):
                read_table("base.csv", b"a;b\n1;2\n3;4\n")
            self.assertEqual(caught.exception.code, code)

    def test_noise_is_read_or_refused_and_never_crashes(self):
        random = Random(19)
        outcomes = set()
        for _attempt in range(2000):
            head = random.choice([b"", b"PK", b"PK\x03\x04", b"a;b\n", b'"'])
            content = head + random.randbytes(random.randrange(200))
            try:
                rows = list(read_rows("noise.csv", content))
            except TableError as error:
                outcomes.add(error.code)
            else:
                outcomes.add("read")
                self.assertTrue(all(type(c) is str for _n, row in rows for c in row))
        self.assertLessEqual({"read", "broken"}, outcomes)


@tagged("post_install", "-at_install")
class TestWorkbooks(BaseCase):
    def test_kinds_of_cells(self):
        content = make_xlsx(
            [
                ["text", "whole", "broken", "day", "moment", "yes", "none"],
                [
                    " a ",
                    7700000001.0,
                    1.5,
                    date(2026, 3, 1),
                    datetime(2026, 3, 1, 9, 30),
                    True,
                    None,
                ],
            ],
        )

        table = read_table("base.xlsx", content)

        expected = ["a", "7700000001", "1.5", "2026-03-01", "2026-03-01 09:30:00", "1"]
        self.assertEqual(table.rows, [[*expected, ""]])

    def test_the_first_sheet_that_is_seen(self):
        content = make_xlsx([["x"]], [["a", "b"], [1, 2]], hidden=(0,))
        self.assertEqual(read_table("base.xlsx", content).rows, [["1", "2"]])

    def test_strings_of_1c_under_another_name(self):
        content = make_xlsx([["Компания", "Город"], ["ООО «Термомаш»", "Пермь"]])
        renamed = rename_member(content, STRINGS, "xl/SharedStrings.xml")

        table = read_table("base.xlsx", renamed)

        self.assertEqual(table.rows, [["ООО «Термомаш»", "Пермь"]])

    def test_a_workbook_that_unpacks_to_too_much_is_refused(self):
        content = make_xlsx([["a", "b"], ["x" * 5000, "y"]])
        with (
            patch.object(table_file, "MAX_UNPACKED", 1000),
            self.assertRaises(TableError) as caught,
        ):
            read_table("base.xlsx", content)
        self.assertEqual(caught.exception.code, "too_large")

    def test_an_archive_that_is_no_workbook(self):
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w") as archive:
            archive.writestr("readme.txt", "hello")
        for content in (result.getvalue(), make_xlsx([["a", "b"]])[:-200]):
            with self.assertRaises(TableError) as caught:
                read_table("base.xlsx", content)
            self.assertEqual(caught.exception.code, "broken")


@tagged("post_install", "-at_install")
class TestErrors(TransactionCase):
    def test_every_error_has_its_text(self):
        reader = self.env["marketing.table"]
        codes = (
            "empty", "too_large", "old_excel", "broken", "encoding", "too_many_rows",
            "too_many_columns", "no_header",
        )  # fmt: skip
        texts = {reader._get_error_text(code) for code in codes}
        self.assertEqual(len(texts), len(codes))

    def test_the_reader_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "xlsx"):
            self.env["marketing.table"]._read("base.xls", table_file.OLD_EXCEL)
        table = self.env["marketing.table"]._read("base.csv", b"a;b\n1;2\n")
        self.assertEqual(table.rows, [["1", "2"]])
