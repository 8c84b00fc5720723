"""Where things stand on a label: one layout for PDF and ZPL, in millimetres.

Bars and modules are whole dots of a 203 dpi printer (8 dots a millimetre), so a thermal
printer does not blur them.
"""

import math
from dataclasses import dataclass, replace

from . import gs1_encode

DOT = 0.125
PT = 0.3528  # millimetres in a point
LINE = 1.15  # height of a line of text, in sizes of its letters
GAP = 1.0
QUIET = 3.0  # white beside a square symbol; QR asks for four modules
LINEAR_QUIET = 20  # modules of white on both sides of a linear symbol
SIZES = (48, 40, 34, 28, 24, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6)
# widths of bold letters in sizes, by the widest font in use; others count as 1
WIDTHS = {
    0.3: " ',./I\\ijl|",
    0.4: "!()*-:;[]`frt{}°",
    0.5: '"zгзт',
    0.6: "#$+0123456789<=>J^_aceksvxy~Гаексухчэяё«»–×",
    0.7: "?EFLPSTVXYZbdghnopquЕЗКРТУХбвдийлнопрцьЁ",
    0.8: "&ABCDGHKNOQRUwАБВДИЙЛНОПСЦЧЬЭЯжмъ",
    0.9: "%MmМФЪфшщыю",
    1.1: "ШЩЮ",
    1.2: "№",
}
WIDTH_OF = {char: width for width, chars in WIDTHS.items() for char in chars}


@dataclass(frozen=True)
class Size:
    """A label: width, height, margin, height of the title, of the symbol and of the
    line for people."""

    width: float
    height: float
    margin: float
    title: float
    symbol: float
    caption: float


SIZES_OF_LABELS = {
    "58x40": Size(58, 40, 2, 9.5, 20, 5),
    "100x50": Size(100, 50, 3, 11, 26, 5),
    "a4": Size(70, 37, 3.5, 7, 16.5, 5),
}
A4_COLUMNS, A4_ROWS = 3, 8


@dataclass(frozen=True)
class Text:
    """Lines of text; ``size`` in points, the box in millimetres."""

    left: float
    top: float
    width: float
    size: float
    lines: tuple
    bold: bool = True
    centered: bool = False

    @property
    def line_height(self):
        return self.size * PT * LINE


@dataclass(frozen=True)
class Symbol:
    """A drawn code; ``module`` is the width of its narrowest bar."""

    left: float
    top: float
    width: float
    height: float
    module: float
    code: object
    rows: tuple


def text_width(text, size):
    return sum(WIDTH_OF.get(char, 1.0) for char in text) * size * PT


def wrap(text, size, width):
    """Lines no wider than ``width``; a word that is wider itself is cut."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *pieces, line = _pieces(word, size, width)
        lines += pieces
    return [*lines, line] if line else lines


def _pieces(word, size, width):
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def fit(text, left, top, width, height, largest=48, **values):
    """The text as large as it fits into the box: whole words first, then torn ones; cut
    with an ellipsis when it does not fit even in the smallest letters."""
    sizes = [size for size in SIZES if size <= largest]
    widest = max((text_width(word, 1) for word in text.split()), default=0)
    whole = [size for size in sizes if size >= 8 and widest * size <= width]
    for size in (*whole, *sizes):
        lines = wrap(text, size, width)
        room = int(height / (size * PT * LINE) + 0.01)
        if len(lines) <= room:
            break
    else:
        lines = _cut(lines, max(room, 1), size, width)
    return Text(left, top, width, size, tuple(lines), **values)


def _cut(lines, room, size, width):
    *lines, last = lines[:room]
    while last and text_width(last + "…", size) > width:
        last = last[:-1]
    return [*lines, last + "…"]


def arrange(label, label_format):
    """Return the texts and symbols of one label, from its upper left corner."""
    size = SIZES_OF_LABELS[label_format]
    code = _choose_symbol(label.code, size.width)
    rows = gs1_encode.modules(code.symbol, code.content)
    if code.symbol in gs1_encode.LINEAR_SYMBOLS:
        return _arrange_linear(replace(label, code=code), size, rows)
    return _arrange_square(replace(label, code=code), size, rows)


def _choose_symbol(code, width):
    """Code 128 that is too wide becomes a DataMatrix."""
    if code.symbol != "code128":
        return code
    try:
        bars = len(gs1_encode.modules(code.symbol, code.content)[0]) + LINEAR_QUIET
    except ValueError:  # more than 99 characters
        bars = math.inf
    return code if bars * 2 * DOT <= width else replace(code, symbol="datamatrix")


def _dots(room, count, most, least=2):
    """Width of a module for ``count`` modules in ``room`` millimetres."""
    dots = min(int(room / count / DOT + 1e-6), most)
    return dots * DOT if dots >= least else room / count


def _caption(label, size):
    top = size.height - size.margin / 2 - size.caption
    width = size.width - 2 * size.margin
    return fit(
        label.code.caption,
        size.margin,
        top,
        width,
        size.caption,
        largest=8,
        bold=False,
        centered=True,
    )


def _arrange_square(label, size, rows):
    """The symbol at the right, the fields beside it."""
    module = _dots(size.symbol, len(rows), most=10)
    side = module * len(rows)
    top = size.margin + size.title + GAP
    left = size.width - size.margin - QUIET / 2 - side
    symbol = Symbol(
        left, top + (size.symbol - side) / 2, side, side, module, label.code, rows
    )
    width = left - QUIET - size.margin
    inner = size.width - 2 * size.margin
    if not label.fields:
        title = fit(
            label.title,
            size.margin,
            size.margin,
            width,
            top + size.symbol - size.margin,
        )
        return [title, symbol, _caption(label, size)]
    title = fit(label.title, size.margin, size.margin, inner, size.title, largest=20)
    share = size.symbol / len(label.fields)
    fields = [
        text
        for index, field in enumerate(label.fields)
        for text in _field(field, size.margin, top + index * share, width, share)
    ]
    return [title, *fields, symbol, _caption(label, size)]


def _arrange_linear(label, size, rows):
    """The symbol along the label, the fields above it side by side."""
    count = len(rows[0])
    module = _dots(size.width, count + LINEAR_QUIET, most=4)
    height = size.symbol * (0.55 if label.fields else 0.8)
    bottom = size.height - size.margin / 2 - size.caption - 0.5
    width = module * count
    symbol = Symbol(
        (size.width - width) / 2,
        bottom - height,
        width,
        height,
        module,
        label.code,
        rows,
    )
    inner = size.width - 2 * size.margin
    room = bottom - height - GAP - size.margin
    if not label.fields:
        title = fit(label.title, size.margin, size.margin, inner, room, centered=True)
        return [title, symbol, _caption(label, size)]
    title = fit(label.title, size.margin, size.margin, inner, size.title, largest=20)
    share = inner / len(label.fields)
    top = size.margin + size.title + GAP / 2
    fields = [
        text
        for index, field in enumerate(label.fields)
        for text in _field(
            field, size.margin + index * share, top, share - GAP, room - size.title
        )
    ]
    return [title, *fields, symbol, _caption(label, size)]


def _field(field, left, top, width, height):
    caption, value = field
    small = fit(caption, left, top, width, 2.6, largest=7, bold=False)
    below = small.line_height
    large = fit(value, left, top + below, width, height - below, largest=24)
    return [small, large]
