"""How the quantity of order lines is explained: pure arithmetic, no database."""

from dataclasses import dataclass, field

DIGITS = 6  # quantities are compared and kept to a millionth of the unit


@dataclass(frozen=True)
class Part:
    """What a line still has to get from stock, of one product.

    An ordinary line has one part, its own product; the line of a kit has one for each
    component. A line whose delivery was cancelled, or that is shipped, has none.

    :param product: key of the product
    :param open: quantity of the open deliveries, in the unit of the product
    :param reserved: how much of it is reserved
    """

    product: int
    open: float
    reserved: float = 0.0


@dataclass
class Need:
    """One order line: quantities in the unit of the line's product."""

    line: int
    ordered: float
    shipped: float = 0.0
    returned: float = 0.0
    parts: list = field(default_factory=list)
    is_kit: bool = False


@dataclass
class Split:
    """Where the ordered quantity of a line is: the parts and the gaps sum up to it.

    ``missing`` has a delivery and waits for goods that nobody makes or buys;
    ``unplanned`` has no delivery any more: it was cancelled.
    """

    shipped: float = 0.0
    returned: float = 0.0
    reserved: float = 0.0
    making: float = 0.0
    buying: float = 0.0
    missing: float = 0.0
    unplanned: float = 0.0

    @property
    def waiting(self):
        """What still has to be shipped."""
        return self.reserved + self.making + self.buying + self.missing + self.unplanned


def split_supply(needs, making, buying):
    """Explain each line's quantity by shipped, returned, reserved, made, bought goods.

    1. Documents of one order may supply several lines of the same product (core merges
       them), so the open quantities of production and purchase are pools per product
       that the lines take from in their order.
    2. A pool larger than the need (an order decreased after confirmation) is not shown
       beyond the need.
    3. A kit is as far as its scarcest component: what is reserved of every component
       is reserved, what is at least in production is being made, and so on.

    :param list[Need] needs: lines in the order in which they are served
    :param dict making: product -> quantity still to be manufactured
    :param dict buying: product -> quantity still to be received
    :return dict: line -> Split
    """
    pools = (dict(making), dict(buying))
    return {need.line: _explain(need, pools) for need in needs}


def _explain(need, pools):
    rest = max(need.ordered - need.shipped, 0.0)
    shares = [_take(part, pools) for part in need.parts if part.open > 0]
    planned = min(rest, _planned(need, rest))
    returned = min(max(need.returned, 0.0), rest - planned)
    ready, made, bought = (
        planned * min((share[index] for share in shares), default=0.0)
        for index in range(3)
    )
    split = Split(
        shipped=need.shipped,
        returned=returned,
        reserved=ready,
        making=made - ready,
        buying=bought - made,
        missing=planned - bought,
        unplanned=rest - planned - returned,
    )
    for name, value in vars(split).items():
        setattr(split, name, round(value, DIGITS) + 0.0)
    return split


def _planned(need, rest):
    """How much of the rest has an open delivery."""
    if not need.is_kit:
        return sum(part.open for part in need.parts)
    return rest if any(part.open > 0 for part in need.parts) else 0.0


def _take(part, pools):
    """Shares of a part, 0 to 1: reserved; also being made; also being bought."""
    reached = min(max(part.reserved, 0.0), part.open)
    shares = [reached / part.open]
    for pool in pools:
        taken = min(part.open - reached, max(pool.get(part.product, 0.0), 0.0))
        if taken:
            pool[part.product] -= taken
        reached += taken
        shares.append(reached / part.open)
    return shares


def ready_percent(split, ordered, making_percent):
    """Readiness of a line, 0-100: shipped, returned and reserved goods are ready, goods
    in production are as ready as their production order.

    :param Split split: where the quantity is
    :param float ordered: ordered quantity, same unit
    :param float making_percent: readiness of the production, 0-100
    """
    if ordered <= 0:
        return 100.0
    done = split.shipped + split.returned + split.reserved
    done += split.making * making_percent / 100
    return min(100.0, round(100 * done / ordered, 1))


def find_surplus(needs, making, buying):
    """What documents make and buy beyond what the lines still need.

    Parameters as of ``split_supply``.

    :return: two dicts, product -> quantity above zero: made, bought too much
    """
    pools = (dict(making), dict(buying))
    for need in needs:
        _explain(need, pools)
    return tuple(
        {
            product: rest
            for product, quantity in pool.items()
            if (rest := round(quantity, DIGITS)) > 0
        }
        for pool in pools
    )
