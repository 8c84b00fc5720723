"""When people have to hear that a promised date slips: pure, no database."""

from dataclasses import dataclass
from datetime import date

OK, LATE, UNKNOWN = "ok", "late", "unknown"


@dataclass(frozen=True)
class Outlook:
    """What is known of a line at one moment.

    :param state: ok, late, or unknown: nobody can say when the goods come
    :param expected: date on which the goods are expected; None when unknown or there
    """

    state: str = OK
    expected: date | None = None


def look_ahead(promised, expected, today, is_waiting):
    """The outlook of a line against its promise.

    :param date promised: what the client was told; None: nothing
    :param expected: when the last part is expected on stock, None: unknown
    :param today: date of the user
    :param is_waiting: some of the line is neither shipped nor reserved
    """
    if promised is None:
        return Outlook()
    if not is_waiting:
        expected = today
    if expected is None:
        return Outlook(UNKNOWN)
    expected = max(expected, today)
    return Outlook(LATE, expected) if expected > promised else Outlook(OK)


def what_to_tell(before, now, today):
    """What the people are told when the outlook changes.

    1. It slips, or slips to another date, or back to a date that is still late: "late".
    2. It cannot be said any more when the goods come: "unknown".
    3. It is in time again: "back".
    4. A line that is late already and gets later only because the days go by is told
       once.

    :param before: the ``Outlook`` which they were told last
    :param now: the ``Outlook`` of now
    :return: "late", "unknown", "back" or None: nothing
    """
    if now.state == OK:
        return "back" if before.state != OK else None
    if now.state == UNKNOWN:
        return UNKNOWN if before.state != UNKNOWN else None
    if before.state != LATE:
        return LATE
    if now.expected == before.expected or now.expected <= today:
        return None
    return LATE


def days_late(promised, expected, today):
    """How many calendar days later than promised the goods are; 0: in time.

    :param expected: None: unknown, the days that have gone by count
    """
    if promised is None:
        return 0
    return max((max(expected or today, today) - promised).days, 0)
