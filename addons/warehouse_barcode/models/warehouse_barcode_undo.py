from odoo import models

from ..tools.ledger import Place
from ..tools.refusal import Refusal


class WarehouseBarcodeUndo(models.AbstractModel):
    """Taking back exactly one operation of the user, the last one or a named one.

    The quantity leaves the picked line, and the lines it was taken from come back as
    far as their series are still free. What an operation of another kind needs to be
    taken back is in ``_get_reversals``.
    """

    _name = "warehouse.barcode.undo"
    _inherit = ["warehouse.barcode.flow"]
    _description = "Scanner: Undo"

    def _undo(self, operation, work):
        self._check_document(work)
        row = self._find_operation(operation, work.subject)
        self._get_reversals()[row.type](row, work)
        # sudo: storekeepers may only read the operations
        row.sudo().is_undone = True
        return "undone", {"target": row.uuid, "type": row.type}, None

    def _get_reversals(self):
        """``{type of operation: method(row, work)}`` of what can be taken back."""
        Placing = self.env["warehouse.barcode.placing"]
        Shelf = self.env["warehouse.barcode.shelf"]
        Count = self.env["warehouse.barcode.count"]
        return {
            "receipt_scan": self._undo_scan,
            "delivery_scan": self._undo_scan,
            "allow_newer": self._undo_scan,
            "package_scan": self._undo_scan,
            "put_in_pack": self._undo_values,
            "set_destination": Placing._undo_moved,
            "shelf_move": Shelf._undo_move,
            "shelf_scrap": Shelf._undo_scrap,
            "count_scan": Count._undo_count,
            "produce_scan": self.env["warehouse.barcode.production"]._undo_produce,
            "workorder_start": self.env["warehouse.barcode.workorder"]._undo_start,
        }

    def _get_undoable_types(self, subject):
        """On one shelf a count and the moving of goods are two different works."""
        start = {"count": "count_", "shelf": "shelf_"}.get(subject._get_scanner_flow())
        return tuple(
            name
            for name in self._get_reversals()
            if not start or name.startswith(start)
        )

    def _get_undoable_domain(self, subject):
        return [
            ("res_model", "=", subject._name),
            ("res_id", "=", subject.id),
            ("user_id", "=", self.env.uid),
            ("type", "in", self._get_undoable_types(subject)),
            ("is_ok", "=", True),
            ("is_undone", "=", False),
            ("effect", "!=", False),  # what changed nothing has nothing to take back
        ]

    def _find_operation(self, operation, subject):
        domain = self._get_undoable_domain(subject)
        if operation.get("target"):
            domain += [("uuid", "=", str(operation["target"]))]
        row = self.env["warehouse.barcode.operation"].search(domain, limit=1)
        if not row:
            raise Refusal("nothing_to_undo")
        return row

    def _undo_scan(self, row, work):
        for portion in row.effect["portions"]:
            line = work.ledger.find(portion["line_id"])
            if not line or line.quantity < portion["quantity"]:
                raise Refusal("nothing_to_undo")
            work.ledger.reduce(line, portion["quantity"])
            self._plan_again(line, portion["released"], work)

    def _undo_values(self, row, work):
        """Give the lines back the values they had: package or shelf."""
        for line_id, name, before in row.effect["values"]:
            line = work.ledger.find(line_id)
            if not line:
                raise Refusal("nothing_to_undo")
            setattr(line, name, before)

    def _plan_again(self, line, released, work):
        move_ids = set(work.moves.ids)
        for row in released:
            place = read_place(row)
            quantity = self._get_plannable(line, row, place, work)
            if row["move_id"] in move_ids and quantity > 0:
                work.ledger.plan(row["move_id"], line.product_id, quantity, place)

    def _get_plannable(self, line, row, place, work):
        """The released quantity as far as it is free again.

        What was just given back by the line itself is free although the database does
        not know it yet.
        """
        move = self.env["stock.move"].browse(row["move_id"])
        if place == line.place or move._should_bypass_reservation():
            return row["quantity"]
        free = self.env["stock.quant"]._get_available_quantity(
            move.product_id,
            self.env["stock.location"].browse(place.location_id),
            lot_id=self.env["stock.lot"].browse(place.lot_id or None),
            package_id=self.env["stock.package"].browse(place.package_id or None),
            owner_id=self.env["res.partner"].browse(place.owner_id or None),
            strict=True,
        )
        return max(min(free, row["quantity"]), 0.0)


def read_place(row):
    """A place as it was exported; what is not there means none."""
    values = {name: row.get(name) for name in Place._fields}
    values = {name: value for name, value in values.items() if value}
    return Place(**values)
