"""Writing of codes: GS1 element strings and the modules of a symbol.

The reverse of ``gs1.py``. Symbols are made by zxing-cpp (Apache-2.0; it carries Zint).
Source of the element strings: GS1 General Specifications, sections 3 and 7.8.
"""

from functools import lru_cache

import zxingcpp

from . import gs1, gs1_table

GS = gs1.GS
FORMATS = {
    "gs1_datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, {"force_square": True}),
    "gs1_128": (zxingcpp.BarcodeFormat.Code128, {}),
    "datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, {"force_square": True}),
    "code128": (zxingcpp.BarcodeFormat.Code128, {}),
    "ean13": (zxingcpp.BarcodeFormat.EAN13, {}),
    "ean8": (zxingcpp.BarcodeFormat.EAN8, {}),
    # UTF-8 and nothing else: left alone, the library writes Cyrillic in the Japanese or
    # ISO 8859-5 set, which plain scanners do not turn back
    "qr": (zxingcpp.BarcodeFormat.QRCode, {"ec_level": "M", "eci": "UTF-8"}),
}
GS1_SYMBOLS = ("gs1_datamatrix", "gs1_128")
LINEAR_SYMBOLS = ("gs1_128", "code128", "ean13", "ean8")


def element_string(elements):
    """What a scanner delivers for ``[(ai, value)]``, without the symbology identifier.

    An element of no predefined length is ended by GS, except the last one.
    """
    table = gs1_table.load()
    parts = []
    for index, (ai, value) in enumerate(elements):
        is_open = not table[ai]["fixed"] and index < len(elements) - 1
        parts.append(ai + value + (GS if is_open else ""))
    return "".join(parts)


def human_readable(elements):
    """The line under the symbol: identifiers in round brackets."""
    return "".join(f"({ai}){value}" for ai, value in elements)


def is_valid(elements, today=None):
    """Whether our own reader gives back exactly these elements.

    Not so when a value holds a spelling of FNC1, as "A<GS>B".
    """
    if not elements or any(ai not in gs1_table.load() for ai, _value in elements):
        return False
    read = gs1.parse(element_string(elements), today=today)
    found = [(element["ai"], element["value"]) for element in read["elements"]]
    return read["valid"] and found == [tuple(element) for element in elements]


def fits(ai, value):
    """Whether one element can be written: length, characters, check digit, date."""
    return is_valid([(ai, value)])


@lru_cache(maxsize=1024)
def modules(symbol, content):
    """Rows of the symbol, each a text of ``1`` (dark) and ``0``, without quiet zone.

    A linear symbol has one row.

    :param symbol: a key of ``FORMATS``
    :param content: text, or a tuple of (identifier, value) for the GS1 symbols
    :raise ValueError: the content does not fit into the symbol
    """
    barcode_format, options = FORMATS[symbol]
    if symbol in GS1_SYMBOLS:
        # square brackets: no value may contain them, but round ones are allowed
        content = "".join(f"[{ai}]{value}" for ai, value in content)
        options = {**options, "gs1": True}
    barcode = zxingcpp.create_barcode(content, barcode_format, **options)
    image = zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)
    return _rows(memoryview(image), symbol in LINEAR_SYMBOLS)


def _rows(view, is_linear):
    height, width = view.shape
    text = "".join("1" if pixel < 128 else "0" for pixel in bytes(view))
    rows = [text[start : start + width] for start in range(0, height * width, width)]
    return tuple(rows[:1] if is_linear else rows)


def svg_path(rows):
    """The dark modules as the path of a vector drawing, one unit per module."""
    parts = []
    for top, row in enumerate(rows):
        left = 0
        for run in _runs(row):
            if run[0] == "1":
                parts.append(f"M{left} {top}h{len(run)}v1h-{len(run)}z")
            left += len(run)
    return "".join(parts)


def _runs(row):
    start = 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end] != row[start]:
            yield row[start:end]
            start = end
