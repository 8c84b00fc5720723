from odoo import models

from ..tools.refusal import Refusal

PLACE_FIELDS = ("lot_id", "location_id", "package_id", "owner_id")


class WarehouseBarcodeFlow(models.AbstractModel):
    """What receipt and delivery share: quantities move from planned to picked lines.

    Core prepares lines that nobody has scanned (``picked`` is not set). A scan takes
    its quantity from them and adds it to a picked line of the same series and place,
    so the move never holds more than was asked until somebody confirms it.
    """

    _name = "warehouse.barcode.flow"
    _description = "Common Steps of Scanner Flows"

    def _check_document(self, picking, flow=None):
        if picking.state == "done":
            raise Refusal("document_done", document=picking.name)
        if picking.state == "cancel":
            raise Refusal("document_cancelled", document=picking.name)
        if picking.state == "draft":
            raise Refusal("document_not_ready", document=picking.name)
        if flow and picking._get_scanner_flow() != flow:
            raise Refusal("wrong_flow", document=picking.name)

    def _get_picked_quantity(self, moves):
        lines = moves.move_line_ids.filtered("picked")
        return sum(lines.mapped("quantity_product_uom"))

    def _check_over(self, operation, product, moves, quantity):
        demand = sum(moves.mapped("product_qty"))
        done = self._get_picked_quantity(moves)
        is_over = product.uom_id.compare(done + quantity, demand) > 0
        if is_over and operation.get("allow_over") is not True:
            raise Refusal(
                "over_quantity",
                product=product.display_name,
                demand=demand,
                done=done,
                quantity=quantity,
            )

    def _distribute(self, moves, quantity):
        """Split a quantity over the moves: what each misses, the rest to the last."""
        shares = []
        for move in moves:
            missing = move.product_qty - self._get_picked_quantity(move)
            share = min(max(missing, 0.0), quantity)
            if move == moves[-1:]:
                share = quantity
            if not move.product_id.uom_id.is_zero(share):
                shares.append((move, share))
                quantity -= share
        return shares

    def _pick(self, move, quantity, values, planned):
        """Move a quantity from the ``planned`` lines to the picked line of ``values``.

        Returns what an undo needs: the line, the quantity and what was released.
        """
        twin = self._find_twin(move, values)
        released, whole = self._release(planned, quantity, keep_whole=not twin)
        if twin:
            twin.quantity += quantity
        elif whole:
            twin = whole
            twin.write(self._get_changed_values(twin, values) | {"picked": True})
        else:
            twin = self._create_line(move, quantity, values, picked=True)
        return {"line_id": twin.id, "quantity": quantity, "released": released}

    def _prepare_effect(self, portions, product, quantity, lot_name="", lot=None):
        """What is kept to undo an operation, and to show it after a reload."""
        summary = {
            "product_id": product.id,
            "quantity": quantity,
            "lot_id": lot.id if lot else False,
            "lot_name": lot_name,
        }
        return {"portions": portions, "summary": summary}

    def _find_twin(self, move, values):
        """The picked line of the same series and place, counted in the product's unit."""
        return move.move_line_ids.filtered(
            lambda line: (
                line.picked
                and not line.result_package_id
                and line.product_uom_id == line.product_id.uom_id
                and not self._get_changed_values(line, values)
            )
        )[:1]

    def _get_changed_values(self, line, values):
        return {
            key: value
            for key, value in values.items()
            if line._fields[key].convert_to_write(line[key], line) != value
        }

    def _release(self, planned, quantity, keep_whole):
        """Take a quantity out of planned lines.

        With ``keep_whole`` a first line of exactly this quantity is not emptied but
        returned, to become the picked line itself.
        """
        if keep_whole and planned:
            first = planned[0]
            if first.product_uom_id.is_zero(first.quantity_product_uom - quantity):
                return [self._prepare_released(first, quantity)], first
        released = []
        for line in planned:
            share = min(quantity, line.quantity_product_uom)
            if line.product_id.uom_id.is_zero(share):
                break
            released.append(self._prepare_released(line, share))
            self._reduce(line, share)
            quantity -= share
        return released, None

    def _prepare_released(self, line, quantity):
        released = {name: line[name].id or False for name in PLACE_FIELDS}
        return released | {"move_id": line.move_id.id, "quantity": quantity}

    def _reduce(self, line, quantity):
        rest = line.quantity_product_uom - quantity
        if line.product_id.uom_id.is_zero(rest) or rest < 0:
            line.unlink()
        else:
            line.write({"quantity": rest, "product_uom_id": line.product_id.uom_id.id})

    def _create_line(self, move, quantity, values, picked):
        line = self.env["stock.move.line"].create(
            move._prepare_move_line_vals(quantity=quantity)
            | {
                "quantity": quantity,
                "product_uom_id": move.product_id.uom_id.id,
                "picked": picked,
            }
            | values
        )
        if move._should_bypass_reservation() and picked:
            line._apply_putaway_strategy()
        return line
