"""Which code goes on a label, so that a scan of it finds the same record.

The decisions, in this order:

1. Series and serial numbers of a product with a valid GTIN: GS1 DataMatrix with the
   GTIN (01), the expiry (17), the series (10) or serial number (21) and, for a box, the
   count (30). Only when the name keeps to character set 82 and 20 characters.
2. A package whose name is an SSCC: GS1-128 with (00).
3. A product with an EAN or UPC: EAN-13 or EAN-8, which every scanner reads; a GTIN of
   14 digits: GS1 DataMatrix with (01).
4. Everything else is its plain text: Code 128 where it fits on the label, else
   DataMatrix; QR when it holds other characters than ASCII (Cyrillic names).

A GTIN is never made up. A GS1 Digital Link is not written: its values are bound to
character set 82 as well, and it would send a phone to an address that nobody serves.
"""

import re
from dataclasses import dataclass

from . import gs1_encode
from .gtin import check_digit, parse_gtin

ASCII = re.compile(r"[\x20-\x7e]+\Z")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
RETAIL = {8: "ean8", 12: "ean13", 13: "ean13"}


@dataclass(frozen=True)
class Code:
    """A symbol to print.

    :param symbol: a key of ``gs1_encode.FORMATS``
    :param content: text, or (identifier, value) pairs of a GS1 symbol
    :param caption: the line for people under it
    """

    symbol: str
    content: str | tuple
    caption: str

    @property
    def scanned(self):
        """What a scanner delivers, without its symbology identifier."""
        if self.symbol in gs1_encode.GS1_SYMBOLS:
            return gs1_encode.element_string(self.content)
        return self.content

    def get_value(self, ai):
        """The value of a GS1 identifier in the code, or nothing."""
        is_gs1 = self.symbol in gs1_encode.GS1_SYMBOLS
        return dict(self.content).get(ai) if is_gs1 else None


@dataclass(frozen=True)
class Label:
    """What is written on one label.

    :param title: the name, as large as it fits
    :param fields: (caption, value) pairs, at most three
    :param copies: how many of it
    """

    title: str
    code: Code
    fields: tuple = ()
    copies: int = 1


def lot_code(name, tracking, barcode=None, expiry=None, count=None):
    """The code of a series (``tracking`` lot) or a serial number (serial).

    :param barcode: of the product; used when it is a GTIN with a right check digit
    :param expiry: last day, a date
    :param count: pieces in the box under one label; nothing for a single piece
    :raise ValueError: the name holds characters that no code carries
    """
    gtin = parse_gtin(barcode)["gtin14"] if barcode else None
    if gtin:
        elements = [("01", gtin)]
        if expiry:
            elements.append(("17", expiry.strftime("%y%m%d")))
        elements.append(("21" if tracking == "serial" else "10", name))
        if count and count > 1 and tracking != "serial":
            elements.append(("30", str(int(count))))
        if gs1_encode.is_valid(elements):
            return gs1_code("gs1_datamatrix", elements)
    return plain_code(name)


def product_code(barcode):
    """The code of a product or packaging from its barcode, a GTIN or not."""
    gtin = parse_gtin(barcode)["gtin14"]
    if not gtin:
        return plain_code(barcode)
    symbol = RETAIL.get(len(barcode))
    if symbol:
        text = barcode.rjust(13, "0") if symbol == "ean13" else barcode
        return Code(symbol, text, text)
    return gs1_code("gs1_datamatrix", [("01", gtin)])


def package_code(name):
    """The code of a package: GS1-128 when its name is an SSCC."""
    if re.match(r"[0-9]{18}\Z", name) and check_digit(name[:-1]) == name[-1]:
        return gs1_code("gs1_128", [("00", name)])
    return plain_code(name)


def gs1_code(symbol, elements):
    elements = tuple(elements)
    return Code(symbol, elements, gs1_encode.human_readable(elements))


def plain_code(text):
    """The text itself.

    :raise ValueError: it is empty or holds control characters
    """
    if not text.strip() or CONTROL.search(text):
        raise ValueError("no_code")
    symbol = "code128" if ASCII.match(text) else "qr"
    return Code(symbol, text, text)
