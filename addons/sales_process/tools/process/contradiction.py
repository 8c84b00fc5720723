"""Whether conditions can hold together: rules that no deal can ever meet.

Only simple conditions of one field are compared with each other; what cannot be
decided is taken for possible, so that no rule is refused that might hold.
"""

import itertools

from odoo.fields import Domain

# a domain that unfolds into more alternatives than this is taken for possible
MAX_ALTERNATIVES = 256
EMPTY = (None, False, "")
LOWER = {">": True, ">=": False}  # operator: whether the bound itself is left out
UPPER = {"<": True, "<=": False}


def find_contradiction(domain, many=()):
    """Return two conditions that contradict each other in every alternative.

    :param Domain domain: normalised by ``Domain.optimize``
    :param many: names of the fields that hold several records: two different values
        do not exclude each other there
    :return: a pair of conditions, the same one twice when it is impossible by
        itself; None when the domain can hold
    """
    if domain.is_false():
        return (domain, domain)
    alternatives = _unfold(domain)
    if alternatives is None:
        return None
    found = None
    for alternative in alternatives:
        found = _find_in(alternative, many)
        if found is None:
            return None
    return found


def _unfold(domain):
    """Alternatives of a domain: lists of conditions that hold together.

    :return: None when there are too many
    """
    operator = getattr(domain, "OPERATOR", None)
    if operator == "&":
        parts = [_unfold(child) for child in domain.children]
        if None in parts or _product_size(parts) > MAX_ALTERNATIVES:
            return None
        return [list(itertools.chain(*mix)) for mix in itertools.product(*parts)]
    if operator == "|":
        parts = [_unfold(child) for child in domain.children]
        if None in parts:
            return None
        return [alternative for part in parts for alternative in part]
    if domain.is_true():
        return [[]]
    if domain.is_false():
        return []
    return [[domain]]


def _product_size(parts):
    size = 1
    for part in parts:
        size *= len(part)
    return size


def _find_in(conditions, many):
    """Two conditions of one alternative that cannot hold together."""
    simple = [c for c in conditions if hasattr(c, "field_expr")]
    by_field = {}
    for condition in simple:
        by_field.setdefault(condition.field_expr, []).append(condition)
    for name, own in by_field.items():
        exclude = _exclude_many if name in many else _exclude
        for first, second in itertools.combinations_with_replacement(own, 2):
            if exclude(first, second):
                return (first, second)
    return None


def _exclude_many(first, second):
    """Nothing chosen, and something chosen."""
    kinds = {_kind_of_many(first), _kind_of_many(second)}
    return kinds == {"none", "some"}


def _kind_of_many(condition):
    values = _is_set(condition.value) and {_plain(v) for v in condition.value}
    if not values:
        return None
    if condition.operator == "in":
        if values == {False}:
            return "none"
        return None if False in values else "some"
    return "some" if condition.operator == "not in" and values == {False} else None


def _exclude(first, second):
    return (
        _exclude_sets(first, second)
        or _exclude_sets(second, first)
        or _exclude_ranges(first, second)
        or _exclude_ranges(second, first)
        or _exclude_value(first, second)
        or _exclude_value(second, first)
    )


def _exclude_sets(first, second):
    if first.operator != "in" or not _is_set(first.value):
        return False
    values = {_plain(value) for value in first.value}
    if not values:
        return True
    if not _is_set(second.value):
        return False
    others = {_plain(value) for value in second.value}
    if second.operator == "in":
        return first is not second and not values & others
    return second.operator == "not in" and values <= others


def _exclude_ranges(lower, upper):
    """x > 5 and x < 3."""
    if lower.operator not in LOWER or upper.operator not in UPPER:
        return False
    if not _comparable(lower.value, upper.value):
        return False
    open_ended = LOWER[lower.operator] or UPPER[upper.operator]
    if lower.value == upper.value:
        return open_ended
    return lower.value > upper.value


def _exclude_value(chosen, bound):
    """x in (1, 2) and x > 5."""
    if chosen.operator != "in" or not _is_set(chosen.value):
        return False
    if bound.operator not in (*LOWER, *UPPER):
        return False
    return not any(_within(value, bound) for value in chosen.value)


def _within(value, bound):
    if value in EMPTY or not _comparable(value, bound.value):
        return True  # an empty number counts as zero: not decided here
    if value == bound.value:
        return bound.operator in (">=", "<=")
    return (value > bound.value) == (bound.operator in LOWER)


def _is_set(value):
    return not isinstance(value, str | Domain) and hasattr(value, "__iter__")


def _plain(value):
    return False if value in EMPTY else value  # zero is an empty number


def _comparable(first, second):
    numbers = int | float
    if isinstance(first, bool) or isinstance(second, bool):
        return False
    if isinstance(first, numbers) and isinstance(second, numbers):
        return True
    return type(first) is type(second) and isinstance(first, str)
