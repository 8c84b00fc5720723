"""Inside or outside: which way a call went, by its two numbers."""

import re

from ..phones import phone_tail

INTERNAL_DIGITS = 5  # longest internal number


def is_internal(number, settings):
    """Whether a number belongs to an employee of the exchange."""
    number = (number or "").strip()
    if number in settings.extensions:
        return True
    digits = re.sub(r"\D", "", number)
    return bool(digits) and digits == number and len(digits) <= INTERNAL_DIGITS


def find_direction(source, target, settings):
    """Return "in", "out" or "inner"; an empty text when it cannot be told."""
    if not source or not target:
        return ""
    inside = (is_internal(source, settings), is_internal(target, settings))
    if inside == (True, True):
        return "inner"
    if inside == (True, False):
        return "out"
    if inside == (False, True):
        return "in"
    own = settings.own_numbers
    if phone_tail(target) in own:
        return "in"
    return "out" if phone_tail(source) in own else ""


def client_number(direction, source, target):
    """The number of the outside side."""
    return target if direction == "out" else source
