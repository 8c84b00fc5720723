"""Whether a condition held for a deal as it was, by the values kept in the stage log.

What the log does not keep (long texts, lists, documents, a relative date) is asked of
the deal of today.
"""

from datetime import date, datetime

NUMBERS = {"integer", "float", "monetary"}
LONG = {"text", "html"}
MOMENTS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M:%S"}


def holds(domain, facts, types, present):
    """Evaluate a condition on the kept values.

    :param Domain domain: normalised by ``Domain.optimize``
    :param dict facts: name -> value; what is not there was empty
    :param dict types: name -> type of the fields that are kept
    :param present: function of a condition: whether the deal of today meets it
    """
    if domain.is_true():
        return True
    if domain.is_false():
        return False
    operator = getattr(domain, "OPERATOR", None)
    if operator == "&":
        return all(holds(child, facts, types, present) for child in domain.children)
    if operator == "|":
        return any(holds(child, facts, types, present) for child in domain.children)
    if operator == "!":
        return not holds(domain.child, facts, types, present)
    answer = _ask(domain, facts, types)
    return present(domain) if answer is None else answer


def is_filled(name, facts, types, present_value):
    """Whether a field was filled; of today's deal when it is not kept."""
    if name in types:
        return bool(facts.get(name))
    return bool(present_value)


def _ask(condition, facts, types):
    """Yes, no, or None: the kept values do not say."""
    name = getattr(condition, "field_expr", None)
    if name not in types:
        return None
    kind, value = types[name], facts.get(name, False)
    function = OPERATORS.get(condition.operator)
    if function is None:
        return None
    return function(kind, value, condition.value)


def _is_in(kind, value, wanted):
    if isinstance(wanted, str) or not hasattr(wanted, "__iter__"):
        return None
    wanted = list(wanted)
    if kind in LONG:
        if all(item in (False, None, "") for item in wanted):
            return not value
        return None
    converted = [_convert(kind, item) for item in wanted]
    if _UNKNOWN in converted:
        return None
    return value in converted or (not value and any(not item for item in converted))


def _is_not_in(kind, value, wanted):
    answer = _is_in(kind, value, wanted)
    return None if answer is None else not answer


def _compare(test):
    def function(kind, value, wanted):
        other = _convert(kind, wanted)
        if kind in NUMBERS:
            if other is _UNKNOWN or isinstance(other, str):
                return None
            return test(value or 0, other or 0)
        if kind not in MOMENTS or other is _UNKNOWN:
            return None
        return bool(value) and bool(other) and test(value, other)

    return function


def _contains(is_case_sensitive, is_negative):
    def function(kind, value, wanted):
        if kind not in ("char", "selection") or not isinstance(wanted, str):
            return None
        text, part = str(value or ""), wanted
        if "%" in part or "_" in part:
            return None
        if not is_case_sensitive:
            text, part = text.lower(), part.lower()
        return (part in text) != is_negative

    return function


class _Unknown:
    """A value of a condition that the kept values cannot be compared with."""


_UNKNOWN = _Unknown()


def _convert(kind, value):
    """A value of a condition in the form in which the log keeps values."""
    if kind in MOMENTS:
        if isinstance(value, datetime | date):
            return value.strftime(MOMENTS[kind])
        return False if value in (False, None) else _UNKNOWN
    if kind == "many2one" and isinstance(value, str):
        return _UNKNOWN
    return False if value is None else value


OPERATORS = {
    "in": _is_in,
    "not in": _is_not_in,
    "<": _compare(lambda a, b: a < b),
    ">": _compare(lambda a, b: a > b),
    "<=": _compare(lambda a, b: a <= b),
    ">=": _compare(lambda a, b: a >= b),
    "like": _contains(is_case_sensitive=True, is_negative=False),
    "ilike": _contains(is_case_sensitive=False, is_negative=False),
    "not like": _contains(is_case_sensitive=True, is_negative=True),
    "not ilike": _contains(is_case_sensitive=False, is_negative=True),
}
