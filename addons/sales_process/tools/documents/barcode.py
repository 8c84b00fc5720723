"""The barcode of a document as a drawing that the page carries itself.

A vector drawing is sharp on every printer, and needs neither the network nor a program
that makes pictures.
"""

import re
from base64 import b64encode

from qrcode import QRCode
from reportlab.graphics.barcode.code128 import Code128

LINEAR = re.compile(r"[\x20-\x7e]{1,40}\Z")  # what Code 128 carries in a readable width
QUIET = 10  # modules of white on each side of Code 128
QUIET_QR = 4
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    'viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
    'shape-rendering="crispEdges"><path d="{path}"/></svg>'
)


def draw_code(text):
    """Code 128 of the text; QR when it holds letters that Code 128 does not carry.

    :return: dict of ``uri``, the drawing with its white border; ``columns`` and
        ``rows``, its size in modules; ``is_linear``, whose height is free
    :raise ValueError: there is no text
    """
    if not text:
        raise ValueError("no text")
    is_linear = bool(LINEAR.match(text))
    rows = [_code128_row(text)] if is_linear else _qr_rows(text)
    svg = SVG.format(width=len(rows[0]), height=len(rows), path=_path(rows))
    return {
        "uri": "data:image/svg+xml;base64," + b64encode(svg.encode()).decode(),
        "columns": len(rows[0]),
        "rows": len(rows),
        "is_linear": is_linear,
    }


def _code128_row(text):
    """Dark and light modules: the widths come as letters, those of bars are large."""
    code = Code128(text)
    code.validate()
    code.encode()
    code.decompose()
    row = [False] * QUIET
    for letter in code.decomposed:
        width = ord(letter.lower()) - ord("a") + 1
        row += [letter.isupper()] * width
    return row + [False] * QUIET


def _qr_rows(text):
    code = QRCode(border=QUIET_QR)
    code.add_data(text.encode())
    code.make()
    return code.get_matrix()


def _path(rows):
    """One rectangle for each run of dark modules."""
    parts = []
    for top, row in enumerate(rows):
        left = 0
        while left < len(row):
            width = 1
            while left + width < len(row) and row[left + width] == row[left]:
                width += 1
            if row[left]:
                parts.append(f"M{left} {top}h{width}v1h-{width}z")
            left += width
    return "".join(parts)
