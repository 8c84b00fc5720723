"""One row of a table of expenses, read and checked without a database."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from .import_values import clean, read_amount, read_date, word_key

MAX_NAME = 250
#: nothing can be made of such a row
FATAL = frozenset(("date", "amount"))


@dataclass(slots=True)
class ExpenseRow:
    """An expense as the file has it; words of dictionaries are not looked up yet."""

    number: int
    date: Day | None = None
    amount: Decimal | None = None
    currency: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    team: str = ""
    name: str = ""
    date_from: Day | None = None
    date_to: Day | None = None
    note: str = ""
    key: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_fatal(self):
        return any(code in FATAL for code, _cell in self.problems)


def read_expense(number, values):
    """Read the cells of one row; what is wrong is named in ``problems``.

    A row without a day of payment and with a period is paid on its first day.
    """
    row = ExpenseRow(number=number)
    for name in ("currency", "source", "medium", "campaign", "team", "name", "note"):
        setattr(row, name, clean(values.get(name)))
    if len(row.name) > MAX_NAME:
        row.problems.append(("too_long", f"{row.name[:40]}…"))
        row.name = row.name[:MAX_NAME]
    row.date = _read_day(row, values, "date")
    row.date_from = _read_day(row, values, "date_from")
    row.date_to = _read_day(row, values, "date_to")
    row.amount, problem = read_amount(values.get("amount"))
    if problem:
        row.problems.append((problem, clean(values.get("amount"))[:40]))
    _check_period(row)
    row.date = row.date or row.date_from
    if not row.date and ("date", "") not in row.problems:
        row.problems.append(("date", clean(values.get("date"))[:40]))
    return row


def _read_day(row, values, name):
    written = clean(values.get(name))
    day, problem = read_date(written)
    if problem and name != "date":
        row.problems.append(("period", written[:40]))
    return day


def _check_period(row):
    """Both days or none, in their order."""
    days = (row.date_from, row.date_to)
    if any(days) and (not all(days) or row.date_from > row.date_to):
        written = " — ".join(str(day or "?") for day in days)
        row.problems.append(("period", written))
        row.date = row.date or row.date_from
        row.date_from = row.date_to = None


class Keys:
    """Natural key of each row: the same file gives the same keys.

    Two equal rows of one file are two expenses; their keys differ by a number.
    """

    def __init__(self):
        self._seen = Counter()

    def make(self, row):
        """Key of the next row of the file."""
        words = (row.currency, row.source, row.medium, row.campaign, row.team, row.name)
        parts = [
            str(row.date),
            f"{row.amount.normalize():f}" if row.amount else "",
            f"{row.date_from}/{row.date_to}",
            *map(word_key, words),
        ]
        text = "\n".join(parts)
        self._seen[text] += 1
        unique = f"{text}\n{self._seen[text]}"
        return hashlib.sha256(unique.encode()).hexdigest()[:40]
