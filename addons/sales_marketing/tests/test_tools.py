import csv
import io
from datetime import date

from odoo.tests.common import BaseCase

from ..tools.csv_guard import csv_line, cut_bytes, guard
from ..tools.names import split_name
from ..tools.segment import mailchimp
from ..tools.segment.contact import Contact, Sieve
from .common import read_audience, read_injection_cases

TODAY = date(2026, 3, 2)


class TestCsvGuard(BaseCase):
    def test_vectors(self):
        for value, kind, expected in read_injection_cases():
            with self.subTest(value=value):
                self.assertEqual(guard(value, kind), expected)

    def test_other_dangerous_beginnings(self):
        for value in (
            "=1",
            "+1",
            "-1",
            "@A1",
            "\tharmless",
            "\rharmless",
            "\nharmless",
            "\u00a0=1",
            "\u200b=1",
            "\ufeff=1",
            "\u3000@A1",
            " \t -2+3",
            "＝1+1",
            "＋1",
            "－1",
            "＠A1",
            "﹦1",
            "+79123456789",
        ):
            with self.subTest(value=value):
                self.assertEqual(guard(value), f"'{value}")

    def test_only_clean_numbers_are_phones(self):
        for value in (
            "+7 912 345-67-89",
            "+79123456789\n",
            "+1234567",
            "+1234567890123456",
            "+7912345678=",
            "+٧٩١٢٣٤٥٦٧٨٩",
            "-79123456789",
        ):
            with self.subTest(value=value):
                self.assertEqual(guard(value, "phone"), f"'{value}")
        self.assertEqual(guard("+79123456789", "phone"), "+79123456789")

    def test_harmless_cells_stay(self):
        for value in ("", "НВР-16Д", "a=b", "1-2", "e@mail.example", "— нет", "'=1"):
            with self.subTest(value=value):
                self.assertEqual(guard(value), value)

    def test_values_that_are_no_text(self):
        for value, expected in ((None, ""), (False, ""), (-5, "-5"), (0, "0")):
            with self.subTest(value=value):
                self.assertEqual(guard(value), expected)

    def test_guard_twice_is_guard_once(self):
        for value, kind, _expected in read_injection_cases():
            once = guard(value, kind)
            self.assertEqual(guard(once, kind), once)

    def test_cut_keeps_characters_whole(self):
        for text, limit, expected in (
            ("абв", 6, "абв"),
            ("абв", 5, "аб"),
            ("абв", 1, ""),
            ("a😀b", 4, "a"),
            ("a😀b", 5, "a😀"),
            ("xи\u0306", 4, "x"),
            ("xи\u0306", 5, "xи\u0306"),
            ("", 5, ""),
        ):
            with self.subTest(text=text, limit=limit):
                self.assertEqual(cut_bytes(text, limit), expected)

    def test_line_is_read_back_unchanged(self):
        cells = ["a,b", 'c "d"', "e\r\nf", "", "г; д", "«ж»", "plain"]

        line = csv_line(cells)

        self.assertEqual(next(csv.reader(io.StringIO(line, newline=""))), cells)
        self.assertTrue(line.endswith("plain\r\n"))


class TestMailchimp(BaseCase):
    def test_rows_are_those_of_the_sample(self):
        header, *lines = read_audience().decode().splitlines()
        rows = (
            ("Галина Андреева", "АО «НПП «Точприбор»", "+73412901515", "odoo, klimat"),
            ("Ковалёв Игорь", "ООО «Термомаш»", "+74956001234", "odoo, term"),
            ("", "АО «Уралгеофизика»", "+73432789011", "odoo"),
        )
        self.assertEqual(
            csv_line(name for name, _attr, _kind in mailchimp.COLUMNS),
            f"{header}\r\n",
        )
        for line, (name, company, phone, tags) in zip(lines, rows, strict=True):
            expected = next(csv.reader([line]))
            contact = Contact(
                model="res.partner",
                id=1,
                name=name or company,
                company=company,
                email=expected[0],
                phones=(phone,),
                salesperson=expected[6],
                language="ru_RU",
                is_person=bool(name),
            )
            with self.subTest(line=line):
                self.assertEqual(
                    mailchimp.guarded(mailchimp.row(contact, expected[5], tags)),
                    expected,
                )

    def test_address_problems(self):
        for address, problem in (
            ("andreeva@tochpribor.example", None),
            ("o'neil@x.example", None),
            ("ivan@почта.рф", None),
            ("info@x.example", None),
            ("sales@x.example", None),
            ("", "no_email"),
            ("иван@x.example", "non_ascii"),
            ("info@bad..example", "malformed"),
            ("a..b@x.example", "malformed"),
            (".a@x.example", "malformed"),
            ("a b@x.example", "malformed"),
            ("a@b@x.example", "malformed"),
            ("a@x", "malformed"),
            ("a@-x.example", "malformed"),
            ("a@x.example.", "malformed"),
            ("a@1.2.3.4", "malformed"),
            ("nobody", "malformed"),
            ("@x.example", "malformed"),
            (f"{'a' * 65}@x.example", "malformed"),
            ("=1+1@x.example", "malformed"),
            ("+a@x.example", "malformed"),
            ("-a@x.example", "malformed"),
            ("noreply@x.example", "role"),
            ("No-Reply@x.example", "role"),
            ("noreply+crm@x.example", "role"),
            ("undisclosed-recipients@x.example", "role"),
            ("postmaster2@x.example", None),
            ("a_b.c-d@x-y.example", None),
            ("a--b@x.example", None),
            ("a@x--y.example", None),
            ("a@x_y.example", "malformed"),
            ("a@x.e1", None),
            ("a@x.e", None),
            (f"a@{'b' * 64}.example", "malformed"),
            (f"{'a' * 64}@x.example", None),
        ):
            with self.subTest(address=address):
                self.assertEqual(mailchimp.email_problem(address), problem)

    def test_role_list_is_complete(self):
        self.assertEqual(len(mailchimp.ROLES), 35)

    def test_tags_of_one_cell(self):
        for tags, expected in (
            (["odoo", "klimat"], "odoo, klimat"),
            (["odoo", False, "  "], "odoo"),
            (["odoo", "odoo"], "odoo"),
            (["печи, ТВК", "a"], '"печи, ТВК", a'),
            (["хит 🔥 сезона"], "хит сезона"),
            (["a" * 101], "a" * 100),
            (['say "hi"'], "say hi"),
        ):
            with self.subTest(tags=tags):
                self.assertEqual(mailchimp.tags_cell(tags), expected)

    def test_long_cells_are_cut_after_the_guard(self):
        cells = ["a@x.example", "=" + "ж" * 200, "", "", "+7 1", "", "", "", ""]

        guarded = mailchimp.guarded(cells)

        self.assertTrue(guarded[1].startswith("'=ж"))
        self.assertLessEqual(max(len(cell.encode()) for cell in guarded), 255)
        self.assertEqual(guarded[4], "'+7 1")

    def test_lines_are_quick_and_the_same(self):
        texts = (
            "", "Завод", 'ООО "Вакуум", филиал', "ООО «Вакуум»", "=1+1", "'=1", " =1",
            "_a", "-", "+7 1", "a\r\nb", "\t1", "ж" * 63, "ж" * 64, "ж" * 127, "ж" * 128,
            "=" + "ж" * 127, "z" * 255, "z" * 256, "é" * 200, "a;b", "１２", "\u200b=1",
        )  # fmt: skip
        maker = mailchimp.RowMaker("Сегмент, «а»", "odoo, klimat")
        for number, text in enumerate(texts * 2):  # the second time from memory
            other = texts[-number % len(texts)]
            contact = Contact(
                model="res.partner",
                id=1,
                name=f"{other} {text}",
                company=text,
                email=f"{text}@x.example",
                phone=other,
                phones=("+74956001234",) if number % 2 else (),
                salesperson=other,
                language="ru_RU",
                is_person=bool(number % 3),
            )
            cells = mailchimp.row(contact, "Сегмент, «а»", "odoo, klimat")
            with self.subTest(text=text, other=other):
                line = csv_line(mailchimp.guarded(cells)).encode()
                self.assertEqual(maker.line(contact), (line, mailchimp.is_cut(cells)))


class TestNames(BaseCase):
    def test_split(self):
        for name, expected in (
            ("Галина Андреева", ("Галина", "Андреева")),
            ("Андреева Галина", ("Галина", "Андреева")),
            ("Белова Анна Петровна", ("Анна Петровна", "Белова")),
            ("Анна Петровна Белова", ("Анна Петровна", "Белова")),
            ("Иван Иванович Маркевич", ("Иван Иванович", "Маркевич")),
            ("Маркевич Иван Иванович", ("Иван Иванович", "Маркевич")),
            ("Пётр Ильич", ("Пётр Ильич", "")),
            ("Константин Ян", ("Константин", "Ян")),
            ("John Smith", ("John", "Smith")),
            ("Игорь", ("Игорь", "")),
            ("", ("", "")),
            (None, ("", "")),
        ):
            with self.subTest(name=name):
                self.assertEqual(split_name(name), expected)


class TestSieve(BaseCase):
    def _sieve(self, layout="mailchimp", **options):
        options = {"require_consent": False, "today": TODAY, **options}
        return Sieve(layout, **options)

    def _contact(self, **values):
        return Contact(
            **{
                "model": "res.partner",
                "id": 1,
                "name": "Белова Анна",
                "email": "belova@x.example",
                "phone": "+7 495 600-12-34",
                "phones": ("+74956001234",),
                **values,
            },
        )

    def test_mailchimp(self):
        for values, options, reason in (
            ({}, {}, None),
            ({"email": ""}, {}, "no_email"),
            ({"email": "spam@x.example"}, {}, "role"),
            ({"is_mail_blocked": True}, {}, "blacklisted"),
            ({"is_phone_blocked": True, "phones": ()}, {}, None),
            ({}, {"require_consent": True}, "no_consent"),
            ({"consent_date": TODAY}, {"require_consent": True}, None),
            (
                {"consent_date": date(2026, 3, 3)},
                {"require_consent": True},
                "future_consent",
            ),
            ({"last_call": TODAY}, {"called_since": TODAY}, None),
        ):
            with self.subTest(values=values, options=options):
                contact = self._contact(**values)
                self.assertEqual(self._sieve(**options).refuse(contact), reason)

    def test_phone(self):
        for values, options, reason in (
            ({}, {}, None),
            ({"phone": "", "phones": ()}, {}, "no_phone"),
            ({"phone": "12", "phones": ()}, {}, "bad_phone"),
            ({"is_phone_blocked": True}, {}, "phone_blacklisted"),
            ({"is_mail_blocked": True, "email": ""}, {}, None),
            ({}, {"require_consent": True}, "no_consent"),
            ({"last_call": TODAY}, {"called_since": TODAY}, "called"),
            ({"last_call": date(2026, 3, 1)}, {"called_since": TODAY}, None),
            ({"last_call": TODAY}, {}, None),
        ):
            with self.subTest(values=values, options=options):
                contact = self._contact(**values)
                sieve = self._sieve("phone", **options)
                self.assertEqual(sieve.refuse(contact), reason)

    def test_only_the_first_with_an_address_is_taken(self):
        sieve = self._sieve()

        reasons = [sieve.refuse(self._contact(rank=rank)) for rank in (1, 2, 3)]

        self.assertEqual(reasons, [None, "duplicate", "duplicate"])

    def test_letters_that_came_back(self):
        for bounces, reason in ((2, None), (3, "bounced")):
            contact = self._contact(bounces=bounces)
            self.assertEqual(self._sieve().refuse(contact), reason)

    def test_only_a_lead_of_a_contact_is_a_second_call(self):
        for model, holder, reason in (
            ("res.partner", "res.partner", None),
            ("crm.lead", "crm.lead", None),
            ("crm.lead", "res.partner", "duplicate"),
        ):
            contact = self._contact(model=model, holder_model=holder, rank=2)
            with self.subTest(model=model, holder=holder):
                self.assertEqual(self._sieve("phone").refuse(contact), reason)

    def test_refused_contact_does_not_hide_a_good_one(self):
        sieve = self._sieve(require_consent=True)

        first = sieve.refuse(self._contact())
        second = sieve.refuse(self._contact(consent_date=TODAY))

        self.assertEqual((first, second), ("no_consent", None))
