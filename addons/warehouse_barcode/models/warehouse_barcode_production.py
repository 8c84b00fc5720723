from odoo import models
from odoo.fields import Command

from ..tools.refusal import Refusal


class WarehouseBarcodeProduction(models.AbstractModel):
    """Manufacturing: finished goods and by-products, and components beside the plan.

    1. Serial numbers are registered one by one, several per order; a series or a plain
       quantity is added to. The lot is made at once, because core keeps it on the order.
    2. A serial number that was ever made, received or moved is refused; one that only
       has a label yet (a lot without movements) is taken.
    3. An order makes one series (a rule of core); a by-product may have several.
    4. More than ordered is confirmed by the user (``allow_over``).
    5. A component that is not in the order is asked (``allow_add``), and refused where
       the consumption of the order is strict; so is more than planned.
    """

    _name = "warehouse.barcode.production"
    _inherit = ["warehouse.barcode.flow", "warehouse.barcode.resolve"]
    _description = "Scanner: Manufacturing"

    def _produce(self, operation, work):
        self._check_document(work, "production")
        order = work.subject
        product, operation = self._read_made(operation, work)
        move = order._get_scanner_finished_moves().filtered(
            lambda move: move.product_id == product
        )[:1]
        if not move:
            raise Refusal("wrong_product", product=product.display_name)
        quantity = self._read_quantity(operation, product)
        lot, is_new = self._read_made_lot(operation, product, move, work)
        self._check_made_over(operation, move, order, quantity)
        if product == order.product_id:
            self._add_to_order(order, lot, quantity)
        else:
            self._add_to_byproduct(move, lot, quantity)
        made = {
            "move_id": move.id,
            "lot_id": lot.id,
            "is_new": is_new,
            "quantity": quantity,
        }
        summary = {
            "type": "produce_scan",
            "product_id": product.id,
            "quantity": quantity,
            "lot_name": lot.name or "",
        }
        params = {
            "product": product.display_name,
            "quantity": quantity,
            "lot": lot.name or "",
        }
        return "produced", params, {"made": made, "summary": summary}

    def _read_made(self, operation, work):
        """The product that was made (the ordered one when none is named)."""
        operation = self._complete(operation, work)
        product_id = operation.get("product_id") or work.subject.product_id.id
        products = work.subject._get_scanner_finished_moves().product_id
        product = products.filtered(lambda product: product.id == product_id)
        if not product:
            raise Refusal("wrong_product", product="")
        return product, operation

    def _check_made_over(self, operation, move, order, quantity):
        product = move.product_id
        demand, done = self._get_made(move, order)
        self._refuse_over(operation, product, demand, done, quantity)

    def _get_made(self, move, order):
        """``(asked, registered)`` of a finished move, in the unit of the product."""
        if move.product_id == order.product_id:
            return order._get_scanner_demand(), order._get_scanner_produced()
        picked = move.move_line_ids.filtered("picked")
        return move.product_qty, sum(picked.mapped("quantity_product_uom"))

    # -- series -------------------------------------------------------------------------

    def _read_made_lot(self, operation, product, move, work):
        """``(lot, whether it is new)`` of what was made."""
        Lot = self.env["stock.lot"]
        if product.tracking == "none":
            return Lot, False
        lot = self._find_made_lot(operation, product, work)
        name = lot.name or self._read_text(operation, "lot_name")
        if not name:
            raise Refusal("lot_needed", product=product.display_name)
        self._check_made_lot(product, lot, name, move, work.subject)
        day = self._read_made_expiry(operation, product, lot, name)
        if lot:
            return lot, False
        values = {"product_id": product.id, "name": name}
        if day:
            receipt = self.env["warehouse.barcode.receipt"]
            values["expiration_date"] = receipt._get_end_of_life(day)
        self._advance_sequence(product, {name})
        return Lot.create(values), True

    def _find_made_lot(self, operation, product, work):
        if operation.get("lot_id"):
            lot = work.get_lot(operation["lot_id"])
            if not lot or lot.product_id != product:
                raise Refusal("lot_unknown", lot="", product=product.display_name)
            return lot
        return work.find_lot(product, self._read_text(operation, "lot_name"))

    def _check_made_lot(self, product, lot, name, move, order):
        is_main = product == order.product_id
        mine = order.lot_producing_ids if is_main else self._get_picked(move).lot_id
        if product.tracking == "lot":
            if is_main and mine and lot != mine:
                raise Refusal("one_series", lot=name, other=mine[:1].name)
            return
        if lot and lot in mine:
            raise Refusal("serial_twice", lot=name, product=product.display_name)
        if lot and self._was_used(lot):
            raise Refusal("serial_exists", lot=name, product=product.display_name)

    def _get_picked(self, move):
        return move.move_line_ids.filtered("picked")

    def _was_used(self, lot):
        """Whether a number has ever moved, or is being made in another order."""
        # sudo: it may be in a place or an order that this user does not see
        lines = self.env["stock.move.line"].sudo()
        orders = self.env["mrp.production"].sudo()
        return bool(
            lines.search_count(
                [("lot_id", "=", lot.id), ("state", "!=", "cancel")], limit=1
            )
            or orders.search_count(
                [("lot_producing_ids", "in", lot.ids), ("state", "!=", "cancel")],
                limit=1,
            )
            or lot.sudo().quant_ids.filtered("quantity")
        )

    def _read_made_expiry(self, operation, product, lot, name):
        """The expiry of a new series; without a date core counts the shelf life."""
        day = self._read_date(operation)
        if not product.use_expiration_date:
            return None
        known = lot.expiration_date
        if known and day:
            receipt = self.env["warehouse.barcode.receipt"]
            if receipt._get_day(known) != day:
                raise Refusal(
                    "expiry_mismatch",
                    lot=name,
                    known=receipt._get_day(known).isoformat(),
                    given=day.isoformat(),
                )
        if not known and not day and not product.expiration_time:
            raise Refusal("expiry_needed", lot=name, product=product.display_name)
        return day

    # -- writing ------------------------------------------------------------------------

    def _add_to_order(self, order, lot, quantity):
        values = {"lot_producing_ids": [Command.link(lot.id)]} if lot else {}
        order._set_scanner_produced(order._get_scanner_produced() + quantity, **values)

    def _add_to_byproduct(self, move, lot, quantity):
        lines = move.move_line_ids
        # what core has filled in is replaced by what is scanned
        (lines - self._get_picked(move)).unlink()
        line = self._get_picked(move).filtered(lambda line: line.lot_id == lot)[:1]
        if line:
            line.quantity += quantity
            return
        lines.create(
            move._prepare_move_line_vals()
            | {
                "quantity": quantity,
                "product_uom_id": move.product_id.uom_id.id,
                "lot_id": lot.id,
                "picked": True,
            }
        )

    def _undo_produce(self, row, work):
        made = row.effect["made"]
        move = self.env["stock.move"].browse(made["move_id"]).exists()
        lot = self.env["stock.lot"].browse(made["lot_id"] or None).exists()
        order = work.subject
        _demand, done = self._get_made(move, order)
        if done < made["quantity"]:
            raise Refusal("nothing_to_undo")
        if move.product_id == order.product_id:
            self._take_from_order(order, lot, done - made["quantity"])
        else:
            self._take_from_byproduct(move, lot, made["quantity"])
        if made["is_new"] and not self._was_used(lot):
            lot.unlink()

    def _take_from_order(self, order, lot, rest):
        is_last = order.product_tracking == "serial" or not rest
        unlink = [Command.unlink(lot.id)] if lot and is_last else []
        if order.product_tracking == "serial" and lot not in order.lot_producing_ids:
            raise Refusal("nothing_to_undo")
        order._set_scanner_produced(
            rest, **({"lot_producing_ids": unlink} if unlink else {})
        )

    def _take_from_byproduct(self, move, lot, quantity):
        line = self._get_picked(move).filtered(lambda line: line.lot_id == lot)[:1]
        if line.quantity < quantity:
            raise Refusal("nothing_to_undo")
        line.quantity -= quantity
        if not line.quantity:
            line.unlink()

    # -- components ---------------------------------------------------------------------

    def _admit_component(self, operation, work):
        """A component beside the plan joins the order when the user says so."""
        product_id = operation.get("product_id")
        if product_id in work.products.ids:
            return
        product = self.env["product.product"].search(
            [
                ("id", "=", product_id if isinstance(product_id, int) else 0),
                ("type", "=", "consu"),
            ]
        )
        if not product or product == work.subject.product_id:
            raise Refusal("wrong_product", product=product.display_name or "")
        if work.subject.consumption == "strict":
            raise Refusal("component_strict", product=product.display_name)
        if operation.get("allow_add") is not True:
            raise Refusal("ask_component", product=product.display_name)
        move = self.env["stock.move"].create(self._prepare_component(product, work))
        move._action_confirm(merge=False)
        work.add_moves(move)

    def _prepare_component(self, product, work):
        order = work.subject
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": 0.0,
            "raw_material_production_id": order.id,
            "location_id": order.location_src_id.id,
            "company_id": order.company_id.id,
            "picking_type_id": order.picking_type_id.id,
            "warehouse_id": order.location_src_id.warehouse_id.id,
            "additional": True,
        }
