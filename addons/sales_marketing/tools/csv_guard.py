"""Cells that a spreadsheet must never run as a formula, and the CSV around them.

Rule: OWASP "CSV Injection" (first character = + - @ TAB CR LF), and in addition
full-width and small forms of the four signs and blanks or invisible characters
before them, because some importers trim.
"""

import re
import unicodedata

SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
CONTROLS = frozenset("\t\r\n")
E164 = re.compile(r"\+[0-9]{8,15}")
# Cells of letters, digits and the signs of an address or a number are written as they
# are; everything else is quoted.
PLAIN = re.compile(r"[\w @.+-]*")
_PLAIN_LINE = re.compile(r"[\w @.+,-]*")


def is_e164(text):
    """Whether ``text`` is a clean international number: ``+`` and 8 to 15 digits."""
    return bool(E164.fullmatch(text))


def guard(value, kind="text"):
    """Return the text of a cell that no spreadsheet takes for a formula.

    :param value: text, number, False or None (both give an empty cell)
    :param str kind: ``"phone"`` lets a clean E.164 number through; anything else is
        text. Numbers (not texts that look like numbers) are harmless and stay.
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        return str(value)
    if value[:1].isalnum():  # nearly all of them
        return value
    if kind == "phone" and is_e164(value):
        return value
    return f"'{value}" if _is_dangerous(value) else value


def _is_dangerous(text):
    return text[:1] in CONTROLS or _first_visible(text) in SIGNS


def _first_visible(text):
    """First character that is neither a blank nor invisible, or an empty string."""
    return next((char for char in text if not _is_blank(char)), "")


def _is_blank(char):
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Zs")


def unguard(cell):
    """The text of a guarded cell: the apostrophe that ``guard`` has put goes."""
    return cell[1:] if cell[:1] == "'" and _is_dangerous(cell[1:]) else cell


def cut_bytes(text, limit):
    """Cut ``text`` to ``limit`` bytes of UTF-8, never inside a character.

    A letter keeps its combining marks: either both stay or both go.
    """
    if len(text) * 4 <= limit or len(text.encode()) <= limit:
        return text
    cut = text.encode()[:limit].decode(errors="ignore")
    while cut and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]
    return cut


def csv_line(cells):
    """One CSV line (RFC 4180: comma, CR LF) of texts that are guarded already."""
    cells = list(cells)
    line = ",".join(cells)
    is_plain = _PLAIN_LINE.fullmatch(line) and line.count(",") == len(cells) - 1
    return (line if is_plain else ",".join(map(csv_cell, cells))) + "\r\n"


def csv_cell(cell):
    """A text, guarded already, as it stands in a line of CSV."""
    if PLAIN.fullmatch(cell):
        return cell
    return quoted(cell)


def quoted(cell):
    """A text in double quotes, those inside it doubled."""
    return '"{}"'.format(cell.replace('"', '""'))
