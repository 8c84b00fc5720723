"""Cells of a loaded table as values: what is mended, and what is a problem.

A reader returns ``(value, problem)``: the problem is a code or an empty string, and the
value is empty when the cell cannot be used. No database here.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from odoo.addons.sales_process.tools.documents.requisites import compact, is_kpp
from odoo.addons.sales_process.tools.intake.phones import parse_phones
from odoo.addons.sales_process.tools.intake.requisites import has_inn_digits

#: what people write into a cell that is empty
EMPTY = frozenset(("-", "--", "—", "–", "нет", "нет данных", "н/д", "n/a", "null", "."))
EMAIL = re.compile(r"[^@\s,;<>()\[\]]+@[^@\s,;<>()\[\]]+\.[^@\s,;<>()\[\].]{2,}")
_LIST = re.compile(r"[;,\n]+")
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y.%m.%d", "%Y%m%d")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20000, 80000)  # years 1954 to 2119
_UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
MAX_AMOUNT = Decimal(10) ** 12


def clean(text):
    """The text without blanks around it and double ones; "нет" and "-" are nothing."""
    text = " ".join((text or "").replace("\u00a0", " ").split())
    return "" if text.casefold() in EMPTY else text


def split_list(text):
    """Values of a cell with several: by semicolon, comma or line, each once."""
    return list(dict.fromkeys(filter(None, map(clean, _LIST.split(text or "")))))


def read_inn(text):
    """INN with its lost leading zeros put back (Excel keeps numbers without them).

    8 and 9 digits become 10, 11 digits become 12, when the check digits fit then.
    """
    digits = compact(clean(text)).partition("/")[0].removesuffix(".0")
    if not digits:
        return "", ""
    if not (digits.isascii() and digits.isdigit()):
        return "", "inn"
    for length in (10, 12):
        if length - 3 < len(digits) <= length and has_inn_digits(digits.zfill(length)):
            return digits.zfill(length), ""
    return "", "inn"


def read_kpp(text, inn=""):
    """KPP with its lost leading zeros put back; people and entrepreneurs have none."""
    value = compact(clean(text)).upper().removesuffix(".0")
    if not value or len(inn) == 12:
        return "", ""
    return (value.zfill(9), "") if is_kpp(value.zfill(9)) else ("", "kpp")


def split_inn_kpp(text):
    """INN and KPP written in one cell ("7701234567/770101001")."""
    inn, _slash, kpp = clean(text).replace("\\", "/").partition("/")
    return inn, kpp


def read_email(text):
    """First right address of a cell, in lower case; a problem when none is right."""
    written = clean(text)
    if not written:
        return "", ""
    found = EMAIL.findall(written)
    return (found[0].lower(), "") if found else ("", "email")


def read_phones(*cells):
    """Right numbers of all cells as ``(written, e164)``, each number once.

    A problem when something is written and no number can be dialled.
    """
    numbers, is_written = {}, False
    for cell in cells:
        written = clean(cell)
        phones = parse_phones(written)
        is_written = is_written or bool(written)
        for phone in phones:
            if phone.e164:
                extension = f" доб. {phone.extension}" if phone.extension else ""
                numbers.setdefault(phone.e164, f"{phone.e164}{extension}")
    problem = "phone" if is_written and not numbers else ""
    return [(text, e164) for e164, text in numbers.items()], problem


def read_date(text, today=None):
    """A day, written in any usual way or as Excel's number of days.

    :param date today: a later day is a problem; None: any day will do
    """
    written = clean(text)
    if not written:
        return None, ""
    day = _parse_day(written)
    if not day or day.year < 1990 or day.year > 2100:
        return None, "date"
    if today and day > today:
        return None, "future"
    return day, ""


def _parse_day(written):
    if written.isdigit() and int(written) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(written))
    head = written.split(" ")[0].split("T")[0]
    for form in _DATES:
        try:
            return datetime.strptime(head, form).date()
        except ValueError:
            continue
    return None


def read_amount(text):
    """A sum of money: "1 234,56", "1,234.56", "1234.5 ₽"; more than zero.

    "1,234" may be a thousand or one: it is a problem, nobody knows but the person.
    """
    written = re.sub(r"[^\d,.\-]", "", clean(text).replace("\u2212", "-"))
    if not written or _UNCLEAR.fullmatch(written):
        return None, "amount"
    try:
        amount = Decimal(_plain_number(written.rstrip(".,")))
    except InvalidOperation:
        return None, "amount"
    if not 0 < amount < MAX_AMOUNT:
        return None, "amount"
    return amount, ""


def _plain_number(written):
    """The last sign of several kinds is the decimal one, as is a single comma."""
    point, comma = written.rfind("."), written.rfind(",")
    decimal = "," if comma > point else "."
    if written.count(decimal) > 1:  # 1,234,567: signs of thousands
        return written.replace(decimal, "")
    other = "." if decimal == "," else ","
    return written.replace(other, "").replace(decimal, ".")


def person_name(values):
    """Name of a person out of its parts: surname, name, patronymic."""
    whole = clean(values.get("name"))
    parts = (values.get(name) for name in ("last_name", "first_name", "middle_name"))
    return whole or " ".join(filter(None, map(clean, parts)))


def word_key(text):
    """A word of a dictionary without case, blanks and the difference of ё and е."""
    return " ".join((text or "").casefold().replace("ё", "е").split())
