"""Working hours of a calendar, counted from intervals that are read once."""

from bisect import bisect_right
from datetime import timedelta
from itertools import accumulate

import pytz

PAST_DAYS, FUTURE_DAYS = 400, 200


class WorkClock:
    """The same answers as ``resource.calendar``, for hundreds of questions."""

    def __init__(self, calendar, now):
        begin = pytz.utc.localize(now - timedelta(days=PAST_DAYS))
        end = pytz.utc.localize(now + timedelta(days=FUTURE_DAYS))
        intervals = calendar._work_intervals_batch(begin, end)[False]
        self.spans = [
            (self._naive(start), self._naive(stop)) for start, stop, _r in intervals
        ]
        self.starts = [start for start, _stop in self.spans]
        lengths = [(stop - start).total_seconds() / 3600 for start, stop in self.spans]
        self.ends = list(accumulate(lengths))  # hours worked by the end of each span
        self.begins = [
            end - length for end, length in zip(self.ends, lengths, strict=True)
        ]

    @staticmethod
    def _naive(moment):
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _worked(self, moment):
        """Hours worked from the first span until a moment."""
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return 0.0
        start, stop = self.spans[place]
        inside = (min(moment, stop) - start).total_seconds() / 3600
        return self.begins[place] + inside

    def hours(self, start, end):
        return round(self._worked(end) - self._worked(start), 2)

    def plan(self, hours, start):
        """The moment when so many hours after ``start`` are over."""
        target = self._worked(start) + hours
        place = bisect_right(self.begins, target - 1e-9) - 1
        begin, _stop = self.spans[place]
        rest = target - self.begins[place]
        return (begin + timedelta(hours=rest)).replace(microsecond=0)
