"""All cases, in the order in which they run."""

from .case import Case

CASES = (
    Case("order_confirm_50", "order_confirm", {"lines": 50}, repetitions=5),
    Case("stage_write_1", "stage_write", {"count": 1}, repetitions=20),
    Case("stage_write_100", "stage_write", {"count": 100}, repetitions=6),
    Case("mail_intake_100", "mail_intake", {"partners": 100}, repetitions=12),
    Case("mail_intake_100000", "mail_intake", {"partners": 100_000}, repetitions=8),
    Case("telephony_hook", "telephony_hook", repetitions=15, is_own=True),
)


def select(cases, words):
    """Return the cases whose name contains one of the words; all without words."""
    return [case for case in cases if not words or any(w in case.name for w in words)]


def find(name):
    return next(case for case in CASES if case.name == name)
