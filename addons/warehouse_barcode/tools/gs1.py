"""Reading of GS1 codes: element strings, bracketed text, digital links, EPC URIs.

The same rules as ``static/src/core/gs1.js``; both are tested on one file of vectors.
Source: GS1 General Specifications (sections 3, 5.10, 7.12) and the GS1 Syntax
Dictionary. Lists of countries, currencies and company prefixes are not checked.
"""

import re
from datetime import date

from . import gs1_lint, gs1_table, gs1_uri

GS = "\x1d"
GS1_PREFIXES = ("]C1", "]d2", "]Q3", "]e0", "]J1")
SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
EAN_PREFIXES = {"]E0": 13, "]E4": 8}
# What scanners send in place of FNC1. The second group are characters that no value
# may contain, so they are read as separators only when the plain reading fails.
SEPARATORS = ("Alt029", "<FNC1>", "{FNC1}", "<GS>", "{GS}")
SEPARATORS += ("\\u001d", "\\x1d", "\\x1D", "\u241d")
FALLBACK_SEPARATORS = ("|", "#", "^", "~")
BRACKETED_AI = re.compile(r"\(([0-9]{2,4})\)")
DECIMAL_AI = re.compile(r"3[1-6][0-9][0-9]$")
BLANKS = " \t\r\n\v\f"


class Gs1Error(ValueError):
    """The code breaks the rule named ``code``, in the element ``ai`` if known."""

    def __init__(self, code, ai=None):
        super().__init__(code)
        self.code = code
        self.ai = ai

    def as_dict(self):
        return {"code": self.code, **({"ai": self.ai} if self.ai else {})}


def parse(code, today=None, separators=None):
    """Read one scanned code strictly: either every element is right or none is.

    :param code: text as delivered by the scanner
    :param today: date (or ISO text) against which two-digit years are read
    :param separators: what the scanner sends for FNC1; usual spellings when omitted
    :return: ``{"valid", "elements": [{"ai", "value", "decimal"?, "date"?}], "error"}``;
        error codes: empty, not_gs1, unknown_ai, length, charset, check_digit, date, value
    """
    day = date.fromisoformat(today) if isinstance(today, str) else today
    day = day or date.today()
    try:
        elements = _read(code.strip(BLANKS), separators)
        elements = [_check_element(ai, value, day) for ai, value in elements]
    except Gs1Error as error:
        return {"valid": False, "elements": [], "error": error.as_dict()}
    return {"valid": True, "elements": elements, "error": None}


def _read(text, separators):
    prefix, body = _split_symbology(text)
    if uri_elements := gs1_uri.read(body):
        return uri_elements
    if prefix in EAN_PREFIXES:
        return _read_ean(body, EAN_PREFIXES[prefix])
    if prefix and prefix not in GS1_PREFIXES:
        raise Gs1Error("not_gs1")
    if body.startswith("("):
        return _read_bracketed(body)
    return _read_with_separators(body, separators)


def _split_symbology(text):
    found = SYMBOLOGY.match(text)
    return (found[0], text[3:]) if found else ("", text)


def _read_ean(body, length):
    if len(body) != length:
        raise Gs1Error("length", "01")
    return [("01", body.rjust(14, "0"))]


def _read_with_separators(body, separators):
    if separators is not None:
        return _read_element_string(_unify(body, separators))
    text = _unify(body, SEPARATORS)
    fallback = _unify(text, FALLBACK_SEPARATORS)
    if fallback == text:
        return _read_element_string(text)
    try:
        return _read_element_string(text)
    except Gs1Error:
        return _read_element_string(fallback)


def _unify(text, separators):
    for separator in sorted(separators, key=len, reverse=True):
        text = text.replace(separator, GS)
    return text


def _read_element_string(text):
    """Split by the table: predefined length, or everything up to the next FNC1."""
    table = gs1_table.load()
    elements = []
    text = text.lstrip(GS)
    if not text:
        raise Gs1Error("empty")
    while text:
        ai = _match_ai(text, table)
        value, text = _take_value(text[len(ai) :], table[ai])
        _check_value(ai, value)
        elements.append((ai, value))
        text = text.lstrip(GS)
    return elements


def _match_ai(text, table):
    for length in (2, 3, 4):
        if text[:length] in table:
            return text[:length]
    raise Gs1Error("unknown_ai")


def _take_value(text, spec):
    value = text.partition(GS)[0]
    if spec["fixed"]:
        value = value[: sum(part["max"] for part in spec["components"])]
    return value, text[len(value) :]


def _read_bracketed(text):
    words = BRACKETED_AI.split(text.replace("\\(", "\x00"))
    if words[0] or len(words) == 1:
        raise Gs1Error("unknown_ai")
    table = gs1_table.load()
    elements = []
    for ai, value in zip(words[1::2], words[2::2], strict=True):
        if ai not in table:
            raise Gs1Error("unknown_ai")
        elements.append((ai, value.replace("\x00", "(").strip(BLANKS + GS)))
    return elements


def _check_value(ai, value):
    """Check a value against its components, left to right."""
    rest = value
    for part in gs1_table.load()[ai]["components"]:
        piece, rest = rest[: part["max"]], rest[part["max"] :]
        if part["optional"] and not piece:
            continue
        if len(piece) < part["min"]:
            raise Gs1Error("length", ai)
        if problem := gs1_lint.check(piece, part["cset"], part["lints"]):
            raise Gs1Error(problem, ai)
    if rest:
        raise Gs1Error("length", ai)


def _check_element(ai, value, today):
    if ai not in gs1_table.load():
        raise Gs1Error("unknown_ai")
    _check_value(ai, value)
    element = {"ai": ai, "value": value}
    if DECIMAL_AI.match(ai):
        element["decimal"] = _decimal(value, int(ai[3]))
    if day := _date(ai, value, today):
        element["date"] = day
    return element


def _decimal(value, places):
    digits = value.lstrip("0").rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _date(ai, value, today):
    """The (first) date of an element as ISO text, or nothing."""
    lints = gs1_table.load()[ai]["components"][0]["lints"]
    if "yyyymmdd" in lints:
        return f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    if "yymmdd" in lints or "yymmd0" in lints:
        year = gs1_lint.full_year(int(value[:2]), today.year)
        month = int(value[2:4])
        last_day = gs1_lint.days_in_month(year, month)
        day = int(value[4:6]) or last_day
        if day > last_day:
            raise Gs1Error("date", ai)
        return f"{year:04d}-{month:02d}-{day:02d}"
    return None
