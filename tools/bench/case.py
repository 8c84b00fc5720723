"""What a bench is: the same work prepared and done in both kinds of database."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One ratio.

    ``setup(env, ours, **parameters)`` makes the data (committed) and returns a
    state; ``run(env, state)`` is measured and returns a proof of the work: both
    kinds of database must give the same. ``ours`` tells which one it is.

    A module may also have ``overhead(env, state)``: seconds to be left out of a run.

    :param repetitions: rounds of A B B A that count; the first rounds do not.
    :param is_own: no reference to core: all the databases have our addons, and
        ``ours`` tells which of two ways of doing the work is measured.
    :param is_alone: nothing to compare with: ``measure(env, state)`` of the module gives
        the lines of the report, of one database with our addons
    :param grown: what more to measure in the same databases and processes
    """

    name: str
    module: str
    parameters: dict = field(default_factory=dict)
    repetitions: int = 10
    unit: str = "ms"
    is_own: bool = False
    is_alone: bool = False
    grown: "Grown | None" = None


@dataclass(frozen=True)
class Grown:
    """The same work once more with other parameters, and how the time has grown.

    ``setup`` is called again in the same database: it adds what is missing.
    """

    name: str
    parameters: dict
    growth: str  # name of the line: ours now to ours before
