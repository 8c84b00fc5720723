from datetime import date

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from odoo.tests import BaseCase, tagged

from ..tools import gs1, gs1_encode, labels
from ..tools.gs1_lint import CSET82
from .label_common import decode

GTIN = "04006381333931"
names = st.text(CSET82, min_size=1, max_size=20)
cyrillic = st.text("АБВГДЕЁЖЗЩЮЯабвгдеёжзщюя 0123456789-/№«»", min_size=1, max_size=60)


def picture(symbol, content, scale=4, quiet=20):
    """The symbol as a scanner sees it."""
    rows = gs1_encode.modules(symbol, content)
    rows = rows if len(rows) > 1 else rows * 30
    width, height = len(rows[0]), len(rows)
    data = bytes(0 if module == "1" else 255 for row in rows for module in row)
    drawn = Image.frombytes("L", (width, height), data)
    page = Image.new("L", (width + 2 * quiet, height + 2 * quiet), 255)
    page.paste(drawn, (quiet, quiet))
    return page.resize((page.width * scale, page.height * scale), Image.NEAREST)


@tagged("post_install", "-at_install")
class TestGs1Encode(BaseCase):
    def _assert_scans_back(self, code):
        [(identifier, text)] = decode(picture(code.symbol, code.content))
        self.assertEqual(text, code.scanned)
        return identifier

    def test_element_string_ends_open_elements_with_gs(self):
        elements = [("01", GTIN), ("10", "A"), ("17", "271231"), ("21", "B")]

        text = gs1_encode.element_string(elements)

        self.assertEqual(text, f"01{GTIN}10A\x1d1727123121B")
        self.assertEqual(
            gs1_encode.human_readable(elements), f"(01){GTIN}(10)A(17)271231(21)B"
        )

    @settings(max_examples=150, deadline=None)
    @given(names, st.dates(date(2000, 1, 1), date(2049, 12, 31)), st.integers(2, 99999))
    def test_any_name_of_the_character_set_scans_back(self, name, expiry, count):
        code = labels.lot_code(name, "lot", GTIN[1:], expiry, count)
        if code.symbol != "gs1_datamatrix":
            # names that our own reader takes for a spelling of FNC1
            self.assertTrue(any(word in name for word in gs1.SEPARATORS))
            return

        identifier = self._assert_scans_back(code)
        read = gs1.parse(identifier + code.scanned, today="2026-06-01")

        self.assertEqual(identifier, "]d2")
        values = {element["ai"]: element for element in read["elements"]}
        self.assertEqual(values["01"]["value"], GTIN)
        self.assertEqual(values["10"]["value"], name)
        self.assertEqual(values["17"]["date"], expiry.isoformat())
        self.assertEqual(values["30"]["value"], str(count))

    @settings(max_examples=60, deadline=None)
    @given(names)
    def test_any_serial_number_scans_back(self, name):
        code = labels.lot_code(name, "serial", GTIN[1:])

        identifier = self._assert_scans_back(code)

        if code.symbol == "gs1_datamatrix":
            self.assertEqual(identifier, "]d2")
            self.assertEqual(code.content, (("01", GTIN), ("21", name)))

    @settings(max_examples=60, deadline=None)
    @given(cyrillic)
    def test_cyrillic_names_scan_back_as_qr(self, name):
        if not name.strip():
            return
        code = labels.lot_code(name, "lot", GTIN[1:])
        identifier = self._assert_scans_back(code)
        if code.symbol == "qr":
            self.assertEqual(identifier, "]Q1")

    def test_cyrillic_is_written_as_utf8(self):
        """Also where another character set would be shorter."""
        for name in ("«А»", "ВМ-2026/07", "Серия №1"):
            with self.subTest(name=name):
                [read] = zxingcpp.read_barcodes(picture("qr", name))
                self.assertEqual(read.bytes, name.encode())

    def test_each_symbol_has_its_identifier(self):
        cases = {
            "gs1_datamatrix": ((("01", GTIN), ("10", "A B"[:1])), "]d2"),
            "gs1_128": ((("00", "046000000000000015"),), "]C1"),
            "datamatrix": ("LOT 7/2026 #1", "]d1"),
            "code128": ("WH/IN/00012", "]C0"),
            "ean13": ("4006381333931", "]E0"),
            "ean8": ("96385074", "]E4"),
            "qr": ("Серия №1", "]Q1"),
        }
        self.assertEqual(set(cases), set(gs1_encode.FORMATS))
        for symbol, (content, identifier) in cases.items():
            with self.subTest(symbol=symbol):
                code = labels.Code(symbol, content, "")
                self.assertEqual(self._assert_scans_back(code), identifier)

    def test_elements_that_are_wrong_are_not_valid(self):
        cases = {
            "nothing": [],
            "unknown identifier": [("09", "1")],
            "check digit": [("01", "04006381333932")],
            "date": [("17", "271331")],
            "too long": [("10", "A" * 21)],
            "space": [("10", "A B")],
            "cyrillic": [("10", "Серия")],
            "empty": [("10", "")],
            "reads as FNC1": [("10", "A<GS>17271231")],
        }
        for name, elements in cases.items():
            with self.subTest(name):
                self.assertFalse(gs1_encode.is_valid(elements))
        self.assertTrue(gs1_encode.fits("10", "A<B>"))
        self.assertFalse(gs1_encode.fits("10", "A#B"))

    def test_what_does_not_fit_is_refused(self):
        with self.assertRaises(ValueError):
            gs1_encode.modules("gs1_datamatrix", (("10", "A" * 21),))
        with self.assertRaises(ValueError):
            gs1_encode.modules("ean13", "4006381333932")

    def test_drawing_has_exactly_the_dark_modules(self):
        rows = ("0110", "1000", "0111")

        path = gs1_encode.svg_path(rows)

        self.assertEqual(path, "M1 0h2v1h-2zM0 1h1v1h-1zM1 2h3v1h-3z")

    def test_library_reads_what_another_standard_calls_gs1(self):
        """FNC1 is in the first position of the symbol, not a GS in front of the text."""
        image = picture("gs1_datamatrix", (("01", GTIN), ("10", "A")))

        [read] = zxingcpp.read_barcodes(image)

        self.assertEqual(read.content_type, zxingcpp.ContentType.GS1)
        self.assertEqual(read.text, f"(01){GTIN}(10)A")
