from odoo import models

from ..tools.refusal import Refusal
from .mrp_production import KEEP


class WarehouseBarcodeProductionValidate(models.AbstractModel):
    """Closing a manufacturing order: what is consumed and what is made.

    1. A component of which something was scanned is consumed exactly as scanned.
    2. A component without series that nobody scanned is consumed as core proposes for
       the quantity that was made ("as planned"); the answer names these.
    3. A component with series that nobody scanned is not consumed: core would take
       series that nobody has seen. The user is asked (``consumption``: "confirm").
    4. Other differences from the bill of materials are asked where the order warns, and
       are for manufacturing managers where it is strict (a rule of core).
    5. Finished goods that nobody scanned: a tracked product must be scanned, of others
       the user may say that all are made (``produce_all``).
    6. Less than ordered: ``backorder`` "create" or "cancel", as in transfers.

    Core's button does the rest in one transaction; a refusal leaves the order as it was.
    """

    _name = "warehouse.barcode.production.validate"
    _inherit = ["warehouse.barcode.validate"]
    _description = "Scanner: Closing Manufacturing Orders"

    def _validate(self, operation, work):
        order = work.subject
        if order._get_scanner_state() == "done":
            return "already_validated", {"document": order.name}, None
        self._check_document(work, "production")
        moves = order._get_scanner_moves()
        self._check_expired(
            moves.move_line_ids.filtered(lambda line: line._is_scanned())
        )
        self._settle_finished(operation, order)
        self._check_rest(operation, order, work)
        planned, left = self._settle_components(order, moves)
        self._check_consumption(operation, order, left)
        self._close(order, operation)
        if order._get_scanner_state() != "done":
            raise Refusal("needs_dialog", document=order.name)
        params = {
            "document": order.name,
            "backorder": self._get_backorder(order),
            "planned": planned,
        }
        return "validated", params, None

    # -- finished goods -----------------------------------------------------------------

    def _settle_finished(self, operation, order):
        product, demand = order.product_id, order._get_scanner_demand()
        if not product.uom_id.is_zero(order._get_scanner_produced()):
            return
        if product.tracking != "none":
            raise Refusal("finished_needed", product=product.display_name)
        if operation.get("produce_all") is not True:
            raise Refusal(
                "ask_produce_all", product=product.display_name, quantity=demand
            )
        order._set_scanner_produced(demand)

    def _check_rest(self, operation, order, work):
        product = order.product_id
        rest = order._get_scanner_demand() - order._get_scanner_produced()
        if operation.get("produce_all") is True or product.uom_id.compare(rest, 0) <= 0:
            return
        is_answered = operation.get("backorder") in ("create", "cancel")
        if work.type.create_backorder == "ask" and not is_answered:
            missing = [{"product": product.display_name, "quantity": rest}]
            raise Refusal("ask_backorder", document=order.name, missing=missing)

    # -- components ---------------------------------------------------------------------

    def _settle_components(self, order, moves):
        """``(taken as planned, left out)``: rules 2 and 3, of components not scanned."""
        left = []
        for move in moves.filtered(lambda move: move.has_tracking != "none"):
            if any(line._is_scanned() for line in move.move_line_ids):
                continue
            move._do_unreserve()
            move.move_line_ids.unlink()
            move.picked = True
            if quantity := order._get_scanner_planned(move):
                left.append(self._prepare_row(move, quantity))
        planned = [self._prepare_row(*taken) for taken in order._take_as_planned()]
        self._settle_byproducts(order)
        return planned, left

    def _prepare_row(self, move, quantity):
        return {"product": move.product_id.display_name, "quantity": quantity}

    def _settle_byproducts(self, order):
        """By-products that nobody scanned: as planned, or none where they are tracked."""
        for move in order._get_scanner_finished_moves():
            if move.product_id == order.product_id:
                continue
            if any(line.picked for line in move.move_line_ids):
                continue
            if move.has_tracking == "none":
                move._set_quantity_done(order._get_scanner_planned(move))
                move.picked = True
            else:
                move.move_line_ids.unlink()

    def _check_consumption(self, operation, order, left):
        rows = [row | {"done": 0.0} for row in left]
        if order.consumption != "flexible":
            # sudo: core compares with the bill of materials
            issues = order.sudo()._get_consumption_issues()
            rows = [
                {"product": product.display_name, "done": done, "quantity": expected}
                for _order, product, done, expected in issues
            ] or rows
        if not rows:
            return
        if order.consumption == "strict" and not self._is_manager():
            raise Refusal("consumption_strict", document=order.name, rows=rows)
        if operation.get("consumption") != "confirm":
            raise Refusal("ask_consumption", document=order.name, rows=rows)

    def _is_manager(self):
        return self.env.user.has_group("mrp.group_mrp_manager")

    # -- core ---------------------------------------------------------------------------

    def _close(self, order, operation):
        # sudo: closing writes orders and work orders, which storekeepers may not edit;
        # all that is asked of people was asked before
        service = self.sudo()
        closing = order.sudo().with_context(**{KEEP: True})
        service._answer_dialogs(
            closing.button_mark_done(),
            service._get_dialog_answers(operation.get("backorder")),
        )

    def _get_dialog_answers(self, backorder):
        return super()._get_dialog_answers(backorder) | {
            "mrp.consumption.warning": "action_confirm",
            "mrp.production.backorder": (
                "action_close_mo" if backorder == "cancel" else "action_backorder"
            ),
            "expiry.picking.confirmation": "confirm_produce",
        }

    def _get_backorder(self, order):
        # sudo: storekeepers do not see the groups of orders
        orders = order.sudo().production_group_id.production_ids
        rest = orders.filtered(
            lambda other: (
                other.backorder_sequence > order.backorder_sequence
                and other.state not in ("done", "cancel")
            )
        )
        return rest[:1].name or ""
