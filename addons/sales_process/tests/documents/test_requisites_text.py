import time

from odoo.tests import BaseCase, tagged

from ...tools.documents import requisites_names as names
from ...tools.documents.requisites_source import LONGEST
from ...tools.documents.requisites_text import read_requisites
from .requisites_texts import BOTH, OWN, TEXTS, THEIRS, WRONG


@tagged("post_install", "-at_install")
class TestRequisitesText(BaseCase):
    """Blocks of requisites as clients mail them are read, all of them completely."""

    maxDiff = None

    def test_every_layout(self):
        self.assertGreaterEqual(len(TEXTS), 25)
        for name, (text, expected) in TEXTS.items():
            with self.subTest(name):
                found = read_requisites(text)
                self.assertEqual(
                    {field: detail.value for field, detail in found.items()}, expected
                )
                self.assertFalse(
                    [
                        field
                        for field, detail in found.items()
                        if detail.problem not in ("", "no_bic", "treasury")
                    ]
                )

    def test_other_line_ends_and_blanks(self):
        for name, (text, expected) in TEXTS.items():
            changed = text.replace("\n", "\r\n").replace(" ", "\u00a0")
            with self.subTest(name):
                found = read_requisites(changed)
                self.assertEqual(
                    {field: detail.value for field, detail in found.items()}, expected
                )

    def test_details_are_where_they_are_said_to_be(self):
        for name, (text, _expected) in TEXTS.items():
            for field, detail in read_requisites(text).items():
                with self.subTest(name, field=field):
                    piece = text[detail.start : detail.end]
                    self.assertTrue(piece.strip())
                    if field in ("bank", "signatory_name"):
                        self.assertIn(
                            detail.value.split()[-1][:3].lower(), piece.lower()
                        )

    def test_wrong_numbers_are_found_and_called_wrong(self):
        for name, (text, expected) in WRONG.items():
            with self.subTest(name):
                found = read_requisites(text)
                self.assertEqual(
                    {
                        field: detail.problem
                        for field, detail in found.items()
                        if detail.problem
                    },
                    expected,
                )

    def test_the_own_company_is_never_the_client(self):
        for name, text in BOTH.items():
            with self.subTest(name):
                found = read_requisites(text, OWN)
                self.assertEqual(
                    {field: detail.value for field, detail in found.items()}, THEIRS
                )

    def test_telephones_and_dates_are_no_requisites(self):
        for text in (
            "Тел. 4951234567, факс 7707083893",
            "+77070838930",
            "Заказ № 7707083893 от 12.11.2026",
            "8 800 555-35-35",
            "2026-11-27 12:30:45.123456789",
        ):
            with self.subTest(text):
                found = read_requisites(text)
                self.assertLessEqual(set(found), {"phone"})

    def test_nothing_breaks_it(self):
        for text in (None, "", " ", "\n\n", "ИНН", "ИНН:", "р/с р/с р/с", "«" * 500):
            with self.subTest(text):
                self.assertEqual(read_requisites(text), {})

    def test_every_beginning_of_a_text_is_read(self):
        text, _expected = TEXTS["company card with colons"]
        for length in range(0, len(text), 7):
            with self.subTest(length):
                found = read_requisites(text[:length])
                self.assertTrue(all(detail.value for detail in found.values()))

    def test_long_texts_take_no_time(self):
        text, expected = TEXTS["company card with colons"]
        for filler in ("слово ", "12 34 ", "«", "ООО ", "\n", "- ", "г. ", "сч. "):
            with self.subTest(filler):
                start = time.perf_counter()
                found = read_requisites(text + filler * LONGEST)
                self.assertLess(time.perf_counter() - start, 5)
                self.assertEqual(found["inn"].value, expected["inn"])


@tagged("post_install", "-at_install")
class TestRequisitesNames(BaseCase):
    def test_names_of_companies(self):
        for text, name in (
            ('ООО "Ромашка", ИНН', 'ООО "Ромашка"'),
            ("ООО «НПП «Точприбор» ИНН", "ООО «НПП «Точприбор»"),
            ("ООО «НПП «Точприбор»» ИНН", "ООО «НПП «Точприбор»»"),
            ('АО "НПП "Точприбор"" ИНН', 'АО "НПП "Точприбор""'),
            ("ООО „Лапки“ и", "ООО „Лапки“"),
            ("ИП Иванов И. И., ИНН", "ИП Иванов И. И."),
            ("ООО Ромашка\nИНН", "ООО Ромашка"),
            ("заООО «Нет»", None),
            ("ООО «не закрыто", None),
        ):
            with self.subTest(text):
                spans = names.find_companies(text)
                found = [text[start:end] for start, end, _full in spans]
                self.assertEqual(found[:1], [name] if name else [])

    def test_short_form_of_a_name(self):
        for full, short in (
            ("Общество с ограниченной  ответственностью «А»", "ООО «А»"),
            ("ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО «Б»", "ПАО «Б»"),
            ("Индивидуальный предприниматель Ким А. А.", "ИП Ким А. А."),
            ("ООО «В»", "ООО «В»"),
            ("Ромашка", "Ромашка"),
        ):
            with self.subTest(full):
                self.assertEqual(names.shorten_company(full), short)

    def test_names_of_persons(self):
        for written, tidy in (
            ("ИВАНОВ ИВАН ИВАНОВИЧ", "Иванов Иван Иванович"),
            (
                "РИМСКИЙ-КОРСАКОВ НИКОЛАЙ АНДРЕЕВИЧ",
                "Римский-Корсаков Николай Андреевич",
            ),
            ("Иванов И.И.", "Иванов И. И."),
            ("И.И. Иванов", "Иванов И. И."),
            ("Иванов  Иван Иванович", "Иванов Иван Иванович"),
        ):
            with self.subTest(written):
                self.assertEqual(names.tidy_person(written), tidy)

    def test_parts_of_an_address(self):
        for address, parts in (
            (
                "117997, г. Москва, ул. Вавилова, д. 19",
                ("117997", "Москва", "ул. Вавилова, д. 19"),
            ),
            ("117997, Москва, Вавилова, 19", ("117997", "Москва", "Вавилова, 19")),
            (
                "Россия, 141070, Московская обл., г. Королёв, ул. Пионерская, 4",
                ("141070", "Королёв", "ул. Пионерская, 4"),
            ),
            (
                "630090, Новосибирская область, г.о. город Новосибирск, ул. Мира, 1",
                ("630090", "Новосибирск", "ул. Мира, 1"),
            ),
            (
                "603000, город Нижний Новгород, ул. Белинского, 32",
                ("603000", "Нижний Новгород", "ул. Белинского, 32"),
            ),
            (
                "198095, г. Санкт-Петербург, а/я 15",
                ("198095", "Санкт-Петербург", "а/я 15"),
            ),
            ("где-то там", ("", "", "")),
            ("", ("", "", "")),
        ):
            with self.subTest(address):
                self.assertEqual(names.split_address(address), parts)
