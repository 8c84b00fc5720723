from collections import defaultdict
from functools import cached_property

from odoo import fields

from ..tools.ledger import Ledger, Line, Place, Spot, rounded

#: our core hooks leave the reservation alone while lines of one place change owners
NEUTRAL = "warehouse_barcode_neutral"


class Work:
    """One document while operations are applied to it: read once, written once.

    :param subject: a transfer, batch or manufacturing order
    :param operations: all that will be asked of it, so that one query reads their series
    """

    def __init__(self, env, subject, operations=()):
        self.env = env
        self.subject = subject
        self.operations = operations
        self.touched = set()
        #: what is to be done once the lines are written
        self.after = []
        #: names of new series, ``{product: {name}}``
        self.given_numbers = {}

    @cached_property
    def flow(self):
        return self.subject._get_scanner_flow()

    @cached_property
    def type(self):
        return self.subject._get_scanner_type()

    @cached_property
    def moves(self):
        return self.subject._get_scanner_moves()

    @cached_property
    def products(self):
        return self.moves.product_id

    @cached_property
    def stored(self):
        """The lines as they are in the database."""
        return [
            self._read_line(line)
            for line in self.moves.move_line_ids
            if line.quantity_product_uom or line.picked
        ]

    @cached_property
    def ledger(self):
        demands = {move.id: move.product_qty for move in self.moves}
        return Ledger(demands, self.stored)

    def _read_line(self, line):
        return Line(
            move_id=line.move_id.id,
            product_id=line.product_id.id,
            place=place_of(line, "" if line.lot_id else line.lot_name or ""),
            quantity=rounded(line.quantity_product_uom),
            picked=line._is_scanned(),
            id=line.id,
            into=line.result_package_id.id or 0,
            target=line.location_dest_id.id,
            expires=line.expiration_date,
        )

    def get_moves(self, product, move_id=None):
        return self.moves.filtered(
            lambda move: move.product_id == product and move_id in (None, move.id)
        )

    def add_moves(self, moves):
        """Moves that have joined the document while an operation is applied."""
        self.ledger.demands |= {move.id: move.product_qty for move in moves}
        self.moves |= moves
        vars(self).pop("products", None)

    # -- series and free goods ----------------------------------------------------------

    @cached_property
    def names(self):
        """Names of series in the operations: all of them are read at once."""
        return {
            one["lot_name"].strip()
            for one in self.operations
            if isinstance(one.get("lot_name"), str)
        } - {""}

    @cached_property
    def lots(self):
        """``{id: series}`` of what the operations ask, of whatever product."""
        ids = [one["lot_id"] for one in self.operations if one.get("lot_id")]
        ids = [lot_id for lot_id in ids if isinstance(lot_id, int)]
        lots = self.env["stock.lot"]
        if self.names or ids:
            names = list(self.names)
            lots = lots.search(["|", ("id", "in", ids), ("name", "in", names)])
        return {lot.id: lot for lot in lots}

    def get_lot(self, lot_id):
        if not lot_id or not isinstance(lot_id, int):
            return self.env["stock.lot"]
        return self.lots.get(lot_id) or self.env["stock.lot"].search(
            [("id", "=", lot_id)]
        )

    def find_lots(self, name):
        """All series of that name, of whatever product."""
        if name not in self.names:
            return self.env["stock.lot"].search([("name", "=", name)])
        known = [lot for lot in self.lots.values() if lot.name == name]
        return self.env["stock.lot"].union(*known)

    def find_lot(self, product, name):
        """The series of a product by its name, in the company of the document."""
        company = self.subject.company_id
        return self.find_lots(name).filtered(
            lambda lot: (
                lot.product_id == product
                and (not lot.company_id or lot.company_id == company)
            )
        )[:1]

    def load_spots(self, product, lot):
        """The goods of a series under the source, known to the ledger from now on."""
        key = (product.id, lot.id or 0)
        if key not in self.ledger.spots:
            self._load_spots([key])
        return self.ledger.spots[key]

    def _load_spots(self, keys):
        """All series of the operations at once: most scans of a call are of their own."""
        keys = set(keys) | {
            (lot.product_id.id, lot.id)
            for lot in self.env["stock.lot"].union(*self.lots.values())
            if lot.product_id in self.products
        }
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", [product_id for product_id, _lot_id in keys]),
                ("lot_id", "in", [lot_id or False for _product_id, lot_id in keys]),
                ("location_id", "child_of", self.moves.location_id.ids),
                ("quantity", ">", 0),
            ],
            order="in_date, id",
        )
        found = defaultdict(list)
        for quant in quants:
            found[quant.product_id.id, quant.lot_id.id or 0].append(read_spot(quant))
        for key in keys:
            self.ledger.spots.setdefault(key, found[key])

    def get_touched_moves(self):
        return self.env["stock.move"].browse(sorted(self.touched)).exists()

    # -- writing ------------------------------------------------------------------------

    def flush(self):
        """Write what the scans have changed: each kind of change in one go."""
        if "ledger" not in vars(self):
            return
        gone, changed, new = self.ledger.get_changes(self.stored)
        neutral = self._get_neutral(gone, changed, new)
        MoveLine = self.env["stock.move.line"]
        for is_neutral in (True, False):
            lines = MoveLine.with_context(**{NEUTRAL: is_neutral})
            own = [line for line in gone if neutral[line] == is_neutral]
            lines.browse([line.id for line in own]).unlink()
            own = [line for line in changed if neutral[line] == is_neutral]
            self._write_changed(lines, own)
            own = [line for line in new if neutral[line] == is_neutral]
            self._create_new(lines, own)
        self.touched |= {line.move_id for line in [*gone, *changed, *new]}
        if self.flow == "production":
            scanned_ids = {line.id for line in self.ledger.lines if line.picked}
            self.subject._note_scanned(self.get_touched_moves(), scanned_ids)
        while self.after:
            self.after.pop(0)()

    def _get_neutral(self, gone, changed, new):
        """Which lines only pass goods on to each other: ``{line: bool}``.

        When what one line of a place gives another takes, the reserved quantity there
        stays what it was, and core need not count it again.
        """
        delta = defaultdict(float)
        keys = {}
        for line in gone:
            keys[line] = {self._get_key(line)}
            delta[self._get_key(line)] -= line.stored.quantity
        for line in changed:
            keys[line] = {self._get_key(line.stored), self._get_key(line)}
            delta[self._get_key(line.stored)] -= line.stored.quantity
            delta[self._get_key(line)] += line.quantity
        for line in new:
            keys[line] = {self._get_key(line)}
            delta[self._get_key(line)] += line.quantity
        moving = {key for key, quantity in delta.items() if rounded(quantity)}
        return {line: not (own & moving) for line, own in keys.items()}

    def _get_key(self, line):
        return (line.product_id, line.place)

    def _write_changed(self, lines, changed):
        """One write for all lines that get the same values."""
        groups = defaultdict(list)
        for line in changed:
            groups[tuple(sorted(self._get_values(line).items()))].append(line.id)
        for values, ids in groups.items():
            lines.browse(ids).write(dict(values))

    def _get_values(self, line):
        """Only what differs: core counts reservations for each value it is given."""
        stored, values = line.stored, {}
        if line.quantity != stored.quantity:
            move_line = self.env["stock.move.line"].browse(line.id)
            values["quantity"] = line.quantity
            if move_line.product_uom_id != move_line.product_id.uom_id:
                values["product_uom_id"] = move_line.product_id.uom_id.id
        if line.picked != stored.picked:
            values["picked"] = line.picked
        for name, value in line.place._asdict().items():
            if value != getattr(stored.place, name):
                values[name] = value or False
        if line.into != stored.into:
            values["result_package_id"] = line.into or False
        if line.target != stored.target and line.target:
            values["location_dest_id"] = line.target
        if line.expires != stored.expires and line.expires:
            values["expiration_date"] = line.expires
        return values

    def _create_new(self, lines, new):
        if not new:
            return
        created = lines.create([self._prepare_line(line) for line in new])
        for line, record in zip(new, created, strict=True):
            line.id = record.id
        given = {line.id for line in new if line.target}
        to_put_away = created.filtered(
            lambda record: (
                record.picked
                and record.move_id._should_bypass_reservation()
                and record.id not in given
            )
        )
        if to_put_away:
            to_put_away._apply_putaway_strategy()

    def _prepare_line(self, line):
        move = self.env["stock.move"].browse(line.move_id)
        values = move._prepare_move_line_vals(quantity=line.quantity) | {
            "quantity": line.quantity,
            "product_uom_id": move.product_id.uom_id.id,
            "picked": line.picked,
        }
        values |= {name: value or False for name, value in line.place._asdict().items()}
        if line.into:
            values["result_package_id"] = line.into
        if line.target:
            values["location_dest_id"] = line.target
        if line.expires:
            values["expiration_date"] = line.expires
        return values


def place_of(record, lot_name=""):
    """Where a move line takes its goods, or where a quantity lies."""
    return Place(
        record.location_id.id,
        record.lot_id.id or 0,
        lot_name,
        record.package_id.id or 0,
        record.owner_id.id or 0,
    )


def read_spot(quant):
    return Spot(
        place=place_of(quant),
        quantity=rounded(quant.quantity),
        free=rounded(quant.quantity - quant.reserved_quantity),
        since=fields.Datetime.to_string(quant.in_date) or "",
    )
