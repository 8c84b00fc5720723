"""Working minutes: counted and planned on the working intervals of a calendar.

Moments are naive UTC datetimes, as the database keeps them; counted minutes are whole
and rounded down.
"""

from bisect import bisect_right
from datetime import timedelta


class WorkingTime:
    """The working intervals of one calendar, ready for many questions.

    :param intervals: pairs (start, end), sorted, not overlapping; None means that
        every minute is a working one
    """

    def __init__(self, intervals):
        self._starts = self._ends = self._before = None
        if intervals is None:
            return
        self._starts = [start for start, _end in intervals]
        self._ends = [end for _start, end in intervals]
        self._before = [0.0]  # seconds worked before each interval
        for start, end in intervals:
            self._before.append(self._before[-1] + (end - start).total_seconds())

    def count(self, start, end):
        """Return the working minutes between two moments; 0 when end is earlier."""
        if end <= start:
            return 0
        if self._starts is None:
            return int((end - start).total_seconds() // 60)
        return int((self._worked_until(end) - self._worked_until(start)) // 60)

    def plan(self, start, minutes):
        """Return the moment at which so many working minutes after start are over.

        :return: None when the known intervals end before
        """
        if self._starts is None:
            return start + timedelta(minutes=minutes)
        target = self._worked_until(start) + minutes * 60
        # the first interval at whose end so much has been worked
        for index in range(self._first(start), len(self._starts)):
            if self._before[index + 1] >= target:
                rest = max(0.0, target - self._before[index])
                return max(start, self._starts[index] + timedelta(seconds=rest))
        return None

    def plan_back(self, end, minutes):
        """Return the moment from which so many working minutes are left until the end.

        :return: None when the known intervals begin later
        """
        if self._starts is None:
            return end - timedelta(minutes=minutes)
        target = self._worked_until(end) - minutes * 60
        if target < 0:
            return None
        # the last interval before whose end that much is not worked yet
        index = bisect_right(self._before, target, hi=len(self._starts)) - 1
        if index < 0 or index == len(self._starts):
            return None
        return self._starts[index] + timedelta(seconds=target - self._before[index])

    def days_back(self, moment, days, to_local):
        """Return the date of the first of the last `days` working days.

        :param moment: the last one is the working day of this moment, or the latest
            one before it
        :param to_local: function from naive UTC to local time, which decides about
            the day
        """
        if self._starts is None:
            return to_local(moment).date() - timedelta(days=days - 1)
        seen = []
        for start in reversed(self._starts[: bisect_right(self._starts, moment)]):
            day = to_local(start).date()
            if not seen or seen[-1] != day:
                if len(seen) == days:
                    break
                seen.append(day)
        return seen[-1] if seen else to_local(moment).date()

    def _first(self, moment):
        """The index of the interval that ends after the moment."""
        return bisect_right(self._ends, moment)

    def _worked_until(self, moment):
        index = self._first(moment)
        if index == len(self._starts):
            return self._before[-1]
        inside = (moment - self._starts[index]).total_seconds()
        return self._before[index] + max(0.0, inside)
