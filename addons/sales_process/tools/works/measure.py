"""Whether a measured value keeps its limits, and how the limits are written.

Without the database. Limits themselves are allowed: "not more than 5" takes 5.
"""

TOLERANCE = 1e-9  # relative: a value typed as 0.3 is not above a limit of 0.1 + 0.2


def is_within(value, low=None, high=None):
    """Whether a value lies within its limits; a limit of None is absent."""
    if low is not None and value < low - _slack(low):
        return False
    return high is None or value <= high + _slack(high)


def limits_text(low=None, high=None, point="."):
    """The limits in signs that every language reads: "1 … 5", "≥ 1", "≤ 5", ""."""
    if low is not None and high is not None:
        return f"{number_text(low, point)} … {number_text(high, point)}"
    if low is not None:
        return f"≥ {number_text(low, point)}"
    return f"≤ {number_text(high, point)}" if high is not None else ""


def number_text(value, point="."):
    """A number without superfluous zeros: 5, 0.05, 1e-07.

    :param str point: the decimal point of the language
    """
    return f"{value:.10g}".replace(".", point)


def _slack(limit):
    return abs(limit) * TOLERANCE
