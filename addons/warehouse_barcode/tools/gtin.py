"""Check digits and the one 14-digit form of EAN, UPC and GTIN codes."""

import re

LENGTHS = {"ean8": 8, "upca": 12, "ean13": 13, "itf14": 14}
AIM_EAN = re.compile(r"^\](E[034]|I1)")
# what stands around a code: blanks, and the FNC1 that some scanners put at its end
AROUND = " \t\r\n\v\f\x1d"


def check_digit(digits):
    """GS1 modulo 10 digit for the digits before it (General Specifications 7.9.1)."""
    total = sum(
        int(digit) * (3 if index % 2 == 0 else 1)
        for index, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


def parse_gtin(code, symbology=None):
    """Return ``{"valid", "gtin14", "error"}``; error is length, charset, check_digit.

    :param symbology: ean8, upca, upce, ean13 or itf14; any of the lengths when omitted
    """
    text = AIM_EAN.sub("", code.strip(AROUND), count=1)
    if not re.match(r"[0-9]+\Z", text):
        return _refusal("charset")
    if symbology == "upce":
        text = expand_upce(text) or ""
    if len(text) not in _allowed_lengths(symbology):
        return _refusal("length")
    if check_digit(text[:-1]) != text[-1]:
        return _refusal("check_digit")
    return {"valid": True, "gtin14": text.rjust(14, "0"), "error": None}


def same_gtin(code):
    """All spellings under which one trade item may be stored: 8, 12, 13, 14 digits."""
    gtin14 = parse_gtin(code)["gtin14"]
    if not gtin14:
        return [code]
    shorter = (gtin14[14 - length :] for length in LENGTHS.values())
    return [form for form in shorter if form.rjust(14, "0") == gtin14]


def expand_upce(text):
    """UPC-E (6, 7 or 8 digits) as the UPC-A it stands for, or nothing."""
    if len(text) == 6:
        text = f"0{text}"
    if len(text) not in (7, 8) or text[0] not in "01":
        return None
    system, body, last = text[0], text[1:6], text[6]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body}0000{last}"
    digits = system + middle
    return digits + (text[7] if len(text) == 8 else check_digit(digits))


def _allowed_lengths(symbology):
    if symbology == "upce":
        return (12,)
    return (LENGTHS[symbology],) if symbology in LENGTHS else tuple(LENGTHS.values())


def _refusal(error):
    return {"valid": False, "gtin14": None, "error": error}
