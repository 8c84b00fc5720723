"""Which series is older: keys of the removal strategies, compared without a database."""

import re
from collections import namedtuple

NO_DATE = "9999-12-31 00:00:00"
NO_NUMBER = " "  # before all numbers; goods without a series have none and come last
# fields of stock.quant in the order in which a strategy takes the quantities
ORDERS = {
    "fifo": ("age_date", "age_order", "id"),
    "fefo": ("removal_date", "age_date", "age_order", "id"),
}
CONTROLLED = tuple(ORDERS)

# where a series lies: records of the lot and of its place, the free quantity there in
# the unit of the product, and the age as text (see `key`)
Spot = namedtuple("Spot", "lot location package owner free key")

_DIGITS = re.compile("[0-9]+")
_MOST_DIGITS = 99


def is_controlled(strategy):
    """Only "first in" and "first expired" strategies say which series goes first."""
    return strategy in ORDERS


def order(strategy):
    """``ORDER BY`` of a controlled strategy."""
    return ", ".join(ORDERS[strategy])


def key(strategy, first_in, removal=None):
    """Sort key of a series as text; equal texts are series of equal age.

    :param first_in: when the series first came into stock, ISO text
    :param removal: removal date, ISO text; only "first expired" looks at it, and a
        series without one goes last (as in core)
    """
    first_in = first_in or NO_DATE
    return f"{removal or NO_DATE} {first_in}" if strategy == "fefo" else first_in


def oldest_before(candidates, age):
    """The oldest of ``[(key, item)]`` that is strictly older than ``age``, or nothing."""
    older = [candidate for candidate in candidates if candidate[0] < age]
    return min(older, key=lambda candidate: candidate[0])[1] if older else None


def serial_order(name):
    """Text by which names sort as people count: SN-9 before SN-10.

    A number is preceded by how many digits it has. `ORDER_SQL` says the same.
    """
    return _DIGITS.sub(_with_length, name) if name else None


def _with_length(match):
    digits = match[0].lstrip("0")
    return f"{min(len(digits), _MOST_DIGITS):02d}{digits}"


# the same for many rows at once, see stock.quant: of a series `lot`, if there is one
ORDER_SQL = r"""
    CASE WHEN lot.id IS NULL THEN NULL
         WHEN lot.first_in_date IS NULL THEN ' '
         ELSE (
             SELECT string_agg(
                        CASE WHEN part.words[1] ~ '^[0-9]'
                             THEN lpad(LEAST(
                                      length(ltrim(part.words[1], '0')), 99
                                  )::text, 2, '0') || ltrim(part.words[1], '0')
                             ELSE part.words[1]
                        END, '' ORDER BY part.place)
               FROM regexp_matches(lot.name, '[0-9]+|[^0-9]+', 'g')
                    WITH ORDINALITY AS part(words, place)
         )
     END
"""


def take_prefix(rows, target):
    """The shortest beginning of ``[(id, free)]`` whose free quantities reach ``target``.

    :return: the ids, and how much they have
    """
    ids, total = [], 0
    for row_id, free in rows:
        if total >= target:
            break
        ids.append(row_id)
        total += free
    return ids, total
