from odoo import models

from ..tools.refusal import Refusal

UNDOABLE = ("receipt_scan", "delivery_scan", "allow_newer")


class WarehouseBarcodeUndo(models.AbstractModel):
    """Taking back exactly one scan: its quantity leaves the picked line, and the lines
    it was taken from come back as far as their series are still free."""

    _name = "warehouse.barcode.undo"
    _inherit = ["warehouse.barcode.flow"]
    _description = "Scanner: Undo"

    def _undo(self, operation, picking):
        self._check_document(picking)
        row = self._find_operation(operation, picking)
        portions = row.effect["portions"]
        lines = self.env["stock.move.line"].browse(
            [portion["line_id"] for portion in portions]
        )
        if not row or len(lines.exists()) != len(set(lines.ids)):
            raise Refusal("nothing_to_undo")
        moves = lines.move_id
        for portion in portions:
            self._take_back(portion)
        # sudo: storekeepers may only read the operations
        row.sudo().is_undone = True
        params = {"target": row.uuid, "type": row.type}
        return "undone", params, moves, None

    def _get_undoable_domain(self, picking):
        return [
            ("picking_id", "=", picking.id),
            ("user_id", "=", self.env.uid),
            ("type", "in", UNDOABLE),
            ("is_ok", "=", True),
            ("is_undone", "=", False),
        ]

    def _find_operation(self, operation, picking):
        domain = self._get_undoable_domain(picking)
        if operation.get("target"):
            domain += [("uuid", "=", str(operation["target"]))]
        row = self.env["warehouse.barcode.operation"].search(domain, limit=1)
        if not row:
            raise Refusal("nothing_to_undo")
        return row

    def _take_back(self, portion):
        line = self.env["stock.move.line"].browse(portion["line_id"])
        if line.quantity_product_uom < portion["quantity"]:
            raise Refusal("nothing_to_undo")
        self._reduce(line, portion["quantity"])
        for released in portion["released"]:
            self._plan_again(released)

    def _plan_again(self, released):
        move = self.env["stock.move"].browse(released["move_id"]).exists()
        values = {
            key: released[key]
            for key in ("lot_id", "location_id", "package_id", "owner_id")
        }
        quantity = self._get_plannable(move, released)
        if not move or move.product_id.uom_id.is_zero(quantity):
            return
        line = move.move_line_ids.filtered(
            lambda line: (
                not line.picked
                and not line.lot_name
                and line.product_uom_id == line.product_id.uom_id
                and not self._get_changed_values(line, values)
            )
        )[:1]
        if line:
            line.quantity += quantity
        else:
            self._create_line(move, quantity, values, picked=False)

    def _get_plannable(self, move, released):
        """The released quantity as far as it is free again."""
        if not move or move._should_bypass_reservation():
            return released["quantity"]
        free = self.env["stock.quant"]._get_available_quantity(
            move.product_id,
            self.env["stock.location"].browse(released["location_id"]),
            lot_id=self.env["stock.lot"].browse(released["lot_id"] or None),
            package_id=self.env["stock.package"].browse(released["package_id"] or None),
            owner_id=self.env["res.partner"].browse(released["owner_id"] or None),
            strict=True,
        )
        return max(min(free, released["quantity"]), 0.0)
