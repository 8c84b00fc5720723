from odoo import models

from ..tools.refusal import Refusal


class WarehouseBarcodeFlow(models.AbstractModel):
    """What all flows share: the checks of the document and the words of an answer.

    A handler gets ``(operation, work)``, changes ``work.ledger`` and returns (message
    code, params, effect); the effect is what an undo needs. Nothing is written to the
    database before all operations of a call that belong together are through.
    """

    _name = "warehouse.barcode.flow"
    _description = "Common Steps of Scanner Flows"

    def _check_document(self, work, *flows):
        subject = work.subject
        state = subject._get_scanner_state()
        if state != "open":
            codes = {
                "done": "document_done",
                "cancel": "document_cancelled",
                "draft": "document_not_ready",
            }
            raise Refusal(codes[state], document=subject.name)
        if flows and work.flow not in flows:
            raise Refusal("wrong_flow", document=subject.name)

    def _check_over(self, operation, product, work, moves, quantity):
        ledger = work.ledger
        demand = sum(ledger.demands[move.id] for move in moves)
        done = sum(ledger.get_done(move.id) for move in moves)
        is_over = product.uom_id.compare(done + quantity, demand) > 0
        is_strict = work.flow == "production" and not self._may_use_more(work)
        if is_over and is_strict:
            raise Refusal("over_strict", product=product.display_name, demand=demand)
        self._refuse_over(operation, product, demand, done, quantity)

    def _refuse_over(self, operation, product, demand, done, quantity):
        """More than asked is for the user to allow."""
        is_over = product.uom_id.compare(done + quantity, demand) > 0
        if is_over and True not in map(operation.get, ("allow_over", "allow_add")):
            raise Refusal(
                "over_quantity",
                product=product.display_name,
                demand=demand,
                done=done,
                quantity=quantity,
            )

    def _may_use_more(self, work):
        """Strict orders take no more of a component than the bill of materials says."""
        return work.subject.consumption != "strict"

    def _prepare_effect(self, portions, product, quantity, lot_name="", lot=None):
        """What is kept to undo an operation, and to show it after a reload."""
        summary = {
            "product_id": product.id,
            "quantity": quantity,
            "lot_id": lot.id if lot else False,
            "lot_name": lot_name,
            "move_id": portions[0].line.move_id if portions else False,
        }
        return {"portions": portions, "summary": summary}

    def _read_package(self, operation):
        """The package into which the goods go, made when its name is new (SSCC)."""
        name = self._read_text(operation, "package")
        if not name:
            return 0
        Package = self.env["stock.package"]
        package = Package.search([("name", "=", name)], limit=1)
        return (package or Package.create({"name": name})).id

    def _read_target(self, operation, work):
        """The shelf to which the goods go, or 0: as the document says."""
        target = operation.get("location_dest_id")
        if not target:
            return 0
        location = self.env["stock.location"].search(
            [
                ("id", "=", target if isinstance(target, int) else 0),
                ("id", "child_of", work.moves.location_dest_id.ids),
                ("usage", "!=", "view"),
            ]
        )
        if not location:
            raise Refusal("wrong_place", document=work.subject.name)
        return location.id

    def _read_more(self, operation, work):
        """Values of the picked line besides its place."""
        values = {
            "into": self._read_package(operation),
            "target": self._read_target(operation, work),
        }
        return {name: value for name, value in values.items() if value}

    def _read_text(self, operation, key):
        value = operation.get(key) or ""
        if not isinstance(value, str):
            raise Refusal("bad_operation", field=key)
        return value.strip()

    # -- numbers that core gives to new series ------------------------------------------

    def _get_next_lot_name(self, product, company):
        """The number that core would give next; nothing is used up by asking."""
        # sudo: sequences are not for storekeepers to read
        product = product.sudo()
        name = product.serial_prefix_format + product.next_serial
        taken = self.env["stock.lot"].search_count(
            [("product_id", "=", product.id), ("name", "=", name)], limit=1
        )
        if not taken:
            return name
        return self.env["stock.lot"]._get_next_serial(company, product) or ""

    def _advance_sequence(self, product, names):
        """Proposed numbers are used up when they are taken, as in core's own dialog."""
        # sudo: sequences are not for storekeepers to read and write
        product = product.sudo()
        sequence = product.lot_sequence_id
        while sequence and product.serial_prefix_format + product.next_serial in names:
            sequence.number_next_actual += 1
            product.invalidate_recordset(["next_serial"])
