"""Which series is older: keys of the removal strategies, compared without a database."""

CONTROLLED = ("fifo", "fefo")
NO_DATE = "9999-12-31 00:00:00"


def is_controlled(strategy):
    """Only "first in" and "first expired" strategies say which series goes first."""
    return strategy in CONTROLLED


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
