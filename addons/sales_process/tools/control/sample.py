"""A random sample that everybody draws alike, on every node and at every time (R008)."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Candidate:
    """One deal that may be drawn.

    :param key: its id
    :param person: whose work is judged
    :param client: who is asked; nobody is asked twice
    """

    key: int
    person: int
    client: object


def ticket(key, month, salt=""):
    """Return the lot of a deal in the draw of a month: bytes to sort by.

    The salt makes the draw of each company its own: nobody can work it out before.
    """
    return sha256(f"{salt}/{month:%Y-%m}/{key}".encode()).digest()


def draw(candidates, wanted, taken, month, salt=""):
    """Return the chosen candidates, in the order of their lots.

    :param candidates: all the deals of the draw, in any order
    :param wanted: {person: how many deals}; others get none
    :param taken: clients that are not to be asked now
    :param month: a date of the month of the draw
    """
    left, taken, chosen = dict(wanted), set(taken), []
    for candidate in sorted(candidates, key=lambda c: ticket(c.key, month, salt)):
        if left.get(candidate.person, 0) > 0 and candidate.client not in taken:
            left[candidate.person] -= 1
            taken.add(candidate.client)
            chosen.append(candidate)
    return chosen
