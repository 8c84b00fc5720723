"""The rules of the process as plain data: what a stage asks, gives and allows.

The records that the head edits are turned into these objects once; they are kept in
the cache of the registry, so that a deal that moves costs no query for its rules. A
draft of the rules (a file, an earlier version, a form not saved yet) is turned into
the same objects, so that it can be tried on the history.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from odoo.fields import Domain

ENTER, LEAVE = "enter", "leave"
CERTIFICATION, INSTALLATION = "certification", "installation"
AFTER = "after"  # the installation: where the equipment stands


@dataclass(frozen=True, eq=False)
class Requirement:
    """What a deal must have to enter or to leave a stage.

    :param id: of the record; of a draft, any number that is its own
    :param kind: ``field``, ``domain`` or ``check``
    :param only: the requirement is asked of the deals that match
    """

    id: int
    when: str
    kind: str
    field: str = ""
    domain: Domain = Domain.TRUE
    check: str = ""
    only: Domain = Domain.TRUE


@dataclass(frozen=True, eq=False)
class Task:
    """A task that the process gives.

    :param delay: hours or days of work after entering, for the trigger ``after``
    :param is_repeated: given again each ``delay`` as long as the deal stays
    """

    id: int
    trigger: str
    delay: float = 0.0
    delay_unit: str = "days"
    is_repeated: bool = False
    responsible: str = "salesperson"
    user_id: int = 0
    only: Domain = Domain.TRUE


@dataclass(frozen=True, eq=False)
class StageRules:
    """One stage. Hours are working hours of the department; 0 means "none".

    :param tuple place: another place than its own; see ``Process.ordered``
    """

    id: int
    sequence: int
    kind: str
    is_won: bool = False
    name: str = ""
    applies: Domain = Domain.TRUE
    auto_leave: bool = False
    require_next_step: bool = False
    remind_hours: float = 0.0
    sla_hours: float = 0.0
    escalate_hours: float = 0.0
    escalate_next_hours: float = 0.0
    role: str = ""
    requirements: tuple = ()
    tasks: tuple = ()
    place: tuple = ()

    @property
    def position(self):
        """Place in the process: comparable, also for stages of equal sequence."""
        return self.place or (self.sequence, self.id)

    def required(self, when):
        return [rule for rule in self.requirements if rule.when == when]

    def tasks_on(self, trigger):
        return [task for task in self.tasks if task.trigger == trigger]


@dataclass(frozen=True, eq=False)
class Process:
    """The stages of one department, in their order."""

    stages: tuple = ()
    _by_id: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        ordered = tuple(sorted(self.stages, key=lambda stage: stage.position))
        object.__setattr__(self, "stages", ordered)
        object.__setattr__(self, "_by_id", {stage.id: stage for stage in ordered})

    def __bool__(self):
        return bool(self.stages)

    def get(self, stage_id):
        """The stage of this id; None when it is none of this process."""
        return self._by_id.get(stage_id)

    def ordered(self, certification):
        """The process of a deal whose equipment is certified before or after.

        :param str certification: ``after`` the installation; else the stages are in
            the order of the department
        """
        return self._certified_last if certification == AFTER else self

    @cached_property
    def _certified_last(self):
        """The same stages, certification behind the last installation.

        Only the places differ: a tuple that begins with the position of a stage comes
        right after this stage and before the next one.
        """
        installed = [stage for stage in self.stages if stage.kind == INSTALLATION]
        if not installed:
            return self
        last = installed[-1].position
        return Process(
            tuple(
                replace(stage, place=last + stage.position)
                if stage.kind == CERTIFICATION and stage.position < last
                else stage
                for stage in self.stages
            )
        )

    @property
    def first(self):
        return self.stages[0] if self.stages else None

    def conditions(self):
        """Conditions that decide which stages apply."""
        for stage in self.stages:
            yield from stage.applies.iter_conditions()


def next_stage(route, origin):
    """The first stage of the route that comes after a stage.

    :param route: stages that apply to a deal, in order
    :param tuple origin: position of the present stage
    """
    return next((stage for stage in route if stage.position > origin), None)


def asked_on_move(route, origin, target):
    """Requirements of a move, with their stages, in the order of the process.

    Forward: those for leaving the present stage and each stage in between that
    applies, then those for entering the target. Backward: for entering the target.

    :param route: stages that apply to the deal, in order; the present one is in it
    :param tuple origin: position of the present stage
    :param StageRules target: where the deal goes
    """
    passed = [stage for stage in route if origin <= stage.position < target.position]
    asked = [(stage, rule) for stage in passed for rule in stage.required(LEAVE)]
    return asked + [(target, rule) for rule in target.required(ENTER)]
