from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import labels, labels_formats, labels_layout
from ..tools.labels import Label

EAN = "4006381333931"
EXPIRY = date(2027, 12, 31)


@tagged("post_install", "-at_install")
class TestLabelCodes(BaseCase):
    def test_series_with_gtin_is_gs1(self):
        code = labels.lot_code("AB/1%", "lot", EAN, EXPIRY)

        self.assertEqual(code.symbol, "gs1_datamatrix")
        self.assertEqual(code.caption, "(01)04006381333931(17)271231(10)AB/1%")
        self.assertEqual(code.scanned, "01040063813339311727123110AB/1%")

    def test_serial_number_has_its_own_identifier_and_no_count(self):
        code = labels.lot_code("SN1", "serial", EAN, count=5)

        self.assertEqual(code.caption, "(01)04006381333931(21)SN1")

    def test_count_of_a_box_is_written_for_more_than_one(self):
        self.assertTrue(
            labels.lot_code("A", "lot", EAN, count=12).caption.endswith("(10)A(30)12")
        )
        self.assertTrue(labels.lot_code("A", "lot", EAN, count=1).caption.endswith("A"))

    def test_plain_code_where_gs1_would_lie(self):
        cases = {
            "no barcode": ("A1", None, "code128"),
            "no GTIN": ("A1", "OUR-CODE", "code128"),
            "wrong check digit": ("A1", "4006381333932", "code128"),
            "space in the name": ("A 1", EAN, "code128"),
            "other character": ("A#1", EAN, "code128"),
            "longer than 20": ("A" * 21, EAN, "code128"),
            "cyrillic": ("Серия 1", EAN, "qr"),
        }
        for case, (name, barcode, symbol) in cases.items():
            with self.subTest(case):
                code = labels.lot_code(name, "lot", barcode, EXPIRY)
                self.assertEqual((code.symbol, code.scanned), (symbol, name))

    def test_products(self):
        cases = {
            "4006381333931": "ean13",
            "96385074": "ean8",
            "14006381333938": "gs1_datamatrix",
            "4006381333932": "code128",
            "OUR-CODE": "code128",
            "КОД": "qr",
        }
        for barcode, symbol in cases.items():
            with self.subTest(barcode=barcode):
                self.assertEqual(labels.product_code(barcode).symbol, symbol)
        upc = labels.product_code("036000291452")
        self.assertEqual((upc.symbol, upc.content), ("ean13", "0036000291452"))

    def test_package_is_gs1_when_its_name_is_an_sscc(self):
        sscc = labels.package_code("046000000000000015")

        self.assertEqual(sscc.symbol, "gs1_128")
        self.assertEqual(sscc.caption, "(00)046000000000000015")
        for name in ("046000000000000016", "PACK0000001", "04600000000000001"):
            with self.subTest(name=name):
                self.assertEqual(labels.package_code(name).symbol, "code128")

    def test_nothing_and_control_characters_are_no_code(self):
        for text in ("", "  ", "A\x1dB", "A\nB"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                labels.plain_code(text)

    def test_formats_of_core_wizards_are_told_apart(self):
        self.assertTrue(labels_formats.is_ours("scan_a4"))
        self.assertFalse(labels_formats.is_ours("zpl"))
        self.assertFalse(labels_formats.is_ours(False))
        self.assertEqual(labels_formats.split("scan_zpl_100x50"), ("100x50", True))
        self.assertEqual(labels_formats.split("scan_58x40"), ("58x40", False))
        names = {key.rpartition("_")[0] for key, _name in labels_formats.LOT_FORMATS}
        self.assertEqual(names, set(dict(labels_formats.PRINT_FORMATS)))


LONG = "Насос пластинчато-роторный двухступенчатый вакуумный с электродвигателем " * 3
LABELS = {
    "series": Label(
        "Масло вакуумное ВМ-1С, канистра 5 л",
        labels.lot_code("AB/1%", "lot", EAN, EXPIRY),
        (("Series", "AB/1%"), ("Use before", "31.12.2027")),
    ),
    "longest series": Label(
        LONG,
        labels.lot_code("W" * 20, "lot", EAN, EXPIRY, 99999999),
        (("Series", "W" * 20), ("Use before", "31.12.2027"), ("Count", "99999999")),
    ),
    "cyrillic": Label("A", labels.plain_code("Ж" * 200), (("Series", "Ж" * 200),)),
    "long code": Label(LONG, labels.plain_code("A" * 300), (("Series", "A" * 300),)),
    "shelf": Label("A-01-3", labels.plain_code("WH-A-01-3")),
    "long shelf": Label("Ш" * 60, labels.plain_code("Ш" * 60)),
    "package": Label("1", labels.package_code("046000000000000015")),
    "product": Label("Ф", labels.product_code("96385074"), (("Article", "F-1"),)),
}


@tagged("post_install", "-at_install")
class TestLabelLayout(BaseCase):
    def _arranged(self):
        for label_format, size in labels_layout.SIZES_OF_LABELS.items():
            for name, label in LABELS.items():
                with self.subTest(format=label_format, label=name):
                    yield size, labels_layout.arrange(label, label_format)

    def _texts(self, items):
        return [item for item in items if isinstance(item, labels_layout.Text)]

    def _symbol(self, items):
        [symbol] = [item for item in items if isinstance(item, labels_layout.Symbol)]
        return symbol

    def test_everything_stays_on_the_label(self):
        for size, items in self._arranged():
            symbol = self._symbol(items)
            self.assertGreaterEqual(symbol.left, 0)
            self.assertLessEqual(symbol.left + symbol.width, size.width)
            self.assertLessEqual(symbol.top + symbol.height, size.height)
            for text in self._texts(items):
                bottom = text.top + text.line_height * len(text.lines)
                self.assertLessEqual(bottom, size.height + 0.01, text)
                for line in text.lines:
                    width = labels_layout.text_width(line, text.size)
                    self.assertLessEqual(width, text.width + 0.01, line)

    def test_nothing_lies_over_the_code(self):
        for _size, items in self._arranged():
            code = self._symbol(items)
            for text in self._texts(items):
                bottom = text.top + text.line_height * len(text.lines)
                is_beside = text.left + text.width <= code.left + 0.01
                is_apart = (
                    bottom <= code.top + 0.3 or text.top >= code.top + code.height
                )
                self.assertTrue(is_beside or is_apart, text)

    def test_modules_are_whole_dots_of_a_label_printer(self):
        for _size, items in self._arranged():
            symbol = self._symbol(items)
            dots = symbol.module / labels_layout.DOT
            if dots >= 2:
                self.assertAlmostEqual(dots, round(dots))

    def test_usual_codes_are_large(self):
        for name in ("series", "shelf", "package", "product"):
            for label_format in labels_layout.SIZES_OF_LABELS:
                with self.subTest(label=name, format=label_format):
                    symbol = self._symbol(
                        labels_layout.arrange(LABELS[name], label_format)
                    )
                    self.assertGreaterEqual(symbol.module, 0.25)

    def test_series_and_expiry_can_be_read_from_a_metre(self):
        """14 points: letters of 3.5 mm."""
        for label_format in labels_layout.SIZES_OF_LABELS:
            items = labels_layout.arrange(LABELS["series"], label_format)
            sizes = {text.lines: text.size for text in self._texts(items)}
            with self.subTest(format=label_format):
                self.assertGreaterEqual(sizes[("AB/1%",)], 14)
                self.assertGreaterEqual(sizes[("31.12.2027",)], 14)

    def test_code_128_that_is_too_wide_becomes_a_datamatrix(self):
        wide = Label("A", labels.plain_code("WH/STOCK/SHELF-A-01-03-0007"))

        small = self._symbol(labels_layout.arrange(wide, "58x40"))
        large = self._symbol(labels_layout.arrange(wide, "100x50"))

        self.assertEqual(small.code.symbol, "datamatrix")
        self.assertEqual(large.code.symbol, "code128")
        self.assertEqual(small.code.scanned, large.code.scanned)

    def test_text_that_is_too_long_ends_with_an_ellipsis(self):
        text = labels_layout.fit(LONG * 5, 0, 0, 30, 6)

        self.assertTrue(text.lines[-1].endswith("…"))
        self.assertEqual(text.size, min(labels_layout.SIZES))

    def test_words_are_not_torn_in_large_letters(self):
        text = labels_layout.fit("двухступенчатый", 0, 0, 30, 20)

        self.assertEqual(text.lines, ("двухступенчатый",))
