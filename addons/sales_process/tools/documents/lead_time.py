"""Where the goods of an offer come from, and how long it takes. No database."""

import math
from dataclasses import dataclass

STOCK, MAKE, BUY, OTHER = "stock", "make", "buy", "other"


@dataclass(frozen=True)
class Supply:
    """How one line of an offer is supplied.

    :param from_stock: how much of it is free on stock, in the unit of the product
    :param way: how the rest comes: STOCK, MAKE, BUY or OTHER
    :param days: after how many days the rest comes; 0: nobody has said it
    """

    from_stock: float
    way: str
    days: int = 0


def plan_supply(needs, free):
    """How each line is supplied; lines of one product share what is free on stock.

    :param needs: list of (key, product, quantity, way, days), in the order of the lines
    :param dict free: product -> free quantity
    :return dict: key -> ``Supply``
    """
    left = dict(free)
    planned = {}
    for key, product, quantity, way, days in needs:
        taken = min(max(left.get(product, 0.0), 0.0), quantity)
        left[product] = left.get(product, 0.0) - taken
        is_there = quantity <= 0 or taken >= quantity - 1e-6
        planned[key] = Supply(taken, STOCK, 0) if is_there else Supply(taken, way, days)
    return planned


def in_weeks(days):
    """(number, is_weeks): terms from two weeks on are told in whole weeks, rounded up."""
    return (math.ceil(days / 7), True) if days >= 14 else (days, False)
