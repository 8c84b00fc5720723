"""What will expire unsold at the present rate of sale, reckoned without a database."""

from typing import NamedTuple

RATE_DAYS = (30, 90, 365)
DEFAULT_RATE_DAYS = 90


class Series(NamedTuple):
    """A series in the queue.

    ``days``: days from today to its last good day, 0 when that is today, negative when
    it has expired, ``None`` when it never does.
    """

    key: object
    quantity: float
    days: int | None


class Outlook(NamedTuple):
    """What becomes of a series.

    ``lost``: what is left of it after its last good day; ``empty_in``: days until its
    last unit is sold, 0 when there is none, ``None`` when that never happens.
    """

    key: object
    lost: float
    empty_in: float | None


def forecast(series, rate):
    """Sell the series one after the other at ``rate`` units a day.

    Today and the last good day are both days of sale. A series that has expired is not
    sold any more; one whose turn comes too late, or too late for all of it, is lost in
    part or in whole, and the next series begins where its last good day ends. Only the
    queue decides: a later series never jumps it.

    :param series: ``Series`` in the order in which they are taken
    :param rate: units sold in a day; nothing is sold when it is zero or less
    :return: list of ``Outlook`` in the same order. ``0 <= lost <= quantity``; a greater
        rate never gives a greater loss.
    """
    outlooks, start = [], 0.0
    for item in series:
        quantity = max(item.quantity, 0.0)
        if rate <= 0:
            lost = 0.0 if item.days is None else quantity
            outlooks.append(Outlook(item.key, lost, None))
            continue
        need = quantity / rate
        if not need:
            outlooks.append(Outlook(item.key, 0.0, 0.0))
            continue
        time = need if item.days is None else max(item.days + 1.0 - start, 0.0)
        if need <= time:
            start += need
            outlooks.append(Outlook(item.key, 0.0, start))
        else:
            start += time
            lost = min(max(quantity - rate * time, 0.0), quantity)
            outlooks.append(Outlook(item.key, lost, None))
    return outlooks


def get_rate(sold, returned, days):
    """Units a day over a period of ``days``; goods that came back were not sold."""
    return max(sold - returned, 0.0) / days
