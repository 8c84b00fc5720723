"""When something has to be told about a stay in a stage, or a task has to be given.

Moments are naive UTC; hours are working hours of the department.
"""

from dataclasses import dataclass

REMIND, LATE, HEAD, DIRECTOR = "remind", "late", "head", "director"
# what was told last: the level of the stage log
LEVELS = {LATE: 1, HEAD: 2, DIRECTOR: 3}


@dataclass(frozen=True)
class Stay:
    """What of a stay in a stage decides about its next moment.

    :param deadline: end of the time limit, maybe put off by the head; None: no limit
    :param level: who was told already, 0-3
    :param is_reminded: the salesperson was reminded before the limit
    :param given: id of the task -> how often it was given in this stay
    """

    date_in: object
    deadline: object = None
    level: int = 0
    is_reminded: bool = False
    given: tuple = ()

    def times_given(self, task_id):
        return dict(self.given).get(task_id, 0)


def notice_moments(stay, rules, clock):
    """The notices that are still to come: list of (moment, what), in order.

    :param StageRules rules: of the stage
    :param WorkingTime clock: of the department's calendar
    """
    if not stay.deadline:
        return []
    found = []
    if rules.remind_hours and not stay.is_reminded and not stay.level:
        moment = clock.plan_back(stay.deadline, rules.remind_hours * 60)
        found.append((moment, REMIND))
    if stay.level < LEVELS[LATE]:
        found.append((stay.deadline, LATE))
    head = _plan(clock, stay.deadline, rules.escalate_hours)
    if stay.level < LEVELS[HEAD]:
        found.append((head, HEAD))
    if rules.escalate_next_hours and stay.level < LEVELS[DIRECTOR] and head:
        found.append((_plan(clock, head, rules.escalate_next_hours), DIRECTOR))
    return [item for item in found if item[0]]


def task_moments(stay, rules, clock, hours_per_day):
    """Tasks after a delay that are still to come: list of (moment, ``Task``)."""
    found = []
    for task in rules.tasks_on("after"):
        times = stay.times_given(task.id)
        if times and not task.is_repeated:
            continue
        delay = delay_hours(task, hours_per_day) * (times + 1)
        moment = _plan(clock, stay.date_in, delay)
        if moment:
            found.append((moment, task))
    return found


def delay_hours(task, hours_per_day):
    return task.delay * (hours_per_day if task.delay_unit == "days" else 1)


def next_due(stay, rules, clock, hours_per_day):
    """The first moment at which something has to be done; None: never."""
    moments = [moment for moment, _what in notice_moments(stay, rules, clock)]
    moments += [m for m, _task in task_moments(stay, rules, clock, hours_per_day)]
    return min(moments, default=None)


def _plan(clock, start, hours):
    return clock.plan(start, hours * 60)
