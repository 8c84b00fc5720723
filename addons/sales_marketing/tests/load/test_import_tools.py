from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...tools.load.dictionary import Dictionary, person_key
from ...tools.load.import_columns import (
    find_header_row,
    guess_columns,
    header_key,
    headers_key,
)
from ...tools.load.import_contact import find_basis, read_contact
from ...tools.load.import_expense import Keys, read_expense
from ...tools.load.import_repeats import Repeats
from ...tools.load.import_values import (
    clean,
    read_amount,
    read_date,
    read_email,
    read_inn,
    read_kpp,
    read_phones,
    split_list,
)
from ...tools.load.regions import SUBJECTS, find_region
from .import_common import INN

TODAY = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestColumns(BaseCase):
    def test_headers_of_1c(self):
        headers = [
            "Код", "Наименование", "Полное наименование", "ИНН", "КПП", "Телефон",
            "E-mail", "Фактический адрес", "Основной менеджер", "Контактное лицо",
        ]  # fmt: skip

        self.assertEqual(
            guess_columns("contact", headers),
            ["", "company", "", "inn", "kpp", "phone", "email", "address",
             "salesperson", "name"],
        )  # fmt: skip

    def test_a_field_is_given_once(self):
        self.assertEqual(
            guess_columns("contact", ["Телефон", "Тел.", "Мобильный"]),
            ["phone", "", "other_phone"],
        )

    def test_case_and_signs_do_not_matter(self):
        for header in ("e-mail", "E-MAIL:", " Email* ", "Эл. почта", "ЭЛ.ПОЧТА"):
            with self.subTest(header=header):
                self.assertEqual(guess_columns("contact", [header]), ["email"])

    def test_expenses(self):
        self.assertEqual(
            guess_columns("expense", ["Дата", "Сумма", "Источник", "Отдел", "За что"]),
            ["date", "amount", "source", "team", "name"],
        )

    def test_row_of_headers_below_a_title(self):
        rows = [
            (1, ["Клиенты", ""]),
            (3, ["Период:", "2025"]),
            (5, ["Компания", "ИНН"]),
            (6, ["ООО Рога", INN]),
        ]

        self.assertEqual(find_header_row("contact", rows), 5)
        self.assertIsNone(find_header_row("contact", rows[:2]))

    def test_order_of_headers_does_not_matter_for_the_memory(self):
        self.assertEqual(headers_key(["ИНН", "Email"]), headers_key(["email", "инн "]))
        self.assertNotEqual(headers_key(["ИНН"]), headers_key(["КПП"]))
        self.assertEqual(header_key("Тел. (раб.)"), "тел раб")


@tagged("post_install", "-at_install")
class TestValues(BaseCase):
    def test_inn(self):
        cases = {
            INN: (INN, ""),
            "18314456": (INN, ""),
            "18314456.0": (INN, ""),
            "7707083893": ("7707083893", ""),
            "7707083894": ("", "inn"),
            "05001007336": ("005001007336", ""),
            "123": ("", "inn"),
            "нет": ("", ""),
            "ООО": ("", "inn"),
            "٧٧٠٧٠٨٣٨٩٣": ("", "inn"),
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(read_inn(text), expected)

    def test_kpp(self):
        self.assertEqual(read_kpp("10501001", INN), ("010501001", ""))
        self.assertEqual(read_kpp("1801001", INN), ("", "kpp"))
        self.assertEqual(read_kpp("770701001"), ("770701001", ""))
        self.assertEqual(read_kpp("770701001", "005001007336"), ("", ""))
        self.assertEqual(read_kpp("12"), ("", "kpp"))

    def test_email(self):
        self.assertEqual(read_email("A@B.example; c@d.example"), ("a@b.example", ""))
        self.assertEqual(read_email("-"), ("", ""))
        for wrong in ("a@b", "a b.example", "@b.example", "a@@b.example"):
            with self.subTest(wrong=wrong):
                self.assertEqual(read_email(wrong), ("", "email"))

    def test_phones(self):
        found, problem = read_phones("(3412) 90-15-15 доб. 231; +7-912-345-67-89", "")

        self.assertEqual(
            found,
            [
                ("+73412901515 доб. 231", "+73412901515"),
                ("+79123456789", "+79123456789"),
            ],
        )
        self.assertEqual(problem, "")
        self.assertEqual(read_phones("8 495 123-45-6"), ([], "phone"))
        self.assertEqual(read_phones("", "нет"), ([], ""))

    def test_dates(self):
        for text in ("2025-10-02", "02.10.2025", "02/10/2025", "45932", "2.10.25"):
            with self.subTest(text=text):
                self.assertEqual(read_date(text), (date(2025, 10, 2), ""))
        self.assertEqual(read_date("02.10.2099", TODAY), (None, "future"))
        self.assertEqual(read_date("31.02.2025"), (None, "date"))
        self.assertEqual(read_date("0001-01-01"), (None, "date"))

    def test_amounts(self):
        cases = {
            "84 000,50": "84000.50",
            "84\u00a0000.50 ₽": "84000.50",
            "1,234,567.80": "1234567.80",
            "1.234.567,80": "1234567.80",
            "1234567": "1234567",
            "5": "5",
            "12,5": "12.5",
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(read_amount(text), (Decimal(expected), ""))
        for text in ("", "0", "-5", "много", "1,234", "1.234", "9" * 20):
            with self.subTest(text=text):
                self.assertEqual(read_amount(text), (None, "amount"))

    def test_lists_and_empty_words(self):
        self.assertEqual(split_list("печи; насосы, печи\n-"), ["печи", "насосы"])
        self.assertEqual(clean(" нет "), "")
        self.assertEqual(clean("Нетто"), "Нетто")

    def test_regions(self):
        cases = {
            "Московская обл.": "MOS", "г. Москва": "MOW", "Удмуртская Респ": "UD",
            "ХМАО - Югра (Тюменская обл.)": "KHM", "Алтайский край": "ALT",
            "Республика Саха (Якутия)": "SA", "СПб": "SPE", "Алтай": "AL",
            "Северная Осетия - Алания": "SE", "Нижегородская область": "NIZ",
            "Бавария": "", "": "",
        }  # fmt: skip
        for text, code in cases.items():
            with self.subTest(text=text):
                self.assertEqual(find_region(text), code)
        for code, name in SUBJECTS.items():
            self.assertEqual(find_region(f"{name} область"), code)

    def test_dictionary(self):
        words = Dictionary([(1, "Печи"), (2, "печи"), (3, "Ёмкости")])

        self.assertEqual(words.find("ПЕЧИ"), 1)
        self.assertEqual(words.find("емкости"), 3)
        self.assertEqual(words.find("насосы"), 0)
        people = Dictionary([(7, "Белова Анна")], person_key)
        self.assertEqual(people.find("анна  белова"), 7)


@tagged("post_install", "-at_install")
class TestRows(BaseCase):
    def _read(self, number=1, **values):
        return read_contact(number, values, TODAY)

    def test_whole_row(self):
        row = self._read(
            company="ООО «Термомаш»",
            inn="18314456/10501001",
            last_name="Ковалёв",
            first_name="Игорь",
            email="K@termomash.example",
            phone="8 (495) 600-12-34",
            tags="печи; выставка",
            consent_date="02.10.2025",
            consent_basis="Согласие",
        )

        self.assertEqual((row.inn, row.kpp), (INN, "010501001"))
        self.assertEqual(row.name, "Ковалёв Игорь")
        self.assertEqual(row.e164, ("+74956001234",))
        self.assertEqual(row.tags, ["печи", "выставка"])
        self.assertEqual(row.consent_date, date(2025, 10, 2))
        self.assertEqual([code for code, _cell in row.problems], ["inn_mended"])
        self.assertFalse(row.has_problem)

    def test_problems(self):
        cases = (
            ({"phone": "8 495 600-12-34"}, ["no_name"]),
            ({"company": "ООО Рога"}, ["no_contact"]),
            ({"company": "К", "email": "wrong", "phone": "нет"},
             ["email", "no_contact"]),
            ({"name": "А", "email": "a@b.example", "consent_date": "01.01.2099"},
             ["consent_future"]),
            ({"name": "А" * 300, "email": "a@b.example"}, ["too_long"]),
            ({"name": "А", "email": "a@b.example; c@d.example"}, ["more_emails"]),
        )  # fmt: skip
        for values, codes in cases:
            with self.subTest(values=values):
                row = self._read(**values)
                self.assertEqual([code for code, _cell in row.problems], codes)

    def test_bases(self):
        self.assertEqual(find_basis(""), "consent")
        self.assertEqual(find_basis("ДОГОВОР"), "contract")
        self.assertEqual(find_basis("потому что"), "")

    def test_people_of_one_company_are_no_repeats(self):
        repeats = Repeats()
        office = {"company": "ООО «Термомаш»", "phone": "8 495 600-12-34"}
        rows = [
            self._read(1, **office, name="Ковалёв", email="k@x.example"),
            self._read(2, **office, name="Орлова", email="o@x.example"),
            self._read(3, company="Термомаш, ООО", name="Белов", phone="89031234567"),
            self._read(4, **office, name="ковалев"),
            self._read(5, name="Другой", email="K@x.example"),
            self._read(6, company="ООО Термомаш", phone="8 495 777-77-77"),
            self._read(7, company="Термомаш", email="info@x.example"),
        ]

        self.assertEqual(
            [repeats.look(row) for row in rows],
            [(0, 1), (0, 1), (0, 1), (1, 1), (1, 0), (0, 1), (6, 1)],
        )

    def test_branches_and_namesakes_are_other_companies(self):
        repeats = Repeats()
        rows = [
            self._read(
                1, company="Завод", inn=INN, kpp="180101001", email="a@x.example"
            ),
            self._read(
                2, company="Завод", inn=INN, kpp="270101001", email="b@x.example"
            ),
            self._read(3, company="Завод", inn="0027405156", email="c@x.example"),
            self._read(4, company="АО Завод", inn=INN, name="А", email="d@x.example"),
        ]

        self.assertEqual([repeats.look(row)[1] for row in rows], [1, 2, 3, 1])

    def test_expense(self):
        row = read_expense(
            2,
            {"date_from": "01.01.2026", "date_to": "31.03.2026", "amount": "90 000"},
        )

        self.assertEqual((row.date, row.problems), (date(2026, 1, 1), []))
        wrong = read_expense(3, {"date": "вчера", "amount": "много"})
        self.assertEqual({code for code, _cell in wrong.problems}, {"date", "amount"})
        crossed = read_expense(
            4,
            {"date_from": "31.03.2026", "date_to": "01.01.2026", "amount": "5"},
        )
        self.assertEqual([code for code, _cell in crossed.problems], ["period"])

    def test_keys_of_expenses(self):
        def keys(*names):
            maker = Keys()
            return [
                maker.make(
                    read_expense(
                        1, {"date": "2026-02-01", "amount": "5,00", "source": name}
                    )
                )
                for name in names
            ]

        once, twice = keys("Yandex", "yandex ")
        self.assertNotEqual(once, twice)
        self.assertEqual(keys("yandex", "YANDEX"), [once, twice])
        self.assertNotEqual(keys("vk")[0], once)
