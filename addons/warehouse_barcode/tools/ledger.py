"""The quantities of a document while scans are applied: planned lines become picked ones.

Nothing here knows a database: the lines are read once, any number of scans changes them
in memory, and what has changed is written once at the end. Quantities are in the unit of
the product.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

ROUND = 5


def rounded(quantity):
    """A quantity without the dust of binary fractions (5 decimals, as units have)."""
    return round(quantity, ROUND)


class Place(NamedTuple):
    """What tells one line from another of the same move: the series and where it is.

    ``lot_name`` is set only for a series that does not exist yet.
    """

    location_id: int
    lot_id: int = 0
    lot_name: str = ""
    package_id: int = 0
    owner_id: int = 0


@dataclass(eq=False)
class Line:
    """A move line, there already (``id``) or to be made."""

    move_id: int
    product_id: int
    place: Place
    quantity: float
    picked: bool
    id: int = 0
    into: int = 0
    """The package into which the goods are put."""
    target: int = 0
    """The shelf to which the goods go; 0 = as the document says."""
    expires: object = False
    stored: "Line | None" = field(default=None, repr=False)

    @property
    def is_changed(self):
        return self.stored is None or any(
            getattr(self, name) != getattr(self.stored, name) for name in CHANGEABLE
        )


CHANGEABLE = ("place", "quantity", "picked", "into", "target", "expires")


@dataclass(eq=False)
class Portion:
    """What one scan has done with one line: all that an undo needs."""

    line: Line
    quantity: float
    released: list

    def export(self):
        """As plain data, once the line has its id."""
        return {
            "line_id": self.line.id,
            "quantity": self.quantity,
            "released": [
                {"move_id": move_id, "quantity": quantity, **place._asdict()}
                for move_id, place, quantity in self.released
            ],
        }


@dataclass(eq=False)
class Spot:
    """Goods of one series at one place, and how much of them nobody has reserved."""

    place: Place
    quantity: float
    free: float
    since: str = ""


class Ledger:
    """Lines of a document and the free goods around it.

    :param demands: ``{move id: quantity asked}``, in the order in which they are filled
    :param lines: the ``Line`` records as stored
    """

    def __init__(self, demands, lines):
        self.demands = dict(demands)
        self.lines = list(lines)
        self.spots = {}
        for line in self.lines:
            line.stored = replace(line)

    # -- what is there ------------------------------------------------------------------

    def find(self, line_id):
        """The line of that id that still holds goods, or None."""
        return next(
            (line for line in self.lines if line_id and line.id == line_id), None
        )

    def get_done(self, move_id):
        return rounded(
            sum(
                one.quantity
                for one in self.lines
                if one.picked and one.move_id == move_id
            )
        )

    def get_missing(self, move_id):
        return max(rounded(self.demands[move_id] - self.get_done(move_id)), 0.0)

    def get_planned(self, product_id, lot_id=None):
        """Lines nobody has scanned yet, of a product or of one of its series (0: none)."""
        return [
            line
            for line in self.lines
            if not line.picked
            and line.product_id == product_id
            and line.quantity > 0
            and lot_id in (None, line.place.lot_id)
        ]

    def get_picked(self, product_id):
        return [
            one for one in self.lines if one.picked and one.product_id == product_id
        ]

    def get_planned_quantity(self, product_id, lot_id):
        return rounded(
            sum(one.quantity for one in self.get_planned(product_id, lot_id))
        )

    def get_spots(self, product_id, lot_id):
        return self.spots.get((product_id, lot_id), [])

    def get_free(self, product_id, lot_id):
        """What is free of a series and what is planned of it for this document."""
        free = sum(spot.free for spot in self.get_spots(product_id, lot_id))
        return max(rounded(free + self.get_planned_quantity(product_id, lot_id)), 0.0)

    # -- what a scan does ---------------------------------------------------------------

    def distribute(self, move_ids, quantity):
        """``[(move id, share)]``: what each misses, the rest to the last."""
        shares = []
        for move_id in move_ids:
            share = min(self.get_missing(move_id), quantity)
            if move_id == move_ids[-1]:
                share = quantity
            if rounded(share) > 0:
                shares.append((move_id, rounded(share)))
                quantity = rounded(quantity - share)
        return shares

    def pick(self, move_id, product_id, quantity, place, sources, **more):
        """Move a quantity from the ``sources`` to the picked line of the place."""
        twin = self._find_twin(move_id, place, more)
        whole = None if twin else self._find_whole(sources, quantity)
        if whole:
            released = [(whole.move_id, whole.place, quantity)]
            whole.place, whole.picked = place, True
            for name, value in more.items():
                setattr(whole, name, value)
            return Portion(whole, quantity, released)
        released = self.release(sources, quantity)
        if twin:
            twin.quantity = rounded(twin.quantity + quantity)
        else:
            twin = Line(move_id, product_id, place, quantity, True, **more)
            self.lines.append(twin)
        return Portion(twin, quantity, released)

    def release(self, sources, quantity):
        """Take a quantity out of planned lines, as far as they hold it."""
        released = []
        for line in sources:
            share = rounded(min(quantity, line.quantity))
            if share <= 0:
                continue
            released.append((line.move_id, line.place, share))
            self.reduce(line, share)
            quantity = rounded(quantity - share)
        return released

    def reduce(self, line, quantity):
        line.quantity = rounded(max(line.quantity - quantity, 0.0))
        if not line.quantity:
            self.lines.remove(line)

    def plan(self, move_id, product_id, quantity, place):
        """Put a quantity back into the plan of the document."""
        for line in self.lines:
            if not line.picked and (line.move_id, line.place) == (move_id, place):
                line.quantity = rounded(line.quantity + quantity)
                return line
        line = Line(move_id, product_id, place, quantity, False)
        self.lines.append(line)
        return line

    def move(self, line, quantity, **values):
        """Give a part of a picked line other values; the line that now holds it."""
        if line.quantity == quantity and not self._find_like(line, values):
            for name, value in values.items():
                setattr(line, name, value)
            return line
        like = self._find_like(line, values)
        if not like:
            like = replace(line, id=0, quantity=0.0, stored=None, **values)
            self.lines.append(like)
        like.quantity = rounded(like.quantity + quantity)
        self.reduce(line, quantity)
        return like

    def _find_like(self, line, values):
        wanted = {"into": line.into, "target": line.target} | values
        return next(
            (
                other
                for other in self.lines
                if other is not line
                and other.picked
                and (other.move_id, other.place) == (line.move_id, line.place)
                and (other.into, other.target) == (wanted["into"], wanted["target"])
            ),
            None,
        )

    def take_spot(self, spot, quantity):
        spot.free = rounded(spot.free - quantity)

    def _find_twin(self, move_id, place, more):
        """The picked line to which more of the same can be added."""
        return next(
            (
                line
                for line in self.lines
                if line.picked
                and (line.move_id, line.place) == (move_id, place)
                and line.into == more.get("into", 0)
                and more.get("target", line.target) == line.target
            ),
            None,
        )

    def _find_whole(self, sources, quantity):
        """A planned line of exactly this quantity becomes the picked line itself."""
        first = next(iter(sources), None)
        return first if first and first.quantity == quantity else None

    # -- all or nothing -----------------------------------------------------------------

    def copy_state(self):
        return (
            [(line, replace(line)) for line in self.lines],
            {key: [spot.free for spot in spots] for key, spots in self.spots.items()},
        )

    def restore(self, state):
        """Forget what was done since ``copy_state``."""
        lines, free = state
        self.lines = []
        for line, kept in lines:
            for name in CHANGEABLE:
                setattr(line, name, getattr(kept, name))
            self.lines.append(line)
        for key, quantities in free.items():
            for spot, quantity in zip(self.spots[key], quantities, strict=True):
                spot.free = quantity

    def get_changes(self, stored):
        """``(gone, changed, new)`` against the lines that were stored."""
        kept = {line.id for line in self.lines if line.id}
        gone = [line for line in stored if line.id not in kept]
        changed = [line for line in self.lines if line.id and line.is_changed]
        return gone, changed, [line for line in self.lines if not line.id]
