"""Sums of printed tables of goods: they add up to the kopeck. No database."""

from decimal import ROUND_HALF_UP, Decimal


def spread(amount, weights, digits=2):
    """Share an amount out in proportion, exactly: the shares sum up to it.

    What rounding leaves goes to the greatest share.

    :param amount: what is shared out
    :param weights: numbers, their sum is not zero
    :return: list of ``Decimal``
    """
    step = Decimal(1).scaleb(-digits)
    amount, weights = Decimal(str(amount)), [Decimal(str(w)) for w in weights]
    whole = sum(weights)
    shares = [(amount * w / whole).quantize(step, ROUND_HALF_UP) for w in weights]
    if shares:
        greatest = max(range(len(shares)), key=lambda index: abs(weights[index]))
        shares[greatest] += amount.quantize(step, ROUND_HALF_UP) - sum(shares)
    return shares


def price_digits(price, at_least=2, at_most=6):
    """How many decimals a price needs: two, more only when they say something."""
    text = f"{abs(price):.{at_most}f}".rstrip("0")
    return max(at_least, len(text.partition(".")[2]))


def number_rows(rows):
    """Number the lines of goods; sections and notes have no number.

    :param rows: dicts with ``kind``; lines get ``number``, from 1 on
    :return: how many lines there are
    """
    count = 0
    for row in rows:
        if row["kind"] == "line":
            count += 1
            row["number"] = count
    return count


def split_name(text):
    """Name of a line and what stands below it: its first line, and the others."""
    name, _sep, description = (text or "").strip().partition("\n")
    return name.strip(), description.strip()


def drop_empty_sections(rows):
    """Rows without headings that have nothing under them."""
    kept = []
    for row in reversed(rows):
        below = kept[-1]["kind"] if kept else "end"
        level = LEVELS.get(row["kind"], 0)
        if not level or LEVELS.get(below, 3 if below == "end" else 0) < level:
            kept.append(row)
    return kept[::-1]


# a heading is empty when one of the same or a higher level, or the end, follows it
LEVELS = {"subsection": 1, "section": 2}
