"""Rates and sums of VAT for the printed forms; nothing here needs a database.

A line is a dictionary with ``rate`` (as it is printed: "22%", "0%", "без НДС",
"22/122"), ``base`` (without tax) and ``tax``. Amounts are of the document's currency.
"""

from decimal import ROUND_HALF_UP, Decimal

WITHOUT_TAX = "без НДС"


def rate_label(kind, amount):
    """How the forms name a rate: "22%", "0%", "без НДС", "22/122".

    :param kind: ``rate``, ``exempt`` or ``calculated`` (Tax Code, art. 164 part 4: the
        tax is a part of the amount received)
    :param amount: per cent; of a calculated rate either the rate itself (22) or its
        share of the amount with tax (18.0328)
    """
    if kind == "exempt":
        return WITHOUT_TAX
    if kind == "calculated":
        rate = amount if float(amount).is_integer() else amount * 100 / (100 - amount)
        return f"{round(rate)}/{round(rate) + 100}"
    return f"{amount:g}%".replace(".", ",")


def tax_rows(lines, digits=2):
    """Sums by rate, the highest rate first, what bears no tax last.

    :return: a list of {"label": "НДС 22%", "rate": "22%", "base": 100.0, "tax": 22.0}
    """
    rows = {}
    for line in lines:
        row = rows.setdefault(line["rate"], [Decimal(0), Decimal(0)])
        row[0] += _decimal(line["base"], digits)
        row[1] += _decimal(line["tax"], digits)
    return [
        {"label": _label(rate), "rate": rate, "base": float(base), "tax": float(tax)}
        for rate, (base, tax) in sorted(rows.items(), key=_order)
    ]


def _label(rate):
    return "Без налога (НДС)" if rate == WITHOUT_TAX else f"НДС {rate}"


def _order(item):
    rate = item[0]
    if rate == WITHOUT_TAX:
        return (2, 0.0)
    head = rate.rstrip("%").split("/")[0].replace(",", ".")
    return ("/" in rate, -float(head))


def distribute(amount, weights, digits=2):
    """Parts of an amount by weight that add up to it to the last digit.

    Each part is rounded; what rounding leaves goes unit by unit to the largest
    weights, so no part is off by more than one unit for each round of the list.
    """
    total = sum(abs(weight) for weight in weights)
    if not weights:
        return []
    if not total:
        weights, total = [1] * len(weights), len(weights)
    amount = _decimal(amount, digits)
    parts = [
        _decimal(float(amount) * abs(weight) / total, digits) for weight in weights
    ]
    unit = Decimal(1).scaleb(-digits)
    missing = amount - sum(parts)
    step = unit.copy_sign(missing)
    order = sorted(range(len(weights)), key=lambda index: -abs(weights[index]))
    for turn in range(int(abs(missing) / unit)):
        parts[order[turn % len(order)]] += step
    return [float(part) + 0.0 for part in parts]


def spread_discounts(lines, digits=2):
    """Lines without the negative ones: a discount lowers the goods of its rate.

    A discount of the whole order is a line with a negative amount in the ERP; a
    transfer document knows no such lines. It is taken off the lines of the same rate
    in proportion to their base, so the totals stay as they are. What no line can
    carry (no goods of that rate, or the discount is larger) stays a line of its own,
    and so do goods that return (a negative ``quantity``).

    :return: new dictionaries, in the order of the lines
    """
    lines = [dict(line) for line in lines]
    kept = []
    for line in lines:
        goods = [other for other in lines if _carries(other, line)]
        weights = [other["base"] for other in goods]
        if not _is_discount(line) or not goods or sum(weights) + line["base"] < 0:
            kept.append(line)
            continue
        for name in ("base", "tax"):
            shares = distribute(line[name], weights, digits)
            for other, share in zip(goods, shares, strict=True):
                other[name] = round(other[name] + share, digits)
    return kept


def _is_discount(line):
    """Whether a line lowers the price of others; goods that return do not."""
    return line["base"] < 0 and line.get("quantity", 1) > 0


def _carries(line, discount):
    return line["base"] > 0 and line["rate"] == discount["rate"]


def _decimal(amount, digits):
    """The amount as a decimal number; binary noise of its float does not count."""
    exact = Decimal(repr(round(float(amount), digits + 6)))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
