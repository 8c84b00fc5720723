"""What a bench is: the same work prepared and done in both kinds of database."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One ratio.

    ``setup(env, ours, **parameters)`` makes the data (committed) and returns a
    state; ``run(env, state)`` is measured and returns a proof of the work: both
    kinds of database must give the same. ``ours`` tells which one it is.

    :param repetitions: rounds of A B B A that count; the first rounds do not.
    """

    name: str
    module: str
    parameters: dict = field(default_factory=dict)
    repetitions: int = 10
    unit: str = "ms"
