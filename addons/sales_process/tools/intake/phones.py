"""Telephone numbers as people in Russia write them.

One field often holds several numbers, extensions and words. The rules come from
real site forms and letters; `phonenumbers.parse(text, "RU")` alone fails a quarter
of them.
"""

import re
from dataclasses import dataclass

import phonenumbers

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t"), " ")
_TRANSLATE = {**_DASHES, **_SPACES}

_EXT_WORD = r"(?:доб(?:авочный)?|внутр(?:енний)?|вн|доп|ext(?:ension)?|#)"
_EXT = re.compile(
    rf"[\s,;(]*{_EXT_WORD}\.?\s*:?\s*(\d[\d\- ]{{0,7}})\)?",
    re.IGNORECASE,
)
# a comma ends a number unless an extension follows it
_SPLIT = re.compile(
    rf"[;|/\n\r]|,(?!\s*{_EXT_WORD})|\bили\b|\sи\s|\bor\b|\band\b",
    re.IGNORECASE,
)
_BRACKETED_CODE = re.compile(r"\((\d{3,5})\)")
_FREE_TEXT = re.compile(
    r"(?<![\w/@№.,+-])\(?\+?\d[\d() \-]{6,22}\d"
    rf"(?:[\s,;(]*{_EXT_WORD}\.?\s*:?\s*\d[\d\- ]{{0,7}}\)?)?"
    r"(?![\w@/])",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(
    r"(?:тел|телефон\w*|моб\w*|phone|tel|mob\w*|факс|fax|whatsapp|звон\w*|т)"
    r"[\s.:/a-zа-яё]{0,20}$",
    re.IGNORECASE,
)
_FAX_BEFORE = re.compile(
    r"(?<!/)(?<!/ )(?:факс|fax)[\s.:]{0,3}(?:\(\w+\)\s*)?$", re.IGNORECASE
)
_NOT_A_PHONE = re.compile(
    r"(?:ИНН|КПП|ОГРН(?:ИП)?|ОКПО|БИК|р/с[чт]?|к/с[чт]?|сч[её]т\w*|INN)"
    r"[\s:№/А-Яа-яA-Za-z.]{0,40}\d[\d /]{6,40}",
    re.IGNORECASE,
)
_TAIL = 10
_SHORTEST, _LONGEST = 8, 15  # digits of an international number (E.164)


@dataclass(frozen=True)
class Phone:
    """One number: `e164` is empty when the text cannot be trusted to be one."""

    raw: str
    e164: str = ""
    extension: str = ""


def parse_phones(text, default_area=""):
    """Return the numbers of one field, in the order in which they are written.

    :param text: what a person typed, any number of numbers
    :param default_area: area code (digits) for local numbers of 5 to 7 digits
    :return: list of `Phone`; one with an empty `e164` keeps text that looks like a
        number and is not one (a digit is missing, a placeholder)
    """
    phones = []
    area = ""
    for piece in _SPLIT.split((text or "").translate(_TRANSLATE)):
        phone, area = _parse_one(piece, area or default_area)
        if phone:
            phones.append(phone)
    return phones


def valid_phones(text, default_area=""):
    """Only the trustworthy numbers of a field."""
    return [phone for phone in parse_phones(text, default_area) if phone.e164]


def find_phones(text):
    """Return the numbers mentioned in running text (a letter, a signature).

    Stricter than `parse_phones`: dates, sums, article numbers and requisites stand
    in the same text. A number that is only a fax comes last.
    """
    text = _NOT_A_PHONE.sub(" ", (text or "").translate(_TRANSLATE))
    phones, faxes = [], []
    for match in _FREE_TEXT.finditer(text):
        before = text[: match.start()][-40:]
        if _looks_like_phone(match.group(), before):
            found = faxes if _FAX_BEFORE.search(before) else phones
            found += valid_phones(match.group())
    return _unique([*phones, *faxes])


def format_phone(text):
    """Return the first number of a field as people read it: +7 495 123-45-67.

    What is no trustworthy number is returned as it was written.
    """
    phones = valid_phones(text)
    if not phones:
        return (text or "").strip()
    try:
        number = phonenumbers.parse(phones[0].e164)
    except phonenumbers.NumberParseException:
        return phones[0].e164
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def phone_link(text):
    """Return the `tel:` address (RFC 3966) of the first number of a field.

    Empty when the field has no digits to dial.
    """
    phones = valid_phones(text)
    if phones:
        first = phones[0]
        extension = f";ext={first.extension}" if first.extension else ""
        return f"tel:{first.e164}{extension}"
    digits = re.sub(r"\D", "", text or "")
    return f"tel:{digits}" if digits else ""


def phone_tail(number):
    """The last ten digits: what two spellings of one number have in common."""
    digits = re.sub(r"\D", "", number or "")
    return digits[-_TAIL:] if len(digits) >= _TAIL else ""


def _unique(phones):
    return list({phone.e164: phone for phone in reversed(phones)}.values())[::-1]


def _looks_like_phone(candidate, before):
    digits = re.sub(r"\D", "", _EXT.sub("", candidate))
    if candidate.lstrip("(").startswith("+"):
        return len(digits) >= 10
    if len(digits) == 11 and digits[0] in "78":
        return True
    if len(digits) != 10:
        return False
    labelled = bool(_LABEL_BEFORE.search(before))
    return labelled or candidate.startswith("(") or digits[0] == "9"


def _parse_one(piece, area):
    """Return the number of one piece and the area code that a next one inherits."""
    extension = ""
    found = _EXT.search(piece)
    if found:
        extension = re.sub(r"\D", "", found.group(1))
        piece = piece[: found.start()] + piece[found.end() :]
    raw = piece.strip(" \t.,:;-")
    digits = re.sub(r"\D", "", piece)
    if len(digits) < 5:
        return None, area
    e164 = _to_e164(raw, digits, area)
    code = _BRACKETED_CODE.search(piece)
    if code and e164.startswith("+7"):
        area = code.group(1)
    return Phone(raw=raw, e164=e164, extension=extension), area


def _to_e164(raw, digits, area):
    start = re.search(r"[+\d(].*", raw)
    written = start.group() if start else digits
    if written.startswith("+"):
        if re.match(r"\+\s?8\D", written) and len(digits) == 11:
            return _russian(digits[1:])  # "+8 (495)": typed for 8
        return _international(digits)
    if digits.startswith("810") and len(digits) > 11:
        return _international(digits[3:])
    if digits.startswith("00") and len(digits) > 10:
        return _international(digits[2:])
    if len(digits) == 11 and digits[0] in "78":
        return _russian(digits[1:])
    if len(digits) == 10:
        missing = re.match(r"[78][\s(\-]", written)
        return "" if missing else _russian(digits)
    if len(digits) > 11:
        return _international(digits)
    if len(digits) <= 7 and area and len(area) + len(digits) == _TAIL:
        return _russian(area + digits)
    return ""


def _russian(national):
    """+7 numbers: codes 0, 1 and 2 do not exist; 6 and 7 are Kazakhstan."""
    return f"+7{national}" if re.fullmatch(r"[3-9]\d{9}", national) else ""


def _international(digits):
    if digits.startswith("7"):
        return _russian(digits[1:])
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return ""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    return f"+{digits}" if phonenumbers.is_possible_number(number) else ""
