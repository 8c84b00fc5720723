from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.documents.answer_numbers import format_number, read_number, split_range
from ...tools.documents.answers import Answer, AnswerError, Question, read_answer

DUSTY = ("Dust", "Rain", "Salt fog")


@tagged("post_install", "-at_install")
class TestAnswers(BaseCase):
    """Answers as people type them: no database."""

    def _read(self, kind, raw, **question):
        return read_answer(Question(kind, **question), raw)

    def assertRefused(self, code, kind, raw, **question):
        with self.assertRaises(AnswerError) as refusal:
            self._read(kind, raw, **question)
        self.assertEqual(refusal.exception.code, code)
        return refusal.exception.params

    # ---- numbers -------------------------------------------------------------------

    def test_numbers_as_engineers_type_them(self):
        for raw, expected, shown in (
            ("5", 5, "5"),
            ("1,5", 1.5, "1,5"),
            ("1.50", 1.5, "1,5"),
            (",5", 0.5, "0,5"),
            ("5,", 5, "5"),
            ("+7", 7, "7"),
            ("- 40", -40, "-40"),
            ("−40", -40, "-40"),
            ("1 000,5", 1000.5, "1000,5"),
            ("1\u00a0000\u00a0000", 1000000, "1000000"),
            ("1.000.000", 1000000, "1000000"),
            ("1.000,5", 1000.5, "1000,5"),
            ("1,000.5", 1000.5, "1000,5"),
            ("105", 105, "105"),
            ("0", 0, "0"),
            ("0,0001", 0.0001, "0,0001"),
            ("0,00001", 1e-5, "1·10⁻⁵"),
            ("1,3·10⁻⁵", 1.3e-5, "1,3·10⁻⁵"),
            ("1,3 · 10^-5", 1.3e-5, "1,3·10⁻⁵"),
            ("5*10-7", 5e-7, "5·10⁻⁷"),
            ("5х10-7", 5e-7, "5·10⁻⁷"),
            ("10⁻³", 0.001, "0,001"),
            ("10**3", 1000, "1000"),
            ("1·10³", 1000, "1000"),
            ("5e-7", 5e-7, "5·10⁻⁷"),
            ("5Е9", 5e9, "5·10⁹"),
        ):
            with self.subTest(raw=raw):
                found = self._read("number", raw)
                self.assertAlmostEqual(
                    found.number, expected, delta=abs(expected) / 1e9
                )
                self.assertEqual(found.text, shown)

    def test_what_is_no_number(self):
        for raw in (
            "abc",
            "12 34",
            "1,2,3",
            "1·103",
            "--5",
            "٣",
            "1.00.000",
            "5..6",
            "-",
            ",",
            "1" * 50,
            "10^-999",
            "nan",
            "inf",
        ):
            with self.subTest(raw=raw):
                self.assertRefused("number", "number", raw)

    def test_one_comma_before_three_digits_goes_by_the_language(self):
        self.assertEqual(self._read("number", "1,000").number, 1)
        english = self._read("number", "1,000", point=".")
        self.assertEqual((english.number, english.text), (1000, "1000"))
        self.assertEqual(self._read("number", "0,5", point=".").text, "0.5")

    def test_only_the_unit_that_is_asked_for_may_follow(self):
        for raw, unit in (
            ("5 Па", "Па"),
            ("5Па", "Па"),
            ("5 па", "Па"),
            ("5 °С", "°C"),  # a Russian letter
            ("5 м3/мин", "м³/мин"),
            ("5 %", "%"),
        ):
            with self.subTest(raw=raw):
                self.assertEqual(self._read("number", raw, unit=unit).number, 5)
        params = self.assertRefused("unit", "number", "5 мбар", unit="Па")
        self.assertEqual(params, {"unit": "Па"})

    def test_limits(self):
        question = {"minimum": -273.0, "maximum": 100.0}
        for raw in ("-273", "0", "100"):
            with self.subTest(raw=raw):
                self.assertTrue(self._read("number", raw, **question).text)
        for raw in ("-274", "100,5"):
            with self.subTest(raw=raw):
                params = self.assertRefused("limits", "number", raw, **question)
                self.assertEqual(params, {"minimum": -273.0, "maximum": 100.0})

    @settings(deadline=None)
    @given(
        st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4),
        st.sampled_from(",."),
    )
    def test_what_is_shown_reads_back(self, number, point):
        shown = format_number(number, point)

        self.assertEqual(read_number(shown, point), Decimal(number))

    @settings(deadline=None)
    @given(
        st.text(max_size=60), st.sampled_from(["number", "range", "date", "boolean"])
    )
    def test_nothing_that_is_typed_breaks_the_reader(self, raw, kind):
        try:
            found = self._read(kind, raw, unit="Pa")
        except AnswerError as error:
            self.assertTrue(error.code)
        else:
            self.assertEqual(bool(found.text), bool(raw.replace("\x00", "").strip()))

    # ---- ranges --------------------------------------------------------------------

    def test_ranges(self):
        for raw, ends in (
            ("-60 … 180", (-60, 180)),
            ("-60...180", (-60, 180)),
            ("10..20", (10, 20)),
            ("-60-180", (-60, 180)),
            ("-60 – -20", (-60, -20)),
            ("от 10 до 20", (10, 20)),
            ("from 10 to 20 °C", (10, 20)),
            ("-60 °C … +180 °C", (-60, 180)),
            ("1,5–2,5", (1.5, 2.5)),
            ("10÷20", (10, 20)),
            ("5 … 5", (5, 5)),
        ):
            with self.subTest(raw=raw):
                found = self._read("range", raw, unit="°C")
                self.assertEqual((found.number, found.number_to), ends)
        self.assertEqual(self._read("range", "1.5-2").text, "1,5 … 2")

    def test_what_is_no_range(self):
        for raw in ("10", "10 …", "… 10", "cold to warm", "10 … 20 … 30"):
            with self.subTest(raw=raw):
                self.assertRefused("range", "range", raw)
        self.assertRefused("order", "range", "20 … 10")
        self.assertRefused("limits", "range", "-60 … 500", maximum=400.0)
        self.assertIsNone(split_range("-"))

    # ---- words ---------------------------------------------------------------------

    def test_options(self):
        found = self._read("choice", " dust ", options=DUSTY)
        self.assertEqual(found.text, "Dust")
        self.assertRefused("choice", "choice", "Dust; Rain", options=DUSTY)
        self.assertRefused("choice", "choice", "Snow", options=DUSTY)

    def test_several_options_stand_in_the_order_of_the_list(self):
        found = self._read("choices", "salt fog; Dust\nDust", options=DUSTY)
        self.assertEqual(found.text, "Dust; Salt fog")
        self.assertRefused("choice", "choices", "Dust; Snow", options=DUSTY)

    def test_yes_and_no(self):
        for raw, flag in (("да", True), ("YES", True), ("нет", False), ("0", False)):
            with self.subTest(raw=raw):
                found = self._read("boolean", raw, yes="Да", no="Нет")
                self.assertEqual(found.flag, flag)
                self.assertEqual(found.text, "Да" if flag else "Нет")
        self.assertIsNone(self._read("boolean", "").flag)
        self.assertRefused("boolean", "boolean", "maybe")

    def test_days(self):
        day = date(2026, 12, 1)
        for raw in ("2026-12-01", "01.12.2026", "1.12.26", "12/01/2026"):
            with self.subTest(raw=raw):
                found = self._read("date", raw, date_format="%m/%d/%Y")
                self.assertEqual((found.day, found.text), (day, "12/01/2026"))
        for raw in ("31.02.2026", "soon", "0001-01-01", "2026"):
            with self.subTest(raw=raw):
                self.assertRefused("date", "date", raw)

    def test_texts(self):
        self.assertEqual(self._read("text", " a\x00\r\nb ").text, "a\nb")
        self.assertEqual(self._read("text", "   "), Answer())
        self.assertEqual(
            self.assertRefused("long", "text", "x" * 4001), {"limit": 4000}
        )
        self.assertRefused("long", "number", "1" * 401)
