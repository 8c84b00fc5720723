"""Checks of single values of GS1 elements, named as in the GS1 Syntax Dictionary."""

import re
from calendar import monthrange

from .gtin import check_digit

CSET = {
    "N": re.compile(r"[0-9]*\Z"),
    "X": re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*\Z"),
    "Y": re.compile(r"[#\-/0-9A-Z]*\Z"),
    "Z": re.compile(r"[\-0-9A-Z_a-z]*=*\Z"),
}
CSUM_ALPHA_WEIGHTS = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)
CSUM_ALPHA_WEIGHTS += (59, 61, 67, 71, 73, 79, 83)
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def check(piece, cset, lints):
    """Return the name of the broken rule, or nothing."""
    if not CSET[cset].match(piece):
        return "charset"
    for lint in lints:
        rule = LINTS.get(lint)
        if rule and not rule[1](piece):
            return rule[0]
    return None


def full_year(two_digits, this_year):
    """Century rule of the GS1 General Specifications 7.12: 50 back, 49 ahead."""
    century = this_year - this_year % 100
    difference = two_digits - this_year % 100
    if difference >= 51:
        return century - 100 + two_digits
    if difference <= -50:
        return century + 100 + two_digits
    return century + two_digits


def days_in_month(year, month):
    return monthrange(year, month)[1]


def _is_date(piece, day_zero=False):
    """Six digits are a date of a year whose century does not matter: 29 Feb of 00 is
    in doubt only for 1900 and 2100, and the General Specifications count 00 as leap."""
    if len(piece) not in (6, 8):
        return False
    year, month, day = int(piece[:-4]), int(piece[-4:-2]), int(piece[-2:])
    if not 1 <= month <= 12:
        return False
    if day == 0:
        return day_zero
    year = year if len(piece) == 8 else 2000 + year
    return year > 0 and day <= days_in_month(year, month)


def _is_csum_alpha(piece):
    """Check pair of GMN and similar keys (General Specifications 7.9.5)."""
    if len(piece) < 3 or len(piece) > 25:
        return False
    data, pair = piece[:-2], piece[-2:]
    weights = CSUM_ALPHA_WEIGHTS[: len(data)][::-1]
    total = sum(
        CSET82.index(char) * weight for char, weight in zip(data, weights, strict=True)
    )
    total %= 1021
    return pair == CSET32[total >> 5] + CSET32[total & 31]


def _is_iban(piece):
    if not re.match(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+\Z", piece):
        return False
    turned = piece[4:] + piece[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _is_piece_of_total(piece):
    number, total = int(piece[:2]), int(piece[2:])
    return 0 < number <= total


def _is_position_in_sequence(piece):
    return bool(re.match(r"[1-9]/[1-9]\Z", piece)) and piece[0] <= piece[2]


def _is_time(piece):
    return (piece[:2] < "24" and piece[2:4] < "60") or piece == "9999"


LINTS = {
    "csum": ("check_digit", lambda piece: piece[-1] == check_digit(piece[:-1])),
    "csumalpha": ("check_digit", _is_csum_alpha),
    "yymmdd": ("date", _is_date),
    "yymmd0": ("date", lambda piece: _is_date(piece, day_zero=True)),
    "yyyymmdd": ("date", _is_date),
    "hhmi": ("date", _is_time),
    "hh": ("date", lambda piece: piece < "24"),
    "mi": ("date", lambda piece: piece < "60"),
    "ss": ("date", lambda piece: piece < "60"),
    "hyphen": ("value", lambda piece: piece == "-" * len(piece)),
    "yesno": ("value", lambda piece: piece in ("0", "1")),
    "nonzero": ("value", lambda piece: bool(piece.strip("0"))),
    "zero": ("value", lambda piece: not piece.strip("0")),
    "nozeroprefix": ("value", lambda piece: piece == "0" or piece[0] != "0"),
    "hasnondigit": ("value", lambda piece: not re.match(r"[0-9]+\Z", piece)),
    "winding": ("value", lambda piece: piece in ("0", "1", "9")),
    "iso5218": ("value", lambda piece: piece in ("0", "1", "2", "9")),
    "pieceoftotal": ("value", _is_piece_of_total),
    "posinseqslash": ("value", _is_position_in_sequence),
    "latitude": ("value", lambda piece: int(piece) <= 1800000000),
    "longitude": ("value", lambda piece: int(piece) <= 3600000000),
    "importeridx": ("value", lambda piece: bool(re.match(r"[0-9A-Za-z_-]\Z", piece))),
    "iban": ("check_digit", _is_iban),
}
LINTS["pcenc"] = (
    "value",
    lambda piece: not re.search(r"%(?![0-9A-Fa-f]{2})", piece),
)
