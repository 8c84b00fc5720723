"""Fixed hours at which inquiries are sorted (R027: at least twice a day)."""

import re
from datetime import datetime, time, timedelta

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
SEARCH_DAYS = 30  # the longest run of days off that is looked through


def parse_hours(text):
    """Return the sorted hours of "10:00, 15:00".

    :raises ValueError: a part is not a time of day, or there is none
    """
    hours = set()
    for part in (text or "").replace(";", ",").split(","):
        match = _HOURS.fullmatch(part.strip())
        if not match:
            raise ValueError(part)
        hours.add(time(int(match.group(1)), int(match.group(2))))
    return sorted(hours)


def next_deadline(start, hours, working_days):
    """Return the first fixed hour after `start` that falls on a working day.

    :param start: local datetime without zone
    :param hours: list of `time`
    :param working_days: set of dates on which the department works; None: every day
    :return: local datetime without zone, or None when no such day is known
    """
    for offset in range(SEARCH_DAYS):
        day = start.date() + timedelta(days=offset)
        if working_days is not None and day not in working_days:
            continue
        for hour in hours:
            moment = datetime.combine(day, hour)
            if moment > start:
                return moment
    return None
