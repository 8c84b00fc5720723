from odoo import models

from ..tools.refusal import Refusal


class WarehouseBarcodeCount(models.AbstractModel):
    """Counting a shelf: what is scanned there is added up in core's own count.

    1. ``count_scan`` adds to the counted quantity of a product (or series) on the shelf;
       two people may count one shelf.
    2. ``count_set`` says how many there are at all (typed, not scanned one by one).
    3. ``count_finish`` applies the count. Goods that nobody has counted are left, or set
       to zero (``missing``: "leave" or "zero"). When stock has moved meanwhile the user
       is asked which holds (``conflict``: "counted", what is on the shelf now, or
       "difference", what was missing or too much when it was counted).
    4. A serial number is counted once, and not while it is in stock elsewhere, unless
       the user says that it was moved here (``take_from_elsewhere``).
    """

    _name = "warehouse.barcode.count"
    _inherit = ["warehouse.barcode.shelf"]
    _description = "Scanner: Count"

    def _count(self, operation, work):
        facts = self._read_counted(operation, work)
        quant = self._find_quant(facts)
        before = quant.inventory_quantity if quant.inventory_quantity_set else None
        if facts["product"].tracking == "serial" and before:
            raise Refusal(
                "serial_twice",
                lot=facts["lot"].name,
                product=facts["product"].display_name,
            )
        return self._write_count(facts, quant, before, (before or 0.0))

    def _set(self, operation, work):
        facts = self._read_counted(operation, work, allow_zero=True)
        quant = self._find_quant(facts)
        before = quant.inventory_quantity if quant.inventory_quantity_set else None
        return self._write_count(facts, quant, before, 0.0)

    def _read_counted(self, operation, work, allow_zero=False):
        operation = self._read_any_code(operation, work)
        product = self.env["product.product"].search(
            [("id", "=", operation.get("product_id") or 0), ("is_storable", "=", True)]
        )
        if not product:
            raise Refusal("wrong_product", product="")
        quantity = operation.get("quantity", 1.0)
        if not (allow_zero and quantity == 0):
            quantity = self._read_quantity(operation, product)
        location = work.subject.record
        lot = self.env["stock.lot"]
        if product.tracking != "none":
            lot = self._read_counted_lot(operation, product, location)
        if product.tracking == "serial":
            self._check_elsewhere(operation, product, lot, location)
        return {
            "product": product,
            "lot": lot,
            "quantity": float(quantity),
            "location": location,
        }

    def _read_any_code(self, operation, work):
        """Without connection a device counts codes that it does not know: of a product
        or of a series."""
        code = operation.get("code")
        if operation.get("product_id") or not code:
            return operation
        lots = self.env["stock.lot"].search([("name", "=", str(code).strip())], limit=2)
        if len(lots) == 1 and not self._find_products([str(code).strip()]):
            return operation | {"product_id": lots.product_id.id, "lot_id": lots.id}
        return self._complete(operation, work)

    def _read_counted_lot(self, operation, product, location):
        """The series found on the shelf; one that nobody knows is made when the user
        says so (``create_lot``)."""
        lot_id, name = operation.get("lot_id"), self._read_text(operation, "lot_name")
        if not lot_id and not name:
            raise Refusal("lot_needed", product=product.display_name)
        domain = [("id", "=", lot_id)] if lot_id else [("name", "=", name)]
        lot = self.env["stock.lot"].search([*domain, ("product_id", "=", product.id)])
        if lot:
            return lot[:1]
        if operation.get("create_lot") is not True:
            raise Refusal("lot_unknown", lot=name, product=product.display_name)
        values = {"product_id": product.id, "name": name}
        day = self._read_date(operation)
        if day:
            Receipt = self.env["warehouse.barcode.receipt"]
            values["expiration_date"] = Receipt._get_end_of_life(day)
        elif product.use_expiration_date:
            raise Refusal("expiry_needed", lot=name, product=product.display_name)
        company = location.company_id or self.env.company
        return lot.create(values | {"company_id": company.id})

    def _check_elsewhere(self, operation, product, lot, location):
        others = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("quantity", ">", 0),
                ("location_id", "!=", location.id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        if not others:
            return
        if operation.get("take_from_elsewhere") is not True:
            raise Refusal(
                "serial_elsewhere",
                lot=lot.name,
                product=product.display_name,
                location=others[0].location_id.display_name,
            )
        counted = others.with_context(inventory_mode=True)
        counted.inventory_quantity = 0.0
        counted.action_apply_inventory()

    def _find_quant(self, facts):
        """The goods on the shelf that are counted, made when there are none."""
        Quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = Quant.search(
            [
                ("product_id", "=", facts["product"].id),
                ("location_id", "=", facts["location"].id),
                ("lot_id", "=", facts["lot"].id),
                ("package_id", "=", False),
                ("owner_id", "=", False),
            ]
        )
        if quants:
            return quants[:1]
        quant = Quant.create(
            {
                "product_id": facts["product"].id,
                "location_id": facts["location"].id,
                "lot_id": facts["lot"].id,
                "inventory_quantity": 0.0,
            }
        )
        quant.inventory_quantity_set = False
        return quant

    def _write_count(self, facts, quant, before, base):
        counted = base + facts["quantity"]
        quant.write({"inventory_quantity": counted, "user_id": self.env.uid})
        quant.inventory_quantity_set = True
        params = {
            "product": facts["product"].display_name,
            "lot": facts["lot"].name or "",
            "quantity": facts["quantity"],
            "counted": counted,
        }
        summary = {
            "product_id": facts["product"].id,
            "lot_id": facts["lot"].id or False,
            "lot_name": facts["lot"].name or "",
            "quantity": counted - (before or 0.0),
        }
        effect = {
            "quant_id": quant.id,
            "before": before,
            "change": counted - (before or 0.0),
            "summary": summary,
        }
        return "counted", params, effect

    def _undo_count(self, row, work):
        """Take the change back, not the state: somebody else may have counted since."""
        quant = self.env["stock.quant"].browse(row.effect["quant_id"]).exists()
        if not quant or not quant.inventory_quantity_set:
            raise Refusal("nothing_to_undo")
        quant = quant.with_context(inventory_mode=True)
        rest = quant.inventory_quantity - row.effect["change"]
        if row.effect["before"] is None and quant.product_uom_id.is_zero(rest):
            quant.action_clear_inventory_quantity()
        else:
            quant.inventory_quantity = max(rest, 0.0)

    def _finish(self, operation, work):
        location = work.subject.record
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = quants.search([("location_id", "=", location.id)])
        counted = quants.filtered("inventory_quantity_set")
        missing = (quants - counted).filtered(
            lambda quant: not quant.product_uom_id.is_zero(quant.quantity)
        )
        answer = operation.get("missing")
        if not counted and answer != "zero":
            raise Refusal("nothing_scanned", document=location.display_name)
        if missing and answer not in ("zero", "leave"):
            raise Refusal(
                "ask_missing",
                document=location.display_name,
                missing=self._prepare_missing(missing, location),
            )
        if answer == "zero":
            missing.write({"inventory_quantity": 0.0, "user_id": self.env.uid})
            missing.inventory_quantity_set = True
            counted |= missing
        self._settle_conflicts(operation, counted)
        changed = counted.filtered(
            lambda quant: (
                not quant.product_uom_id.is_zero(quant.inventory_diff_quantity)
            )
        )
        differences = [self._prepare_difference(quant) for quant in changed]
        if counted.action_apply_inventory():
            raise Refusal("needs_dialog", document=location.display_name)
        params = {"document": location.display_name, "differences": differences}
        return "count_done", params, None

    def _prepare_missing(self, quants, location):
        """What nobody has counted; how much there should be stays hidden in a blind
        count."""
        is_blind = self._is_blind(location)
        return [
            {
                "product": quant.product_id.display_name,
                "lot": quant.lot_id.name or "",
                "quantity": None if is_blind else quant.quantity,
            }
            for quant in quants[:50]
        ]

    def _prepare_difference(self, quant):
        return {
            "product": quant.product_id.display_name,
            "lot": quant.lot_id.name or "",
            "quantity": quant.inventory_diff_quantity,
        }

    def _settle_conflicts(self, operation, counted):
        outdated = counted.filtered("is_outdated")
        if not outdated:
            return
        answer = operation.get("conflict")
        if answer not in ("counted", "difference"):
            raise Refusal(
                "count_conflict",
                conflicts=[self._prepare_conflict(quant) for quant in outdated[:50]],
            )
        for quant in outdated:
            if answer == "counted":
                quant.inventory_diff_quantity = (
                    quant.inventory_quantity - quant.quantity
                )
            else:
                quant.inventory_quantity = (
                    quant.quantity + quant.inventory_diff_quantity
                )
        outdated.flush_recordset()
        # core does not know that this follows from the difference
        outdated.invalidate_recordset(["is_outdated"])

    def _prepare_conflict(self, quant):
        return {
            "product": quant.product_id.display_name,
            "lot": quant.lot_id.name or "",
            "counted": quant.inventory_quantity,
            "quantity": quant.quantity,
        }
