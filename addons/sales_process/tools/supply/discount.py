"""How much cheaper than the price list an order is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Priced:
    """One line of an order, in the currency of the order.

    :param quantity: in the unit of the line
    :param price: of one unit after the discount of the line
    :param listed: what the price list asks for one unit; 0: it knows no price, so the
        price of the line before its discount counts
    :param before: price of one unit before the discount of the line
    """

    quantity: float
    price: float
    listed: float
    before: float

    @property
    def full(self):
        """The price from which the discount counts."""
        return self.listed if self.listed > 0 else max(self.before, 0.0)


def discount_of(lines):
    """The greatest discount in percent: of one line, or of the order as a whole.

    1. Also a lower price written by hand is a discount, and a line with a negative
       amount is.
    2. A line that is dearer than listed does not hide another that is cheaper.
    3. A discount which the price list itself gives is none.

    :param lines: iterable of ``Priced``
    :return float: percent, 0 to 100
    """
    lines = list(lines)
    single = [
        1 - line.price / line.full
        for line in lines
        if line.full > 0 and line.quantity > 0
    ]
    full = sum(line.full * line.quantity for line in lines)
    paid = sum(line.price * line.quantity for line in lines)
    whole = [1 - paid / full] if full > 0 else []
    return min(max([0.0, *single, *whole]), 1.0) * 100
