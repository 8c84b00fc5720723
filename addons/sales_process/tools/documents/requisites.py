"""Russian company details: check digits and structure, without a database.

Sources: order of the Federal Tax Service on INN and KPP; for OGRN order 165n.
``str.isdigit`` is not used: it accepts digits of other scripts.
"""

import re

INN_WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_WEIGHTS_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_WEIGHTS_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
KPP = re.compile(r"([0-9][1-9]|[1-9][0-9])[0-9]{2}[0-9A-Z]{2}[0-9]{3}")
ACCOUNT = re.compile(r"[0-9]{5}[0-9ABCEHKMPTX][0-9]{14}")
BIC = re.compile(r"0[0-9]{8}")
SPACES = re.compile(r"[\s  ]+")


def compact(value):
    """The value without blanks of any kind."""
    return SPACES.sub("", value or "")


def is_inn(value):
    """INN of a company (10 digits) or of a person (12 digits) with right check digits.

    The region 00 does not exist, so such a number is never valid for the tax
    service; test data use it on purpose, hence it is not refused here.
    """
    if re.fullmatch("[0-9]{10}", value or ""):
        return value[9] == _digit(value, INN_WEIGHTS_10) and int(value) != 0
    if re.fullmatch("[0-9]{12}", value or ""):
        return (
            value[10] == _digit(value, INN_WEIGHTS_11)
            and value[11] == _digit(value, INN_WEIGHTS_12)
            and int(value) != 0
        )
    return False


def is_kpp(value):
    """KPP: 9 characters, the fifth and sixth may be capital Latin letters."""
    return bool(KPP.fullmatch(value or ""))


def _digit(value, weights):
    total = sum(
        int(char) * weight for char, weight in zip(value, weights, strict=False)
    )
    return str(total % 11 % 10)
