"""When which reminder of a debt is due, and the rows of a reconciliation statement.

No database.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """A reminder: so many days after the due date."""

    id: int
    days: int


@dataclass(frozen=True)
class Sent:
    """The last reminder of an instalment."""

    step_id: int
    day: object  # date


def next_step(due, today, steps, sent=None):
    """The reminder that an instalment gets today, or None.

    Steps come in their order, none is left out: a client who is late since long gets
    the first, polite one first. Between two steps pass at least the days that are
    between their terms.

    :param due: day until which it had to be paid
    :param steps: all steps, ordered by their days
    :param sent: the last reminder of this instalment, None before the first
    """
    number = 0
    if sent:
        ids = [step.id for step in steps]
        if sent.step_id not in ids:
            return None  # its step does not exist any more: nothing is sent twice
        number = ids.index(sent.step_id) + 1
    if number >= len(steps):
        return None
    step = steps[number]
    if (today - due).days < step.days:
        return None
    if sent:
        pause = step.days - steps[number - 1].days
        if today < sent.day + timedelta(days=pause):
            return None
    return step


@dataclass
class DebtFigures:
    """What a client owes: ``total`` with all, ``overdue`` of it and since when.

    ``credit``: payments and credit notes that are not set off; they reduce what is
    overdue, the oldest first.
    """

    total: float = 0.0
    overdue: float = 0.0
    credit: float = 0.0
    since: object = False  # date
    count: int = 0

    def add(self, bucket, amount, overdue, since, count):
        """Debts of one age."""
        self.total += amount
        self.overdue += overdue
        self.count += count
        if bucket == "credit":
            self.credit -= amount
        if since:
            self.since = min(since, self.since or since)

    def cover(self, debts):
        """Set the credit off.

        :param debts: (due date, amount) of all overdue debts, the oldest first
        """
        left = self.credit
        self.overdue, self.since = 0.0, False
        for due, amount in debts:
            taken = min(left, amount)
            left -= taken
            rest = round(amount - taken, 6)
            if rest > 0:
                self.overdue += rest
                self.since = self.since or due


@dataclass(frozen=True)
class Row:
    """A document of a statement; mostly one of the two amounts is zero."""

    day: object  # date
    title: str
    debit: Decimal
    credit: Decimal
    key: tuple = ()


@dataclass(frozen=True)
class Statement:
    """Turnovers of a period: ``opening + debit - credit == closing``.

    Balances are what the client owes; negative: what is owed to him.
    """

    opening: Decimal
    rows: tuple
    debit: Decimal
    credit: Decimal
    closing: Decimal


def make_statement(rows, begin, end):
    """The statement of a period of all documents until its end.

    :param rows: ``Row`` of every document since ever, in any order
    :param begin: first day of the period
    :param end: its last day
    """
    zero = Decimal(0)
    before = [row for row in rows if row.day < begin]
    inside = sorted(
        (row for row in rows if begin <= row.day <= end),
        key=lambda row: (row.day, row.key),
    )
    opening = sum((row.debit - row.credit for row in before), zero)
    debit = sum((row.debit for row in inside), zero)
    credit = sum((row.credit for row in inside), zero)
    return Statement(opening, tuple(inside), debit, credit, opening + debit - credit)
