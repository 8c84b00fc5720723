"""What a link to the preference page carries, and how addresses are shown on it."""

import base64
import binascii

MAX_TOKEN = 600  # an address has at most 320 characters
_SHOWN = 2


def pack(address):
    """The address as a part of a link."""
    return base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")


def unpack(text):
    """The address in a part of a link, or an empty text."""
    try:
        padding = "=" * (-len(text) % 4)
        return base64.urlsafe_b64decode(
            text.encode("ascii") + padding.encode()
        ).decode()
    except (binascii.Error, UnicodeError):
        return ""


def mask_phone(number):
    """A number as its owner recognises it and nobody else can dial it.

    >>> mask_phone("+74956001234")
    '+7 495 ***-**-34'
    """
    if number.startswith("+7") and len(number) == 12:
        return f"+7 {number[2:5]} ***-**-{number[-_SHOWN:]}"
    hidden = "*" * max(len(number) - 4 - _SHOWN, 3)
    return f"{number[:4]}{hidden}{number[-_SHOWN:]}"
