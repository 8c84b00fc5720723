import io
import json
import random
from datetime import date, datetime
from decimal import Decimal

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from odoo.addons.sales_process.tools.documents import appendix, goods, lead_time
from odoo.addons.sales_process.tools.documents.snapshot import freeze, thaw


def draw_pdf():
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.drawString(10, 10, "page")
    canvas.save()
    return drawn.getvalue()


def draw_picture(size, kind="PNG"):
    drawn = io.BytesIO()
    Image.new("RGB", size).save(drawn, kind)
    return drawn.getvalue()


@tagged("post_install", "-at_install")
class TestGoodsTools(BaseCase):
    def test_shares_sum_up_to_the_kopeck(self):
        dice = random.Random(7)
        for _number in range(2000):
            amount = Decimal(dice.randint(1, 10**9)) / 100
            weights = [dice.randint(1, 10**6) / 100 for _n in range(dice.randint(1, 5))]

            shares = goods.spread(amount, weights)

            self.assertEqual(sum(shares), amount)

    def test_shares_are_in_proportion(self):
        self.assertEqual(
            goods.spread(100, [1, 1, 2]), [Decimal(25), Decimal(25), Decimal(50)]
        )
        self.assertEqual(goods.spread(0, [1, 1]), [0, 0])

    def test_a_price_shows_as_many_decimals_as_it_has(self):
        for price, digits in ((100, 2), (0.5, 2), (0.125, 3), (-1.2345678, 6)):
            with self.subTest(price=price):
                self.assertEqual(goods.price_digits(price), digits)

    def test_only_lines_are_numbered(self):
        rows = [{"kind": kind} for kind in ("section", "line", "note", "line")]

        count = goods.number_rows(rows)

        self.assertEqual(count, 2)
        self.assertEqual([row.get("number") for row in rows], [None, 1, None, 2])

    def test_the_first_line_of_a_text_is_the_name(self):
        for text, parts in (
            ("Pump\nDN 40\n2 kW", ("Pump", "DN 40\n2 kW")),
            ("Pump", ("Pump", "")),
            ("", ("", "")),
            (None, ("", "")),
        ):
            with self.subTest(text=text):
                self.assertEqual(goods.split_name(text), parts)

    def test_headings_without_goods_are_left_out(self):
        for kinds, kept in (
            (["section"], []),
            (["section", "subsection"], []),
            (["section", "section", "line"], ["section", "line"]),
            (["subsection", "line", "section"], ["subsection", "line"]),
            (["section", "subsection", "line"], ["section", "subsection", "line"]),
            (["section", "note"], ["section", "note"]),
            ([], []),
        ):
            with self.subTest(kinds=kinds):
                rows = goods.drop_empty_sections([{"kind": kind} for kind in kinds])
                self.assertEqual([row["kind"] for row in rows], kept)


@tagged("post_install", "-at_install")
class TestLeadTimeTools(BaseCase):
    def test_lines_share_what_is_free(self):
        needs = [
            ("a", "pump", 3, lead_time.MAKE, 30),
            ("b", "pump", 3, lead_time.MAKE, 30),
            ("c", "pump", 1, lead_time.BUY, 10),
        ]

        planned = lead_time.plan_supply(needs, {"pump": 4})

        self.assertEqual(planned["a"], lead_time.Supply(3, lead_time.STOCK))
        self.assertEqual(planned["b"], lead_time.Supply(1, lead_time.MAKE, 30))
        self.assertEqual(planned["c"], lead_time.Supply(0, lead_time.BUY, 10))

    def test_negative_stock_gives_nothing(self):
        planned = lead_time.plan_supply([("a", "pump", 1, "make", 5)], {"pump": -2})

        self.assertEqual(planned["a"], lead_time.Supply(0.0, "make", 5))

    def test_weeks_from_two_on(self):
        for days, told in (
            (0, (0, False)),
            (13, (13, False)),
            (14, (2, True)),
            (15, (3, True)),
        ):
            with self.subTest(days=days):
                self.assertEqual(lead_time.in_weeks(days), told)


@tagged("post_install", "-at_install")
class TestSnapshot(BaseCase):
    def test_everything_comes_back(self):
        form = {
            "text": "Счёт",
            "number": 1.25,
            "none": None,
            "off": False,
            "day": date(2026, 11, 12),
            "moment": datetime(2026, 11, 12, 10, 30),
            "picture": b"\x89PNG",
            "rows": [{"name": "a", "parents": [1, False]}],
        }

        self.assertEqual(thaw(freeze(form)), form)

    def test_frozen_is_json(self):
        frozen = freeze(
            {"day": date(2026, 1, 1), "sum": Decimal("1.5"), "pair": (1, 2)}
        )

        self.assertEqual(json.loads(json.dumps(frozen)), frozen)
        self.assertEqual(thaw(frozen)["sum"], 1.5)
        self.assertEqual(thaw(frozen)["pair"], [1, 2])


@tagged("post_install", "-at_install")
class TestAppendix(BaseCase):
    def test_a_picture_becomes_a_page(self):
        for size, is_wide in (((300, 200), True), ((200, 300), False)):
            with self.subTest(size=size):
                reader = PdfReader(
                    io.BytesIO(appendix.to_pdf(draw_picture(size), "image/png"))
                )
                box = reader.pages[0].mediabox
                self.assertEqual(len(reader.pages), 1)
                self.assertEqual(box.width > box.height, is_wide)

    def test_a_pdf_stays(self):
        content = draw_pdf()

        self.assertEqual(appendix.to_pdf(content, appendix.PDF), content)

    def test_what_cannot_be_appended_is_refused(self):
        writer = PdfWriter()
        writer.add_page(PdfReader(io.BytesIO(draw_pdf())).pages[0])
        writer.encrypt("secret")
        drawn = io.BytesIO()
        writer.write(drawn)
        for content, kind in (
            (b"no pdf", appendix.PDF),
            (draw_pdf()[:200], appendix.PDF),
            (drawn.getvalue(), appendix.PDF),
            (b"no picture", "image/png"),
            (b"text", "text/plain"),
        ):
            with (
                self.subTest(kind=kind, size=len(content)),
                self.assertRaises(appendix.AppendixError),
            ):
                appendix.to_pdf(content, kind)

    def test_a_huge_picture_is_refused(self):
        huge = draw_picture((9000, 9000))

        with self.assertRaises(appendix.AppendixError):
            appendix.to_pdf(huge, "image/png")
