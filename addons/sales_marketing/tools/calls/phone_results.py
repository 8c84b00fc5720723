"""What people write into a list for calls: results, dates and the key of a row."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_KEY = re.compile(r"(\d{1,9})-([PL])(\d{1,9})-([0-9a-f]{8})")
_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
_MODELS = {"P": "res.partner", "L": "crm.lead"}


@dataclass(frozen=True, slots=True)
class Key:
    """Key of a row: which export, which record; ``text`` is what ``seal`` is of."""

    export_id: int
    model: str
    record_id: int
    text: str
    seal: str


def read_key(text):
    """The key of a row, or None when there is none that could be read."""
    found = _KEY.fullmatch(text.strip())
    if not found:
        return None
    export_id, letter, record_id, seal = found.groups()
    return Key(
        int(export_id),
        _MODELS[letter],
        int(record_id),
        text.strip().rpartition("-")[0],
        seal,
    )


def read_date(text):
    """A day as people and spreadsheets write it; None when it is none.

    A time after it is left out.
    """
    day = re.split(r"[ T]", text.strip())[0]
    for pattern in _FORMATS:
        try:
            return datetime.strptime(day, pattern).date()
        except ValueError:
            continue
    return _read_serial(day)


def _read_serial(text):
    """Excel's number of a day, when the cell lost its format."""
    if not re.fullmatch(r"[34567]\d{4}", text):
        return None
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(text))


def same_words(text):
    """A text without case and signs, to compare what people type."""
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))
