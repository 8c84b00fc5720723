"""INN and KPP: what a letter may tell about the client's legal entity.

Check digits by the FNS rule (weights of the tax authority). The prefix 00 is not
refused here: intake only reads what others wrote, the deal checks it strictly.
"""

import re

_WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

_INN_KPP = re.compile(
    r"(?:ИНН|INN)\W{0,4}(?:КПП)?\W{0,6}([0-9]{12}|[0-9]{10})(?![0-9])"
    r"(?:\W{1,4}(?:КПП)?\W{0,4}([0-9]{4}[0-9A-Z]{2}[0-9]{3})(?![0-9]))?",
    re.IGNORECASE,
)
_KPP = re.compile(r"КПП\W{0,6}([0-9]{4}[0-9A-Z]{2}[0-9]{3})(?![0-9])", re.IGNORECASE)
_NEAR = 200  # characters between an INN and the KPP of the same legal entity
_INN_FIELD = re.compile(r"(?<![0-9])([0-9]{12}|[0-9]{10})(?![0-9])")


def _digit(number, weights):
    total = sum(w * int(n) for w, n in zip(weights, number, strict=False))
    return total % 11 % 10


def has_inn_digits(number):
    """Whether the check digits of an INN (10 or 12 digits) are right."""
    if re.fullmatch(r"[0-9]{10}", number or ""):
        return number != "0" * 10 and _digit(number, _WEIGHTS_10) == int(number[9])
    if re.fullmatch(r"[0-9]{12}", number or ""):
        return (
            number != "0" * 12
            and _digit(number, _WEIGHTS_11) == int(number[10])
            and _digit(number, _WEIGHTS_12) == int(number[11])
        )
    return False


def find_inn(text, own=()):
    """Return the first right (inn, kpp) named in a text, not being one of `own`."""
    for match in _INN_KPP.finditer(text or ""):
        inn, kpp = match.group(1), match.group(2) or ""
        if has_inn_digits(inn) and inn not in own:
            return inn, kpp or _find_kpp_near(text, match)
    return "", ""


def _find_kpp_near(text, match):
    """The KPP of this legal entity: in the lines below its INN, else just above it."""
    below = text[match.end() : match.end() + _NEAR]
    below = re.split(r"ИНН|INN", below, flags=re.IGNORECASE)[0]
    found = _KPP.search(below)
    if not found:
        line = text[: match.start()].rsplit("\n", 1)[-1]
        found = _KPP.search(line)
    return found.group(1) if found else ""


def read_inn(value, own=()):
    """Return the INN of a form field of its own (no word ИНН before it)."""
    for number in _INN_FIELD.findall(value or ""):
        if has_inn_digits(number) and number not in own:
            return number
    return ""
