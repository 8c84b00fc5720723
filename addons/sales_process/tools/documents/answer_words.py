"""Answers that are chosen: options, yes and no, a day. Without a database."""

import re
from datetime import datetime

KINDS_WITH_OPTIONS = ("choice", "choices")
YES = frozenset({"yes", "y", "true", "1", "+", "да", "д"})
NO = frozenset({"no", "n", "false", "0", "-", "нет", "н"})
FIRST_YEAR, LAST_YEAR = 1900, 2200


def split_options(text):
    """The options of a line, one a line, without repeats."""
    lines = (line.strip() for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def read_options(text, options, kind):
    """What was chosen, in the order of the list; None: it is not in the list."""
    names = {option.casefold(): option for option in options}
    pieces = [text] if kind == "choice" else re.split(r"[;\n]", text)
    wanted = {piece.strip().casefold() for piece in pieces if piece.strip()}
    if wanted - names.keys():
        return None
    return [option for name, option in names.items() if name in wanted]


def read_flag(text, yes, no):
    """True, False, or None when it is neither."""
    word = text.strip().casefold()
    if word in YES | {yes.casefold()}:
        return True
    if word in NO | {no.casefold()}:
        return False
    return None


def read_day(text, date_format):
    """A day as a browser sends it or as people write it; None: no day."""
    for known in ("%Y-%m-%d", date_format, "%d.%m.%Y", "%d.%m.%y"):
        try:
            day = datetime.strptime(text.strip(), known).date()
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None
