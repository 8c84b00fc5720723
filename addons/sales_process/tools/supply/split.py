"""How the quantity of order lines is explained: pure arithmetic, no database."""

from dataclasses import dataclass


@dataclass
class Need:
    """One order line: quantities in the unit of the line's product."""

    line: int
    product: int
    ordered: float
    shipped: float
    reserved: float


@dataclass
class Split:
    """Where the ordered quantity of a line is: the parts and the gap sum up to it."""

    shipped: float = 0.0
    reserved: float = 0.0
    making: float = 0.0
    buying: float = 0.0
    missing: float = 0.0


def split_supply(needs, making, buying):
    """Explain each line's quantity by shipped, reserved, made and bought goods.

    Documents of one order may supply several lines of the same product (core
    merges them), so the open quantities of production and purchase are pools
    per product that the lines take from in their order. A pool larger than the
    need (an order decreased after confirmation) is not shown beyond the need.

    :param list[Need] needs: lines in the order in which they are served
    :param dict making: product -> quantity still to be manufactured
    :param dict buying: product -> quantity still to be received
    :return dict: line -> Split
    """
    pools = {"making": dict(making), "buying": dict(buying)}
    result = {}
    for need in needs:
        split = Split(shipped=need.shipped)
        rest = max(need.ordered - need.shipped, 0.0)
        split.reserved = min(max(need.reserved, 0.0), rest)
        rest -= split.reserved
        for name, pool in pools.items():
            taken = min(rest, max(pool.get(need.product, 0.0), 0.0))
            setattr(split, name, taken)
            if taken:
                pool[need.product] -= taken
            rest -= taken
        split.missing = rest
        result[need.line] = split
    return result


def ready_percent(split, ordered, making_percent):
    """Readiness of a line, 0-100: shipped and reserved goods are ready, goods in
    production are as ready as their production order.

    :param Split split: where the quantity is
    :param float ordered: ordered quantity, same unit
    :param float making_percent: readiness of the production, 0-100
    """
    if ordered <= 0:
        return 100.0
    done = split.shipped + split.reserved + split.making * making_percent / 100
    return min(100.0, round(100 * done / ordered, 1))
