"""How dates, numbers and names stand in printed Russian documents. No database."""

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

RUSSIAN = "ru_RU"
BAD_IN_FILE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def russian_date(day):
    """«2 ноября 2026 г.» of a date; an empty text without one."""
    return format_date(day, "d MMMM y 'г.'", locale="ru") if day else ""


def day_text(day, lang=RUSSIAN):
    """The date in words of a language: Russian documents have their own form."""
    if not day or lang.startswith("ru"):
        return russian_date(day)
    return format_date(day, "long", locale=lang)


def rounded(value, digits=2):
    """Exactly ``digits`` decimals, half up, as accountants round.

    :param value: number, or text of one
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number_text(value, digits=2, lang=RUSSIAN):
    """«1 245 036,36»: groups are parted by no-break spaces, decimals by a comma."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(rounded(value, digits), pattern, locale=lang)


def quantity_text(value, lang=RUSSIAN):
    """A quantity without superfluous zeros: «2», «0,125»."""
    return format_decimal(rounded(value, 6), "#,##0.######", locale=lang)


def initials(full_name):
    """«Иванов И. И.» of «Иванов Иван Иванович»; one that is short already stays."""
    surname, *names = (full_name or "").split()[:3] or [""]
    if not names or any("." in name for name in names):
        return " ".join((full_name or "").split())
    return " ".join([surname, *(f"{name[0].upper()}." for name in names)])


def digits_of(name):
    """The number of a document as people say it: "152" of «S00152».

    Only the last group of digits counts: "INV/2026/00007" is 7. A name without
    digits is its own number.
    """
    groups = re.findall("[0-9]+", name or "")
    return groups[-1].lstrip("0") or "0" if groups else name or ""


def file_name(text, length=120):
    """The text as the name of a file in every system: no signs that one forbids."""
    return " ".join(BAD_IN_FILE.sub(" ", text).split())[:length].rstrip(" .")
