import json
import random
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...tools.documents.words import (
    CURRENCIES,
    amount_in_words,
    number_in_words,
    plural,
)
from .words_reader import Unreadable, read_amount, read_number

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "amount_words.json").read_text(
        encoding="utf-8"
    ),
)
FORMS = VECTORS["currency_forms"]
AMOUNTS = 100_000
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    """Amounts in words are pure: no database."""

    def test_vectors(self):
        for row in VECTORS["vectors"]:
            for key, full in (("text", False), ("text_full", True)):
                for kind in (str, float, Decimal):
                    with self.subTest(**row, kind=kind):
                        amount = kind(row["amount"])
                        text = amount_in_words(amount, row["currency"], full)
                        self.assertEqual(text, row[key])

    def test_forms_of_currencies(self):
        self.assertEqual(set(CURRENCIES), set(FORMS))
        for code, forms in FORMS.items():
            with self.subTest(code=code):
                currency = CURRENCIES[code]
                self.assertEqual(list(currency.unit), forms["unit"])
                self.assertEqual(currency.gender, forms["unit_gender"])
                self.assertEqual(list(currency.subunit), forms["subunit"] or [])
                self.assertEqual(currency.digits, forms["digits"])
                if forms["subunit"]:
                    self.assertEqual(currency.subunit_gender, forms["subunit_gender"])

    def test_whole_numbers(self):
        for row in VECTORS["integer_words"]:
            for key, gender in (("m", "m"), ("f", "f"), ("n_", "n")):
                with self.subTest(number=row["n"], gender=gender):
                    self.assertEqual(number_in_words(row["n"], gender), row[key])

    def test_neuter_and_negative_numbers(self):
        for number, gender, text in (
            (1, "n", "одно"),
            (21, "n", "двадцать одно"),
            (1001, "n", "одна тысяча одно"),
            (-1, "f", "минус одна"),
            (-2_000_000, "f", "минус два миллиона"),
        ):
            with self.subTest(number=number, gender=gender):
                self.assertEqual(number_in_words(number, gender), text)

    def test_half_up(self):
        for amount, kopecks in (
            ("0.005", "01"),
            (0.005, "01"),
            ("0.0049999", "00"),
            (2.675, "68"),
            (1.005, "01"),
            ("-0.005", "01"),
            (0.1 + 0.2, "30"),
        ):
            with self.subTest(amount=amount):
                self.assertIn(f" {kopecks} копе", amount_in_words(amount, "RUB"))

    def test_kopecks_carry_over(self):
        self.assertEqual(amount_in_words("0.995", "RUB"), "Один рубль 00 копеек")
        self.assertEqual(amount_in_words("999.995", "RUB")[:13], "Одна тысяча р")
        self.assertEqual(amount_in_words("0.5", "JPY"), "Одна иена")

    def test_sign_is_kept_and_nothing_has_none(self):
        for amount, text in (
            (-0.5, "Минус ноль рублей 50 копеек"),
            (-0.01, "Минус ноль рублей 01 копейка"),
            (-0.004, "Ноль рублей 00 копеек"),
            (-0.0, "Ноль рублей 00 копеек"),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(amount_in_words(amount, "RUB"), text)

    def test_big_numbers(self):
        for amount, text in (
            (10**30, "Один нониллион рублей 00 копеек"),
            (1e30, "Один нониллион рублей 00 копеек"),
            ("1" + 30 * "0" + ".01", "Один нониллион рублей 01 копейка"),
            (2 * 10**27, "Два октиллиона рублей 00 копеек"),
            (10**15 + 1, "Один квадриллион один рубль 00 копеек"),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(amount_in_words(amount, "RUB"), text)

    def test_what_has_no_words(self):
        for amount in ("nan", "inf", "-inf", "ten", "", None, 10**33, "1e400"):
            with self.subTest(amount=amount), self.assertRaises(ValueError):
                amount_in_words(amount, "RUB")
        with self.assertRaises(ValueError):
            number_in_words(10**33)
        with self.assertRaises(ValueError):
            number_in_words(-(10**33))

    def test_unknown_currency(self):
        with self.assertRaises(KeyError):
            amount_in_words(1, "XAU")

    def test_plural(self):
        forms = VECTORS["plural_unit_examples"]["место"]
        one, few, many = forms
        for expected, numbers in (
            (one, (1, 21, 101, 1001, -1, 1.0)),
            (few, (2, 3, 4, 22, 104, -2, 2.0, 2.5, 0.5, Decimal("7.1"))),
            (many, (0, 5, 9, 10, 11, 12, 14, 19, 20, 100, 111, 212, 1014, -11)),
        ):
            for number in numbers:
                with self.subTest(number=number):
                    self.assertEqual(plural(number, forms), expected)


@tagged("post_install", "-at_install")
class TestWordsReadBack(BaseCase):
    """What is written is read back by a reader that shares nothing with the writer."""

    def test_random_amounts(self):
        dice = random.Random(56042)
        codes = sorted(FORMS)
        for number in range(AMOUNTS):
            code = codes[number % len(codes)]
            amount = self._draw(dice)
            text = amount_in_words(amount, code, full=number % 3 == 0)
            digits = Decimal(1).scaleb(-FORMS[code]["digits"])
            expected = amount.quantize(digits, context=EXACT)
            # compared without assertEqual: a hundred thousand times
            if read_amount(text, FORMS[code]) != expected:
                self.fail(f"{amount} {code}: {text}")

    @staticmethod
    def _draw(dice):
        """An amount of any size, mills included: small ones are as frequent as large."""
        mills = dice.randrange(10 ** dice.randint(1, dice.choice((9, 14, 33))))
        return Decimal(dice.choice((1, 1, 1, -1)) * mills).scaleb(-3, EXACT)

    def test_random_numbers(self):
        dice = random.Random(1)
        for _time in range(2_000):
            number = dice.randrange(10 ** dice.randint(1, 33))
            for gender in "mfn":
                text = number_in_words(number, gender)
                self.assertEqual(read_number(text.split(" "), gender), number)

    def test_reader_refuses_bad_russian(self):
        for text in (
            "Одна миллион рублей 00 копеек",
            "Один тысяча рублей 00 копеек",
            "Два рублей 00 копеек",
            "Две рубля 00 копеек",
            "Одна рубль 00 копеек",
            "Один рубль 02 копеек",
            "Один рубль один копейка",
            "один рубль 00 копеек",
            "Двадцать десять рублей 00 копеек",
            "Тысяча рублей 00 копеек",
            "Одна тысяча один миллион рублей 00 копеек",
            "Один доллар США 00 центов",
        ):
            with self.subTest(text=text), self.assertRaises(Unreadable):
                read_amount(text, FORMS["RUB"])
