"""Pictures drawn with Pillow: an icon for each category of products, logo, signatures."""

import base64
import io
import math

from PIL import Image, ImageDraw

SIZE = 512
SHOWN = 256
WHITE = "#ffffff"


def draw_product(icon, color):
    """Return a PNG (base64) with the icon of a category.

    :param str icon: pump, chamber, compressor, furnace, gauge, drop, gear or wrench.
    :param str color: of the ground, ``#rrggbb``.
    """
    image = Image.new("RGB", (SIZE, SIZE), WHITE)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((24, 24, SIZE - 24, SIZE - 24), 72, fill=color)
    DRAWERS[icon](pen, color)
    return _encode(image.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS))


def draw_logo():
    """Return the company's logo: a vessel under vacuum with a flame below."""
    image = Image.new("RGB", (SIZE, SIZE), WHITE)
    pen = ImageDraw.Draw(image)
    pen.ellipse((40, 40, 472, 472), fill="#1f3b63")
    pen.rounded_rectangle((146, 120, 366, 300), 60, outline=WHITE, width=22)
    pen.line((256, 60, 256, 120), fill=WHITE, width=22)
    pen.polygon([(256, 318), (316, 410), (256, 446), (196, 410)], fill="#e8793a")
    return _encode(image.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS))


def draw_signature(rng):
    """Return a signature of somebody who is not there: a curve made by chance."""
    image = Image.new("RGBA", (480, 160), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    phase, height = rng.uniform(0, 3), rng.uniform(28, 46)
    points = [
        (
            40 + step * 4,
            85
            + height * math.sin(step / 6 + phase) * math.exp(-step / 70)
            + 14 * math.sin(step / 2.3),
        )
        for step in range(100)
    ]
    pen.line(points, fill="#1a237e", width=5, joint="curve")
    pen.line([(90, 128), (400, 118)], fill="#1a237e", width=3)
    return _encode(image)


def _encode(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue())


def _pump(pen, color):
    pen.ellipse((120, 150, 392, 422), fill=WHITE)
    pen.ellipse((196, 226, 316, 346), fill=color)
    pen.rectangle((226, 80, 286, 170), fill=WHITE)
    pen.rounded_rectangle((100, 400, 412, 440), 16, fill=WHITE)


def _chamber(pen, color):
    pen.rounded_rectangle((110, 90, 402, 430), 36, fill=WHITE)
    pen.ellipse((176, 150, 336, 310), fill=color)
    for angle in range(0, 180, 60):
        x, y = 62 * math.cos(math.radians(angle)), 62 * math.sin(math.radians(angle))
        pen.line((256 - x, 230 - y, 256 + x, 230 + y), fill=WHITE, width=14)
    pen.rectangle((176, 350, 336, 378), fill=color)


def _compressor(pen, color):
    pen.rounded_rectangle((80, 250, 432, 400), 75, fill=WHITE)
    pen.rounded_rectangle((160, 120, 352, 232), 24, fill=WHITE)
    pen.ellipse((216, 136, 296, 216), fill=color)
    pen.rectangle((130, 396, 170, 440), fill=WHITE)
    pen.rectangle((342, 396, 382, 440), fill=WHITE)


def _furnace(pen, color):
    pen.rounded_rectangle((100, 90, 412, 430), 30, fill=WHITE)
    pen.rounded_rectangle((150, 200, 362, 380), 20, fill=color)
    pen.polygon([(256, 214), (318, 318), (256, 366), (194, 318)], fill=WHITE)
    for x in (170, 230, 290):
        pen.ellipse((x, 126, x + 40, 166), fill=color)


def _gauge(pen, color):
    pen.ellipse((90, 90, 422, 422), fill=WHITE)
    pen.ellipse((126, 126, 386, 386), fill=color)
    for angle in range(150, 391, 40):
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        ends = (256 + 92 * x, 256 + 92 * y, 256 + 118 * x, 256 + 118 * y)
        pen.line(ends, fill=WHITE, width=12)
    pen.line((256, 256, 330, 190), fill=WHITE, width=18)
    pen.ellipse((234, 234, 278, 278), fill=WHITE)


def _drop(pen, color):
    pen.polygon([(256, 70), (374, 270), (138, 270)], fill=WHITE)
    pen.ellipse((122, 190, 390, 450), fill=WHITE)
    pen.arc((170, 230, 342, 410), 90, 180, fill=color, width=22)


def _gear(pen, color):
    for angle in range(0, 360, 45):
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        ends = (256, 256, 256 + 180 * x, 256 + 180 * y)
        pen.line(ends, fill=WHITE, width=64)
    pen.ellipse((126, 126, 386, 386), fill=WHITE)
    pen.ellipse((196, 196, 316, 316), fill=color)


def _wrench(pen, color):
    pen.line((160, 380, 330, 190), fill=WHITE, width=64)
    pen.ellipse((270, 90, 420, 240), fill=WHITE)
    pen.polygon([(345, 165), (420, 60), (450, 130)], fill=color)
    pen.ellipse((118, 346, 202, 430), fill=WHITE)


DRAWERS = {
    "pump": _pump,
    "chamber": _chamber,
    "compressor": _compressor,
    "furnace": _furnace,
    "gauge": _gauge,
    "drop": _drop,
    "gear": _gear,
    "wrench": _wrench,
}
