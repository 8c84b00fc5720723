"""Reads a payment QR as a bank does: by GOST R 56042-2014, strictly."""

import io
import re

import zxingcpp
from PIL import Image

OBLIGATORY = ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
PATTERNS = {
    "Name": ".{1,160}",
    "PersonalAcc": "[1-9][0-9]{4}[0-9ABCEHKMPTX][0-9]{14}",
    "BankName": ".{1,45}",
    "BIC": "[0-9]{9}",
    "CorrespAcc": "0|[0-9]{20}",
    "Sum": "[1-9][0-9]{0,17}",
    "Purpose": ".{1,160}",
    "PayeeINN": "[0-9]{10}|[0-9]{12}",
    "KPP": "[0-9A-Z]{9}",
}


class BadPayment(ValueError):
    pass


def read_payment(content):
    """Return ``{key: value}`` of the bytes of a code, in their order.

    :raises BadPayment: a bank would refuse it
    """
    if content[:7] != b"ST00012":
        raise BadPayment("no payment in UTF-8")
    text = content.decode("utf-8")
    separator, block = text[7], text[8:]
    pairs = [field.partition("=") for field in block.split(separator)]
    if not all(equals for _key, equals, _value in pairs):
        raise BadPayment(f"no field: {block}")
    fields = {key: value for key, _equals, value in pairs}
    if list(fields)[:5] != OBLIGATORY or len(fields) != len(pairs):
        raise BadPayment(f"order or double fields: {block}")
    if len(separator.join(block.split(separator)[:5]).encode()) > 300:
        raise BadPayment("the obligatory block is too long")
    for key, value in fields.items():
        if not re.fullmatch(PATTERNS[key], value):
            raise BadPayment(f"{key}: {value}")
    return fields


def scan(picture):
    """The bytes of all QR codes of a picture (PNG, or an image of PIL)."""
    if isinstance(picture, bytes):
        picture = Image.open(io.BytesIO(picture))
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return [bytes(code.bytes) for code in found]
