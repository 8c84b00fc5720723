from odoo.tests import BaseCase, tagged

from ..tools import labels, labels_zpl
from ..tools.labels import Label
from .label_common import read_zpl, read_zpl_texts

EAN = "4006381333931"


@tagged("post_install", "-at_install")
class TestLabelZpl(BaseCase):
    def _read(self, code, label_format="58x40"):
        [found] = read_zpl(labels_zpl.render([Label("A", code)], label_format))
        return found

    def test_gs1_has_fnc1_first_and_between(self):
        code = labels.gs1_code(
            "gs1_datamatrix", [("01", "04006381333931"), ("10", "A"), ("30", "5")]
        )

        self.assertEqual(self._read(code), ("BX", "<F>010400638133393110A\x1d305"))

    def test_signs_of_the_language_do_not_reach_it(self):
        """^ ~ \\ and the escape character come back as they were."""
        cases = {
            "underscore": "A_1__B_",
            "caret and tilde": "A^FS~B^XZ",
            "backslash": "A\\5EB\\",
            "greater": "A>0>:B>8",
        }
        for case, name in cases.items():
            with self.subTest(case):
                code = labels.plain_code(name)
                for symbol in ("code128", "datamatrix", "qr"):
                    plain = labels.Code(symbol, code.content, code.caption)
                    self.assertEqual(self._read(plain)[1], name)

    def test_underscores_in_gs1(self):
        code = labels.lot_code("_1_A__", "lot", EAN)

        self.assertEqual(self._read(code), ("BX", "<F>010400638133393110_1_A__"))

    def test_cyrillic_goes_as_qr_and_in_utf8(self):
        text = labels_zpl.render(
            [Label("Масло ВМ^1", labels.plain_code("Серия №1"))], "58x40"
        )

        self.assertEqual(read_zpl(text), [("BQ", "Серия №1")])
        self.assertIn("^CI28", text)
        self.assertTrue(text.isascii())
        self.assertEqual(" ".join(read_zpl_texts(text)), "Масло ВМ^1 Серия №1")

    def test_package_and_products(self):
        cases = [
            (
                labels.package_code("046000000000000015"),
                ("BC", "<F>00046000000000000015"),
            ),
            (labels.product_code(EAN), ("BE", "400638133393")),
            (labels.product_code("96385074"), ("B8", "9638507")),
            (labels.plain_code("WH/IN/00012"), ("BC", "WH/IN/00012")),
        ]
        for code, expected in cases:
            with self.subTest(code=code.caption):
                self.assertEqual(self._read(code, "100x50"), expected)

    def test_size_and_copies_are_told_to_the_printer(self):
        label = Label("A", labels.plain_code("A1"), (), 7)

        small = labels_zpl.render([label], "58x40")
        both = labels_zpl.render([label, label], "100x50")

        self.assertIn("^PW464^LL320", small)
        self.assertIn("^PQ7^XZ", small)
        self.assertIn("^PW800^LL400", both)
        self.assertEqual(both.count("^XA"), 2)
