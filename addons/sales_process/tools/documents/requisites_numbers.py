"""Numbers of a block of requisites: with blanks, dashes and letters for digits."""

import re
from dataclasses import dataclass

from .requisites import (
    ACCOUNT,
    CORRESPONDENT,
    TREASURY,
    has_inn_digits,
    is_bic,
    is_kpp,
    is_ogrn,
    is_ogrnip,
    is_okpo,
)

# a run begins with a digit, or with a letter that a scanner reads for one
_RUN = re.compile(r"[OОoо]?[0-9][0-9A-Za-zА-Яа-яЁё]*")
_GAP = re.compile(r"[ .\-–]{1,2}")
_MISREAD = str.maketrans("OОoоQIl|ЗзБ", "00000111336")


def _is_settlement(value):
    return bool(ACCOUNT.fullmatch(value) or TREASURY.fullmatch(value)) and not (
        CORRESPONDENT.fullmatch(value)
    )


def _is_correspondent(value):
    return bool(CORRESPONDENT.fullmatch(value))


def _is_registry(value):
    return is_ogrn(value) or is_ogrnip(value)


RULES = {
    "inn": ((10, 12), has_inn_digits),
    "kpp": ((9,), is_kpp),
    "ogrn": ((13, 15), _is_registry),
    "okpo": ((8, 10), is_okpo),
    "bic": ((9,), is_bic),
    "account": ((20,), _is_settlement),
    "corr_account": ((20,), _is_correspondent),
}


@dataclass(frozen=True)
class Number:
    """A number in a text; `is_right`: its structure and check digits hold."""

    value: str
    start: int
    end: int
    is_right: bool


def read_number(field, text, start=0, end=None, own=()):
    """The number of a kind in a piece of text, None when there is none.

    :param field: key of `RULES`
    :param own: numbers that are not meant: those of the reader's own company
    """
    lengths, check = RULES[field]
    candidates = [
        number
        for number in _read_candidates(text, start, end, lengths, check)
        if number.value not in own
    ]
    right = [number for number in candidates if number.is_right]
    return (right or candidates or [None])[0]


def read_broken(text, start, end):
    """The first run of digits, whatever its length: a digit is missing or too many."""
    for first, last in _get_runs(text, start, end):
        digits = "".join(re.findall("[0-9]", text[first:last]))
        if len(digits) > 4:
            return Number(digits, first, last, is_right=False)
    return None


def _read_candidates(text, start, end, lengths, check):
    runs = _find_runs(text, start, len(text) if end is None else end)
    for place in range(len(runs)):
        yield from _join(text, runs[place:], lengths, check)


def _join(text, runs, lengths, check):
    """Runs put together while only a blank or a dash stands between them."""
    value, last = "", None
    for run in runs:
        if last and not _GAP.fullmatch(text, last.end(), run.start()):
            return
        value, last = value + run.group(), run
        if len(value) in lengths and len(re.findall("[0-9]", value)) > len(value) - 3:
            yield _make(value, runs[0].start(), run.end(), check)
        if len(value) >= max(lengths):
            return


def _make(value, start, end, check):
    repaired = value.translate(_MISREAD)
    if not check(value) and check(repaired):
        value = repaired
    return Number(value, start, end, is_right=check(value))


def _find_runs(text, start, end):
    """Runs that begin where a word begins, or right behind the label (ИНН7707…)."""
    return [
        run
        for run in _RUN.finditer(text, start, end)
        if run.start() == start or not text[run.start() - 1].isalnum()
    ]


def _get_runs(text, start, end):
    last = None
    for run in _find_runs(text, start, end):
        if last and _GAP.fullmatch(text, last[1], run.start()):
            last = (last[0], run.end())
            continue
        if last:
            yield last
        last = (run.start(), run.end())
    if last:
        yield last
