"""How a book of clients is shared among several people: equally and repeatably."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """What goes together: a client with all his deals, tasks, inquiries, orders."""

    key: str
    count: int = 1
    """Documents in the group."""
    amount: float = 0.0
    """Expected revenue of its open deals, in the currency of the company."""


def share_out(groups, people, by_amount=False):
    """Give every group to one person, so that the shares are as equal as they can be.

    The largest groups go first, each to whoever has least so far. Least means fewest
    clients, then fewest documents; or, by amount, the least expected revenue (groups
    without revenue are then shared by number). Ties go to the first in ``people``:
    the same book gives the same shares.

    :param groups: iterable of `Group`
    :param people: list without repetitions, not empty when there are groups
    :return: {key of the group: person}
    """
    loads = {person: _Load(order) for order, person in enumerate(people)}
    result = {}
    for group in sorted(groups, key=lambda group: _get_order(group, by_amount)):
        is_money = by_amount and bool(group.amount)
        person = min(people, key=lambda person: loads[person].rank(is_money))
        loads[person].add(group)
        result[group.key] = person
    return result


def _get_order(group, by_amount):
    amount = group.amount if by_amount else 0.0
    return (-amount, -group.count, group.key)


class _Load:
    """What one person has got so far."""

    def __init__(self, order):
        self.order = order
        self.groups = self.documents = 0
        self.amount = 0.0

    def add(self, group):
        self.groups += 1
        self.documents += group.count
        self.amount += group.amount

    def rank(self, is_money):
        if is_money:
            return (self.amount, self.groups, self.documents, self.order)
        return (self.groups, self.documents, self.amount, self.order)
