import csv
import time
from datetime import date, datetime

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.intake import (
    companies,
    deadlines,
    labels,
    letter,
    mail_bytes,
    mail_text,
    people,
    phones,
    requisites,
    routing,
    safe_regex,
)
from ..common import DATA, read_eml, read_expected


@tagged("post_install", "-at_install")
class TestPhones(BaseCase):
    def test_every_row_of_the_vectors(self):
        with (DATA / "phones.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                with self.subTest(row["raw"]):
                    found = phones.valid_phones(row["raw"])
                    numbers = ";".join(phone.e164 for phone in found)
                    extensions = ";".join(p.extension for p in found if p.extension)

                    self.assertEqual(numbers, row["expected_e164"])
                    self.assertEqual(extensions, row["expected_ext"])

    def test_other_spellings(self):
        cases = {
            "8(347)272-00-00, 273-11-11": ["+73472720000", "+73472731111"],
            "8 10 375 29 1234567": ["+375291234567"],
            "00375291234567": ["+375291234567"],
            "+994 12 345 67 89": ["+994123456789"],
            "+86 10 1234 5678": ["+861012345678"],
            "8\u00a0(495)\u00a0123\u201145\u201167": ["+74951234567"],
            "8 800 555-12-34 или 8-926-111-22-33": ["+78005551234", "+79261112233"],
            "8 926 111-22-33 и 8 926 111-22-34": ["+79261112233", "+79261112234"],
            "(495) 123-45-67|(495) 123-45-68": ["+74951234567", "+74951234568"],
            "доб. 231": [],
            "": [],
            None: [],
            "нет": [],
            "+7 (111) 111-11-11": [],
        }
        for text, expected in cases.items():
            with self.subTest(text):
                found = phones.valid_phones(text)
                self.assertEqual([phone.e164 for phone in found], expected)

    def test_local_number_takes_the_default_area(self):
        found = phones.valid_phones("123-45-67", default_area="495")
        self.assertEqual(found[0].e164, "+74951234567")

    def test_untrustworthy_number_is_kept_raw(self):
        found = phones.parse_phones("8 495 123-45-6")
        self.assertEqual(found[0].e164, "")
        self.assertEqual(found[0].raw, "8 495 123-45-6")

    def test_numbers_that_are_no_phones_stay_out(self):
        text = (
            "ИНН 7707083893 КПП 770701001 р/с 40702810400000000225\n"
            "ГОСТ 28237-89, счёт № 1234567890 от 25.12.2025, 185 000,50 руб.\n"
            "заказ 2025118 на 1300 °C"
        )
        self.assertEqual(phones.find_phones(text), [])

    def test_reading_what_was_written_gives_the_same(self):
        for text in ("8 (3412) 90-15-15 доб. 231", "+375 29 123-45-67"):
            first = phones.valid_phones(text)[0]
            again = phones.valid_phones(f"{first.e164} доб. {first.extension or 1}")[0]
            self.assertEqual(again.e164, first.e164)


@tagged("post_install", "-at_install")
class TestMailBytes(BaseCase):
    def test_well_formed_letters_are_not_changed(self):
        for name in read_expected():
            if name[:2] not in ("13", "14"):
                with self.subTest(name):
                    raw = read_eml(name)
                    self.assertIs(mail_bytes.normalise(raw), raw)

    def test_charset_is_guessed(self):
        text = "Имя: Пётр\nСообщение: нужен вакуумный насос, сообщите цену"
        for charset in ("cp1251", "koi8-r", "utf-8", "cp866"):
            with self.subTest(charset):
                self.assertEqual(
                    mail_bytes.guess_charset(text.encode(charset)), charset
                )

    def test_charset_names(self):
        cases = {
            "windows1251": "cp1251",
            "cp-1251": "cp1251",
            "WIN-1251": "cp1251",
            "koi8r": "koi8-r",
            "utf8mb4": "utf-8",
            "x-unknown": "",
            "base64": "",
            "": "",
        }
        for name, expected in cases.items():
            with self.subTest(name):
                self.assertEqual(mail_bytes.known_charset(name), expected)

    def test_raw_headers_are_read_and_repaired(self):
        raw = read_eml("13_form_php_raw_headers_bad_charset.eml")

        repaired = mail_bytes.normalise(raw)

        self.assertTrue(repaired.split(b"\n\n")[0].isascii())
        self.assertEqual(mail_bytes.read_headers(raw)["subject"], "Заявка с сайта")
        self.assertEqual(mail_bytes.read_headers(repaired)["subject"], "Заявка с сайта")
        self.assertEqual(mail_bytes.normalise(repaired), repaired)

    def test_file_name_of_a_raw_header_survives(self):
        head = (
            "From: a@b.example\nMIME-Version: 1.0\n"
            'Content-Type: application/pdf; name="счёт.pdf"\n'
            'Content-Disposition: attachment; filename="счёт 1.pdf"\n\nabc'
        )
        repaired = mail_bytes.normalise(head.encode("cp1251"))
        self.assertIn(b"filename*=utf-8''%D1%81%D1%87", repaired)

    def test_any_bytes_are_survived(self):
        for raw in (b"", b"\0\xff", b"\n\n\xff\xfe", b"Subject: =?x?q?=ff?=\n\n\xd0"):
            with self.subTest(raw):
                mail_bytes.normalise(raw)
                mail_bytes.read_headers(raw)


@tagged("post_install", "-at_install")
class TestLetterText(BaseCase):
    def test_table_rows_read_as_labels(self):
        html = "<table><tr><td><b>Phone</b></td><td>1 <i>2</i></td></tr></table>"
        self.assertEqual(mail_text.html_to_text(html), "Phone: 1 2")

    def test_style_and_script_are_not_text(self):
        html = "<head><style>p{}</style></head><p>One<br>two</p><script>x</script>"
        self.assertEqual(mail_text.html_to_text(html), "One\ntwo")

    def test_quote_is_cut(self):
        for mark in (
            "24.11.2025 10:15, Анна Белова пишет:",
            "-----Original Message-----",
            "> quoted",
            "On Mon, Nov 24 Anna wrote:",
            "От: Анна\nОтправлено: вчера\nТема: КП",
        ):
            with self.subTest(mark):
                own, quoted = mail_text.split_quote(f"Да.\n{mark}\n+7 495 777-00-11")
                self.assertEqual(own, "Да.")
                self.assertIn("777", quoted)

    def test_only_known_labels_end_a_field(self):
        text = "Имя: Николай\nСообщение: Нужно 4 шт.\nВторой вопрос: паспорт?\nТел: 1"
        known = {"Имя": "contact_name", "Сообщение": "text", "Тел": "phone"}
        self.assertEqual(
            labels.parse_labels(text, known),
            {
                "contact_name": "Николай",
                "text": "Нужно 4 шт.\nВторой вопрос: паспорт?",
                "phone": "1",
            },
        )

    def test_second_layout_of_bitrix(self):
        text = "Ваше имя\n*****\nОльга\n\nСообщение\n*****\nДва насоса"
        known = {"Ваше имя": "contact_name", "Сообщение": "text"}
        self.assertEqual(
            labels.parse_labels(text, known),
            {"contact_name": "Ольга", "text": "Два насоса"},
        )

    def test_signature_names(self):
        cases = {
            "С уважением,\nГалина Андреева\nИнженер": "Галина Андреева",
            "С уважением, Иванов Пётр Сергеевич": "Иванов Пётр Сергеевич",
            "--\nБорис Ланской\nООО «Реактор»": "Борис Ланской",
            "С уважением,\nМария": "Мария",
            "--\nОтдел снабжения завода": "",
            "": "",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(people.signature_name(text), expected)

    def test_companies(self):
        cases = {
            "АО «НПП «Точприбор»": "АО «НПП «Точприбор»",
            'Мы, ООО "Ромашка", просим': 'ООО "Ромашка"',
            "без фирмы": "",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(companies.find_company(text), expected)

    def test_own_company_is_not_the_client(self):
        own = letter.OwnData(
            domains=frozenset({"own.example"}),
            phones=frozenset({"4957770011"}),
            inns=frozenset({"7707083893"}),
            companies=frozenset({"ООО «Мы»"}),
        )
        text = "Прошу счёт.\nООО «Мы» ИНН 7707083893 +7 495 777-00-11 a@own.example"
        rule = letter.TemplateRule(sender_is_client=True)

        found = letter.read_letter(letter.Letter(text=text), rule, own)

        self.assertEqual(
            (found.company, found.inn, found.phones, found.email), ("", "", (), "")
        )

    def test_inn_by_check_digit(self):
        self.assertEqual(
            requisites.find_inn("ИНН 7707083894, ИНН 7707083893 КПП 773601001"),
            ("7707083893", "773601001"),
        )
        self.assertFalse(requisites.has_inn_digits("0000000000"))
        self.assertTrue(requisites.has_inn_digits("123456789047"))


@tagged("post_install", "-at_install")
class TestPatterns(BaseCase):
    def test_nested_repeats_are_refused(self):
        for pattern in ("(a+)+b", r"(?:\s*\w+)*x", "(", "a" * 400):
            with (
                self.subTest(pattern),
                self.assertRaises(safe_regex.UnsafePatternError),
            ):
                safe_regex.check_pattern(pattern)
        safe_regex.check_pattern(r"Order\s+№\s*(\d+)")

    def test_a_pattern_without_end_is_stopped(self):
        start = time.monotonic()

        with self.assertRaises(safe_regex.PatternTimeoutError):
            safe_regex.search_all({"x": "(a|aa)+$"}, "a" * 5000 + "b", time_limit=0.5)

        self.assertLess(time.monotonic() - start, 3)

    def test_the_first_group_is_taken(self):
        found = safe_regex.search_all({"n": r"№\s*(\d+)", "w": "pump"}, "Pump № 55")
        self.assertEqual(found, {"n": "55", "w": "Pump"})


@tagged("post_install", "-at_install")
class TestRouting(BaseCase):
    def _rules(self):
        return [
            routing.WordRule(1, "Pumps", 10, ("вакуумн насос", "насос")),
            routing.WordRule(2, "Chambers", 20, ("климатическ камер",)),
        ]

    def test_the_words_decide(self):
        route = routing.find_route("Нужны вакуумные насосы", self._rules())
        self.assertEqual(route.team, 10)
        self.assertEqual(route.names, ("Pumps",))

    def test_a_tie_decides_nothing(self):
        rules = [*self._rules(), routing.WordRule(3, "Ovens", 30, ("шкаф",))]
        route = routing.find_route("шкаф и насос", rules)
        self.assertTrue(route.is_tie)
        self.assertEqual(route.team, 0)

    def test_no_words_no_department(self):
        self.assertEqual(routing.find_route("Добрый день", self._rules()).team, 0)


@tagged("post_install", "-at_install")
class TestDeadlines(BaseCase):
    def test_next_fixed_hour_of_a_working_day(self):
        hours = deadlines.parse_hours("15:00, 10:00")
        days = {date(2026, 3, 6), date(2026, 3, 10)}  # Friday, Tuesday after a day off
        cases = {
            datetime(2026, 3, 6, 9, 0): datetime(2026, 3, 6, 10, 0),
            datetime(2026, 3, 6, 10, 0): datetime(2026, 3, 6, 15, 0),
            datetime(2026, 3, 6, 15, 1): datetime(2026, 3, 10, 10, 0),
            datetime(2026, 3, 8, 12, 0): datetime(2026, 3, 10, 10, 0),
        }
        for start, expected in cases.items():
            with self.subTest(start):
                self.assertEqual(deadlines.next_deadline(start, hours, days), expected)

    def test_wrong_hours_are_refused(self):
        for text in ("", "25:00", "10", "10:00,"):
            with self.subTest(text), self.assertRaises(ValueError):
                deadlines.parse_hours(text)
