"""Rules tried on the history: what would have been stopped, late, escalated, given.

Nothing here knows the database: stays, rules and clocks come in, outcomes go out. A
stay is judged by the rules alone; that a deal which is stopped would have moved later
is not played on.
"""

from collections import Counter
from dataclasses import dataclass, field

from .due import DIRECTOR, HEAD, delay_hours
from .facts import holds, is_filled
from .rules import asked_on_move


@dataclass(frozen=True)
class PastStay:
    """One stay of a deal in a stage, as the log has it.

    :param facts: values of the deal when it came
    :param facts_out: values when it left; of an open stay those of today
    :param next_stage_id: where it went; 0: it is still there, or has ended
    """

    id: int
    lead_id: int
    team_id: int
    stage_id: int
    user_id: int
    date_in: object
    date_out: object = None
    outcome: str = ""
    facts: dict = field(default_factory=dict)
    facts_out: dict = field(default_factory=dict)
    next_stage_id: int = 0
    comes_from_won: bool = False


@dataclass(frozen=True)
class Department:
    """What the rules of one department are tried with.

    :param WorkingTime clock: its calendar
    :param float day_hours: hours of a working day
    """

    process: object
    clock: object
    day_hours: float


@dataclass
class Outcome:
    """What the rules would have done with one stay."""

    stay: PastStay
    missing: list = field(default_factory=list)  # (stage id, requirement id)
    late_hours: float = 0.0
    level: str = ""  # who would have been told last
    tasks: Counter = field(default_factory=Counter)  # id of the task -> times
    through: list = field(default_factory=list)  # stages it would have had to pass
    is_skipped: bool = False  # the stage would not have been for this deal


class Witness:
    """What is known of the deals besides the log: documents and the deals of today.

    :param dict types: name -> type of the values that the log keeps
    :param present: function of (lead id, condition)
    :param value: function of (lead id, field name): the value of today
    :param since: function of (check, lead id): moment since which the check passes,
        None when it never did
    :param had_step: function of (lead id, moment)
    """

    def __init__(self, types, present, value, since, had_step):
        self._types = types
        self._present = present
        self._value = value
        self._since = since
        self._had_step = had_step

    def holds(self, domain, stay, facts):
        return holds(
            domain,
            facts,
            self._types,
            lambda condition: self._present(stay.lead_id, condition),
        )

    def meets(self, rule, stay):
        """Whether the deal met a requirement when it left."""
        facts = stay.facts_out
        if not self.holds(rule.only, stay, facts):
            return True
        if rule.kind == "field":
            present = self._value(stay.lead_id, rule.field)
            return is_filled(rule.field, facts, self._types, present)
        if rule.kind == "domain":
            return self.holds(rule.domain, stay, facts)
        if rule.check == "next_step":
            return self._had_step(stay.lead_id, stay.date_out)
        since = self._since(rule.check, stay)
        return since is not None and since <= stay.date_out

    def had_step(self, stay):
        return self._had_step(stay.lead_id, stay.date_out)


def rehearse(stays, departments, witness, now):
    """Try the rules on each stay.

    :param dict departments: id -> ``Department``
    :return: list of ``Outcome``; stays of stages that the rules do not have are left out
    """
    outcomes = []
    for stay in stays:
        department = departments.get(stay.team_id)
        rules = department and department.process.get(stay.stage_id)
        if rules:
            outcomes.append(_judge(stay, rules, department, witness, now))
    return outcomes


def _judge(stay, rules, department, witness, now):
    outcome = Outcome(stay)
    outcome.is_skipped = not witness.holds(rules.applies, stay, stay.facts)
    if stay.outcome == "moved" and stay.next_stage_id:
        _judge_move(outcome, rules, department, witness)
    _judge_time(outcome, rules, department, now)
    _count_tasks(outcome, rules, department, witness, now)
    return outcome


def _judge_move(outcome, rules, department, witness):
    """What would have been missing for the move that was made."""
    stay = outcome.stay
    process = department.process.ordered(stay.facts_out.get("certification_order"))
    rules = process.get(rules.id)
    target = process.get(stay.next_stage_id)
    if target is None or target.position <= rules.position:
        return
    route = [
        stage
        for stage in process.stages
        if stage.id in (rules.id, target.id)
        or witness.holds(stage.applies, stay, stay.facts_out)
    ]
    outcome.through = [
        stage.id for stage in route if rules.position < stage.position < target.position
    ]
    for stage, rule in asked_on_move(route, rules.position, target):
        if not witness.meets(rule, stay):
            outcome.missing.append((stage.id, rule.id))
    if rules.require_next_step and not witness.had_step(stay):
        outcome.missing.append((rules.id, 0))


def _judge_time(outcome, rules, department, now):
    """Whether the time limit would have been missed, and who would have been told."""
    stay, clock = outcome.stay, department.clock
    end = stay.date_out or now
    deadline = rules.sla_hours and clock.plan(stay.date_in, rules.sla_hours * 60)
    if not deadline or end <= deadline:
        return
    outcome.late_hours = clock.count(deadline, end) / 60
    head = clock.plan(deadline, rules.escalate_hours * 60)
    if head and end > head:
        outcome.level = HEAD
        director = rules.escalate_next_hours and clock.plan(
            head, rules.escalate_next_hours * 60
        )
        if director and end > director:
            outcome.level = DIRECTOR


def _count_tasks(outcome, rules, department, witness, now):
    """How often each task would have been given; repeated ones as if done in time."""
    stay = outcome.stay
    triggers = ["enter", "after"]
    if stay.outcome == "lost":
        triggers.append("lost")
    if rules.is_won and not stay.comes_from_won:
        triggers.append("won")
    for trigger in triggers:
        facts = stay.facts_out if trigger == "lost" else stay.facts
        for task in rules.tasks_on(trigger):
            if witness.holds(task.only, stay, facts):
                times = 1
                if trigger == "after":
                    times = _count_after(stay, task, department, now)
                outcome.tasks[task.id] += times
    outcome.tasks = +outcome.tasks


def _count_after(stay, task, department, now):
    end = stay.date_out or now
    delay = delay_hours(task, department.day_hours) * 60
    worked = department.clock.count(stay.date_in, end)
    if worked < delay or not delay:
        return 0
    return int(worked // delay) if task.is_repeated else 1
