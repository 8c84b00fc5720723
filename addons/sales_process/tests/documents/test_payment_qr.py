from dataclasses import fields, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.documents.payment_qr import (
    SEPARATORS,
    Payee,
    PaymentQrError,
    count_kopecks,
    draw_qr,
    payment_fields,
    payment_text,
)
from .payment_qr_reader import BadPayment, read_payment, scan

# the example of the standard, and the correspondent account of a real bank
WHALES = Payee(
    name="ООО «Три кита»",
    account="40702810138250123017",
    bank_name='ОАО "БАНК"',
    bic="044525225",
    corr_account="30101810400000000225",
)
REAL_SIZE = Payee(
    name="ООО «Вакуумные технологии и оборудование»",
    account="40702810138250123017",
    bank_name="Московский банк ПАО Сбербанк г. Москва",
    bic="044525225",
    corr_account="30101810400000000225",
    inn="7707083893",
    kpp="773601001",
)
BLOCK = (
    "Name=ООО «Три кита»|PersonalAcc=40702810138250123017|"
    'BankName=ОАО "БАНК"|BIC=044525225|CorrespAcc=30101810400000000225'
)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# anything a person may paste, control characters and halves of characters included
TEXTS = st.text(st.characters(codec=None), max_size=400)
NAMES = TEXTS.map(lambda text: f"A{text}")
PAYEES = st.builds(
    Payee,
    name=NAMES,
    account=st.just(WHALES.account),
    bank_name=NAMES,
    bic=st.just(WHALES.bic),
    corr_account=st.just(WHALES.corr_account),
    inn=st.sampled_from(("", "7707083893", "123456789047")),
    kpp=st.sampled_from(("", "773601001", "7701AB001")),
)
AMOUNTS = st.decimals("0.01", "9999999999999.99", places=2)


def read(text):
    return read_payment(text.encode())


@tagged("post_install", "-at_install")
class TestPaymentText(BaseCase):
    """What a payment QR says: GOST R 56042-2014."""

    def test_vectors(self):
        for values, amount, purpose, text in (
            ({}, 1000, "", f"ST00012|{BLOCK}|Sum=100000"),
            (
                {"inn": "7707083893", "kpp": "773601001"},
                "0.01",
                "Оплата членского взноса",
                f"ST00012|{BLOCK}|Sum=1|Purpose=Оплата членского взноса"
                "|PayeeINN=7707083893|KPP=773601001",
            ),
            (
                {"inn": "123456789047", "kpp": "773601001"},
                12.5,
                "Счёт\n152",
                f"ST00012|{BLOCK}|Sum=1250|Purpose=Счёт 152|PayeeINN=123456789047",
            ),
        ):
            with self.subTest(text=text):
                self.assertEqual(
                    payment_text(replace(WHALES, **values), amount, purpose), text
                )

    def test_separator_occurs_in_no_value(self):
        for name, purpose, separator in (
            ("ОАО | БАНК", "", "#"),
            ("ОАО | БАНК", "Счёт #1", ";"),
            ("A" + SEPARATORS[:-1], "", "@"),
        ):
            with self.subTest(name=name, purpose=purpose):
                text = payment_text(replace(WHALES, name=name), 1, purpose)
                self.assertEqual(text[7], separator)
                self.assertEqual(read(text)["Name"], name)

    def test_no_separator_is_left(self):
        with self.assertRaises(PaymentQrError) as caught:
            payment_text(replace(WHALES, name=SEPARATORS), 1)
        self.assertEqual(caught.exception.problems, ["separator"])

    def test_bank_is_shortened_before_the_name(self):
        for letters, bank_letters in ((60, 43), (80, 23), (90, 13), (91, 12)):
            payee = replace(WHALES, name="Ж" * letters, bank_name="Б" * 45)
            with self.subTest(letters=letters):
                found = read(payment_text(payee, 1))
                self.assertEqual(found["Name"], payee.name)
                self.assertEqual(found["BankName"], "Б" * bank_letters)

    def test_then_the_name_is_shortened(self):
        payee = replace(WHALES, name="Ж" * 160, bank_name="Б" * 45)

        found = read(payment_text(payee, 1))

        self.assertEqual(found["BankName"], "Б" * 12)
        self.assertEqual(found["Name"], "Ж" * 91)

    def test_latin_letters_take_less_room(self):
        payee = replace(WHALES, name="N" * 170, bank_name="B" * 50)

        found = read(payment_text(payee, 1))

        self.assertEqual((len(found["Name"]), len(found["BankName"])), (160, 45))

    def test_no_character_is_cut_in_two(self):
        for sign in ("Ж", "€", "😀", "й"):
            payee = replace(WHALES, name=sign * 160, bank_name=sign * 45)
            with self.subTest(sign=sign):
                found = read(payment_text(payee, 1))
                self.assertEqual(set(found["Name"] + found["BankName"]), {sign})

    def test_purpose_is_cut(self):
        found = read(payment_text(WHALES, 1, "п" * 159 + " и далее"))

        self.assertEqual(found["Purpose"], "п" * 159)

    def test_texts_are_one_line(self):
        payee = replace(WHALES, name=" ООО\r\n«Три\tкита»\x00\ud800\u2028 ")

        found = read(payment_text(payee, 1, "a\nb\u00a0c\x85d"))

        self.assertEqual(found["Name"], "ООО «Три кита»")
        self.assertEqual(found["Purpose"], "a b c d")

    def test_sum_in_kopecks(self):
        for amount, kopecks in (
            (1, 100),
            ("1.005", 101),
            (1.005, 101),
            (0.1 + 0.2, 30),
            (2000.5, 200050),
            (0.005, 1),
            (0.004, 0),
            (0, 0),
            (-1, 0),
            ("nan", 0),
            ("inf", 0),
            ("-inf", 0),
            ("ten", 0),
            (None, 0),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(count_kopecks(amount), kopecks)

    def test_sum_that_cannot_be_paid(self):
        for amount in (0, -5, 0.004, 10**16, "x"):
            with self.subTest(amount=amount):
                with self.assertRaises(PaymentQrError) as caught:
                    payment_text(WHALES, amount)
                self.assertEqual(caught.exception.problems, ["amount"])

    def test_what_is_wrong_is_named(self):
        for values, problems in (
            ({}, []),
            ({"name": " \n"}, ["name"]),
            ({"name": None}, ["name"]),
            ({"account": ""}, ["account"]),
            ({"account": False}, ["account"]),
            ({"account": "4070281013825012301"}, ["account"]),
            ({"account": "00000810138250123017"}, ["account"]),
            ({"account": "40702810138250123017\n"}, ["account"]),
            ({"account": "٤٠٧٠٢٨١٠١٣٨٢٥٠١٢٣٠١٧"}, ["account"]),
            ({"account": "40702840138250123017"}, ["currency"]),
            ({"account": "40702643138250123017"}, []),
            ({"bank_name": ""}, ["bank_name"]),
            ({"bic": "SABRRUMM"}, ["bic"]),
            ({"bic": "144525225"}, ["bic"]),
            ({"bic": ""}, ["bic"]),
            ({"corr_account": ""}, ["corr_account"]),
            ({"corr_account": "0"}, ["corr_account"]),
            ({"corr_account": "", "bic": "049805000"}, []),
            ({"inn": "7707083894"}, ["inn"]),
            ({"inn": "770708389З"}, ["inn"]),
            ({"kpp": "77360100"}, ["kpp"]),
            ({"bic": None, "name": "", "account": None}, ["name", "account", "bic"]),
        ):
            with self.subTest(values=values):
                payee = replace(WHALES, **values)
                self.assertEqual(payee.find_problems(), problems)
                if problems:
                    with self.assertRaises(PaymentQrError) as caught:
                        payment_fields(payee, 1)
                    self.assertEqual(caught.exception.problems, problems)

    def test_bank_without_a_correspondent_account(self):
        payee = replace(WHALES, corr_account="", bic="049805000")

        self.assertEqual(read(payment_text(payee, 1))["CorrespAcc"], "0")

    def test_every_field_of_a_payee_has_a_check(self):
        nothing = Payee(*["?"] * len(fields(Payee)))

        wrong = set(nothing.find_problems()) | {"name", "bank_name"}

        self.assertEqual(wrong, {field.name for field in fields(Payee)})

    def test_reader_refuses_bad_codes(self):
        good = f"ST00012|{BLOCK}|Sum=100"
        self.assertEqual(len(read(good)), 6)
        for bad in (
            good.replace("ST00012", "ST00011"),
            good.replace("Sum=100", "Sum=1.00"),
            good.replace("BIC=044525225", "BIC=44525225"),
            good.replace("|Sum=100", "|"),
            good.replace("Name=", "Naam="),
            good.replace("кита»", "кита»|"),
            good.replace("Три кита", "Ж" * 120),
            good.replace("Три кита", "Три\nкита"),
        ):
            with self.subTest(bad=bad), self.assertRaises(BadPayment):
                read(bad)


@tagged("post_install", "-at_install")
class TestPaymentTextProperty(BaseCase):
    """Whatever is typed, a bank can read it, and it says the same."""

    @CALM
    @given(PAYEES, AMOUNTS, TEXTS)
    def test_read_back(self, payee, amount, purpose):
        try:
            text = payment_text(payee, amount, purpose)
        except PaymentQrError as error:
            self.assertEqual(error.problems, ["separator"])
            return

        found = read(text)

        self.assertEqual(int(found["Sum"]), int(amount * 100))
        self.assertEqual(found["PersonalAcc"], payee.account)
        self.assertEqual(found.get("PayeeINN", ""), payee.inn)
        self.assertEqual(
            list(found.items()), list(self._expect(payee, amount, purpose))
        )
        self.assertTrue(found["Name"].startswith("A"))

    @staticmethod
    def _expect(payee, amount, purpose):
        return payment_fields(payee, amount, purpose).items()

    @CALM
    @given(st.text("АБВ ", max_size=60), st.text("АБВ ", max_size=40))
    def test_short_names_are_whole(self, name, bank):
        name, bank = f"А{name}".strip(), f"Б{bank}".strip()

        found = read(payment_text(replace(WHALES, name=name, bank_name=bank), 1))

        self.assertEqual(found["Name"], " ".join(name.split()))
        if len(found["Name"]) + len(bank) <= 103:
            self.assertEqual(found["BankName"], " ".join(bank.split()))


@tagged("post_install", "-at_install")
class TestPaymentPicture(BaseCase):
    """The drawn code is read by a decoder."""

    def _assert_read_back(self, text, **options):
        self.assertEqual(scan(draw_qr(text, **options)), [text.encode()])

    def test_real_size(self):
        purpose = (
            "Оплата по счёту № 152 от 12.11.2026 за оборудование по договору 17/26, "
            "в том числе НДС 22 % 22 262,36 руб."
        )
        text = payment_text(REAL_SIZE, 123456.78, purpose)
        for module in (2, 4, 6):
            with self.subTest(module=module):
                self._assert_read_back(text, module=module)

    def test_longest_code(self):
        payee = replace(REAL_SIZE, name="Ж" * 160, bank_name="Б" * 45)

        self._assert_read_back(payment_text(payee, 9999999999999999, "ы" * 160))

    def test_it_is_a_small_png(self):
        picture = draw_qr(payment_text(REAL_SIZE, 1, "Счёт 1"))

        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertLess(len(picture), 5_000)

    @settings(max_examples=20, deadline=None)
    @given(PAYEES, AMOUNTS, TEXTS)
    def test_any_payment(self, payee, amount, purpose):
        try:
            text = payment_text(payee, amount, purpose)
        except PaymentQrError:
            text = payment_text(WHALES, amount)
        self._assert_read_back(text)
