import base64
import random
import re
import string

import zxingcpp
from PIL import Image

from odoo.tests import BaseCase, tagged

from ...tools.documents.barcode import QUIET, draw_code

SCALE, HEIGHT = 4, 60  # pixels of a module, of a bar


def draw_picture(drawing):
    """The drawing as a picture: the rectangles of its path, as a browser fills them."""
    columns = drawing["columns"]
    rows = HEIGHT // SCALE if drawing["is_linear"] else drawing["rows"]
    picture = Image.new("L", (columns * SCALE, rows * SCALE), 255)
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)", get_svg(drawing)):
        bottom = rows if drawing["is_linear"] else int(top) + 1
        box = (int(left), int(top), int(left) + int(width), bottom)
        picture.paste(0, tuple(side * SCALE for side in box))
    return picture


def get_svg(drawing):
    kind, _comma, content = drawing["uri"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    return base64.b64decode(content).decode()


@tagged("post_install", "-at_install")
class TestBarcode(BaseCase):
    """The code of a document, read back by a decoder: no database."""

    def assertRead(self, text, kind):
        drawing = draw_code(text)
        [code] = zxingcpp.read_barcodes(draw_picture(drawing))
        self.assertEqual((code.text, code.format), (text, kind))
        return drawing

    def test_numbers_of_documents(self):
        for text in ("WH/OUT/00012", "WH/MO/00001-002", "1", "A" * 40, "a~! b"):
            with self.subTest(text=text):
                drawing = self.assertRead(text, zxingcpp.BarcodeFormat.Code128)
                self.assertEqual((drawing["rows"], drawing["is_linear"]), (1, True))

    def test_random_texts(self):
        chance = random.Random(128)
        signs = string.ascii_letters + string.digits + "/-_ ."
        for _number in range(60):
            text = "".join(chance.choices(signs, k=chance.randint(1, 30)))
            with self.subTest(text=text):
                if text == text.strip():
                    self.assertRead(text, zxingcpp.BarcodeFormat.Code128)
                self.assertGreater(draw_code(text)["columns"], 2 * QUIET)

    def test_white_on_both_sides(self):
        drawing = draw_code("WH/OUT/00012")
        runs = [
            (int(left), int(width))
            for left, width in re.findall(r"M(\d+) 0h(\d+)", get_svg(drawing))
        ]

        self.assertEqual(runs[0][0], QUIET)
        self.assertEqual(drawing["columns"] - sum(runs[-1]), QUIET)

    def test_russian_letters_and_long_names_are_qr(self):
        for text in ("СКЛ/РАСХ/00012", "x" * 41):
            with self.subTest(text=text):
                drawing = self.assertRead(text, zxingcpp.BarcodeFormat.QRCode)
                self.assertFalse(drawing["is_linear"])
                self.assertEqual(drawing["rows"], drawing["columns"])

    def test_nothing_is_no_code(self):
        for text in ("", False, None):
            with self.subTest(text=text), self.assertRaises(ValueError):
                draw_code(text)
