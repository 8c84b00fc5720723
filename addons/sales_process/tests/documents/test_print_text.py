from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.documents.pages import row_height, split_pages
from ...tools.documents.print_text import (
    day_text,
    digits_of,
    file_name,
    initials,
    number_text,
    quantity_text,
    russian_date,
)
from ...tools.documents.words import plural

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHEETS = ("лист", "листа", "листов")


@tagged("post_install", "-at_install")
class TestPrintText(BaseCase):
    """Dates, numbers and names of printed forms: no database."""

    def assertTable(self, function, rows):
        for given_values, expected in rows:
            with self.subTest(given_values=given_values):
                self.assertEqual(function(*given_values), expected)

    def test_numbers(self):
        self.assertTable(
            number_text,
            (
                ((1245036.36,), "1\u00a0245\u00a0036,36"),
                ((0,), "0,00"),
                ((-5.5,), "-5,50"),
                ((1.005,), "1,01"),
                ((2.675,), "2,68"),
                ((1234.5, 0), "1\u00a0235"),
                ((1234.5, 2, "en_US"), "1,234.50"),
            ),
        )
        self.assertTable(
            quantity_text, (((2.0,), "2"), ((0.125,), "0,125"), ((1000,), "1\u00a0000"))
        )

    def test_dates(self):
        day = date(2026, 11, 2)
        self.assertEqual(russian_date(day), "2 ноября 2026 г.")
        self.assertEqual(russian_date(False), "")
        self.assertEqual(day_text(day), "2 ноября 2026 г.")
        self.assertEqual(day_text(day, "en_US"), "November 2, 2026")
        self.assertEqual(day_text(None, "en_US"), "")

    def test_initials(self):
        self.assertTable(
            initials,
            (
                (("Иванов Иван Иванович",), "Иванов И. И."),
                (("Ким Анна",), "Ким А."),
                (("Иванов  И.И.",), "Иванов И.И."),
                (("Мамедов Рашид Али оглы",), "Мамедов Р. А."),
                (("Директор",), "Директор"),
                (("",), ""),
                ((False,), ""),
            ),
        )

    def test_number_of_a_document(self):
        self.assertTable(
            digits_of,
            (
                (("S00152",), "152"),
                (("INV/2026/00007",), "7"),
                (("000",), "0"),
                (("Без номера",), "Без номера"),
                ((False,), ""),
            ),
        )

    def test_name_of_a_file(self):
        self.assertTable(
            file_name,
            (
                (('Счёт 152/1 ООО "Ромашка"',), "Счёт 152 1 ООО Ромашка"),
                (("a\n b: c?.",), "a b c"),
            ),
        )
        self.assertEqual(len(file_name("я" * 300)), 120)

    def test_form_of_a_noun(self):
        for number, word in (
            (1, "лист"),
            (2, "листа"),
            (5, "листов"),
            (11, "листов"),
            (12, "листов"),
            (21, "лист"),
            (104, "листа"),
            (111, "листов"),
            (0, "листов"),
        ):
            with self.subTest(number=number):
                self.assertEqual(plural(number, SHEETS), word)


@tagged("post_install", "-at_install")
class TestPages(BaseCase):
    """Where a long table is broken: no database."""

    def test_pages(self):
        for name, heights, expected in (
            ("nothing", [], [[]]),
            ("all on one", [10, 10], [[0, 1]]),
            ("the second page has more room", [10] * 7, [[0, 1, 2], [3, 4, 5, 6]]),
            ("signatures take the last row along", [10] * 3, [[0, 1], [2]]),
            ("a giant is alone", [10, 99, 10], [[0], [1], [2]]),
        ):
            with self.subTest(name):
                last = 5 if name.startswith("signatures") else 0

                pages = split_pages(heights, 30, 50, last)

                self.assertEqual([list(page) for page in pages], expected)

    @CALM
    @given(
        st.lists(st.floats(1, 40), max_size=80),
        st.floats(40, 120),
        st.floats(120, 250),
        st.floats(0, 60),
    )
    def test_each_row_once_and_no_page_too_full(self, heights, first, rest, last):
        pages = split_pages(heights, first, rest, last)

        numbers = [number for page in pages for number in page]
        self.assertEqual(numbers, list(range(len(heights))))
        for index, page in enumerate(pages):
            used = sum(heights[number] for number in page)
            room = rest if index else first
            self.assertTrue(used <= room + 1e-6 or len(page) == 1)
        if heights:
            self.assertTrue(all(len(page) for page in pages))

    def test_height_of_a_row(self):
        self.assertAlmostEqual(row_height("", 40), 5.2)
        self.assertAlmostEqual(row_height("а" * 41, 40), 8.8)
        self.assertAlmostEqual(row_height("a\nb\nc", 40, 4, 0), 12)
