"""The same labels in ZPL II, for thermal printers of 203 dpi.

Sources: Zebra Programming Guide, ^BX (quality 200, escape character set to ``_``, so
FNC1 is ``_1``), ^BC (``>;>8`` starts a GS1-128), ^FH (hexadecimal of the UTF-8 bytes),
^CI28 (UTF-8). The texts use the printer's Swiss 721, which has Cyrillic letters.
"""

from . import labels_layout
from .labels_layout import DOT, PT, Symbol

HEX = "\\"
# what ZPL itself would read, and the character that ^FH is set to
SPECIAL = "^~" + HEX
FONT = "E:TT0003M_.FNT"
FNC1 = "_1"


def render(labels, label_format):
    """The print job of all labels; copies are made by the printer (^PQ)."""
    return "".join(_render_label(label, label_format) for label in labels)


def _render_label(label, label_format):
    size = labels_layout.SIZES_OF_LABELS[label_format]
    fields = [
        _render_symbol(item) if isinstance(item, Symbol) else _render_text(item)
        for item in labels_layout.arrange(label, label_format)
    ]
    head = f"^XA^CI28^LH0,0^PW{_dots(size.width)}^LL{_dots(size.height)}\n"
    return f"{head}{''.join(fields)}^PQ{label.copies}^XZ\n"


def _dots(millimetres):
    return round(millimetres / DOT)


def escape(text):
    """Field data: what ZPL would take for a command goes as its hexadecimal bytes."""
    return "".join(
        "".join(f"{HEX}{byte:02X}" for byte in char.encode())
        if char in SPECIAL or ord(char) > 126 or ord(char) < 32
        else char
        for char in text
    )


def _field(left, top, command, data):
    return f"^FO{_dots(left)},{_dots(top)}{command}^FH{HEX}^FD{data}^FS\n"


def _render_text(item):
    height = _dots(item.size * PT)
    command = f"^A@N,{height},{height},{FONT}"
    if item.centered:
        command += f"^FB{_dots(item.width)},1,0,C"
    return "".join(
        _field(item.left, item.top + index * item.line_height, command, escape(line))
        for index, line in enumerate(item.lines)
    )


def _render_symbol(item):
    command, data = COMMANDS[item.code.symbol](item, max(_dots(item.module), 1))
    return _field(item.left, item.top, command, data)


def _datamatrix(item, dots):
    return f"^BXN,{dots},200,,,,_", escape(item.code.content.replace("_", "__"))


def _gs1_datamatrix(item, dots):
    text = item.code.scanned.replace("_", "__").replace("\x1d", FNC1)
    return f"^BXN,{dots},200,,,,_", FNC1 + escape(text)


def _code128(item, dots):
    """Mode A: the printer itself packs digits by two, as the layout has counted."""
    return f"^BY{dots}^BCN,{_dots(item.height)},N,N,N,A", escape(item.code.content)


def _gs1_128(item, dots):
    """Only an SSCC comes as GS1-128: twenty digits, all in subset C."""
    return f"^BY{dots}^BCN,{_dots(item.height)},N,N,N,N", f">;>8{item.code.scanned}"


def _ean13(item, dots):
    return f"^BY{dots}^BEN,{_dots(item.height)},N,N", item.code.content[:12]


def _ean8(item, dots):
    return f"^BY{dots}^B8N,{_dots(item.height)},N,N", item.code.content[:7]


def _qr(item, dots):
    """Level M, input mode automatic."""
    return f"^BQN,2,{min(dots, 10)}", f"MA,{escape(item.code.content)}"


COMMANDS = {
    "datamatrix": _datamatrix,
    "gs1_datamatrix": _gs1_datamatrix,
    "code128": _code128,
    "gs1_128": _gs1_128,
    "ean13": _ean13,
    "ean8": _ean8,
    "qr": _qr,
}
