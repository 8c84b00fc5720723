"""Dates of periodic works and terms of contracts: plain dates, no database.

A month later is the same day of the next month, or its last day when it has no such
day; the day of the first date is kept, so that 31 January goes on 28 February and then
on 31 March.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count, takewhile

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Works:
    """Which periodic works are to be made now."""

    make: tuple = ()  # dates, one work each
    missed: tuple = ()  # dates that are over, in place of which nothing is made

    @property
    def last(self):
        """The last date that has been dealt with; None without any."""
        return max(self.make + self.missed, default=None)


def first_date(start, end, months):
    """The last day of the first period, but not after the end; None without periods."""
    if months < 1:
        return None
    return min(start + relativedelta(months=months) - DAY, end)


def list_dates(first, months, end):
    """Dates of the works from the first one until the end of the contract."""
    if months < 1:
        return [first] if first <= end else []
    dates = (first + relativedelta(months=months * number) for number in count())
    return list(takewhile(lambda date: date <= end, dates))


def plan_works(dates, done_until, today, lead_days):
    """What to make now, so many days before each date.

    After a downtime, or when a contract is entered late, only the last of the dates
    that are over becomes a work: the others are told as missed.

    :param dates: of the works, in their order
    :param done_until: the last date that has been dealt with, or None
    :return: ``Works``
    """
    open_dates = [
        date
        for date in dates
        if (not done_until or date > done_until)
        and date <= today + timedelta(days=lead_days)
    ]
    over = [date for date in open_dates if date < today]
    ahead = [date for date in open_dates if date >= today]
    return Works(tuple(over[-1:] + ahead), tuple(over[:-1]))


def next_term(start, end):
    """(start, end) of the contract that follows, as long as this one.

    Whole months stay whole months: a year is followed by a year, leap or not.
    """
    begin = end + DAY
    length = relativedelta(begin, start)
    months = length.years * 12 + length.months
    if months and start + relativedelta(months=months) == begin:
        return begin, begin + relativedelta(months=months) - DAY
    return begin, begin + (end - start)


def spread(number, days):
    """Place of each of ``number`` tasks among ``days`` days, as evenly as it goes."""
    return [index * days // number for index in range(number)]
