from odoo import models

from ..tools.refusal import Refusal


class WarehouseBarcodeCount(models.AbstractModel):
    """Counting a shelf: what is scanned there is added up in core's own count.

    1. ``count_scan`` adds to the counted quantity of a product (or series) on the shelf;
       two people may count one shelf.
    2. ``count_finish`` applies the count. Goods that nobody has counted are left, or set
       to zero (``missing``: "leave" or "zero"). When stock has moved meanwhile the user
       is asked which holds (``conflict``: "counted", what is on the shelf now, or
       "difference", what was missing or too much when it was counted).
    3. A serial number is counted once, and not while it is in stock elsewhere, unless
       the user says that it was moved here (``take_from_elsewhere``): it is counted
       there as missing, and the end of this count applies both.

    Nothing changes in stock before the end.
    """

    _name = "warehouse.barcode.count"
    _inherit = ["warehouse.barcode.shelf"]
    _description = "Scanner: Count"

    def _count(self, operation, work):
        facts = self._read_counted(operation, work)
        product, lot = facts["product"], facts["lot"]
        quant = self._find_quant(facts)
        before = quant.inventory_quantity if quant.inventory_quantity_set else None
        if product.tracking == "serial" and before:
            raise Refusal("serial_twice", lot=lot.name, product=product.display_name)
        missing = self._count_elsewhere(operation, facts)
        counted = (before or 0.0) + facts["quantity"]
        self._set_counted(quant, counted)
        said = {"quantity": facts["quantity"], "lot": lot.name or ""}
        params = {"product": product.display_name, "counted": counted, **said}
        effect = {
            "quant_id": quant.id,
            "before": before,
            "change": facts["quantity"],
            "missing_ids": missing.ids,
            "summary": {
                "product_id": product.id,
                "lot_id": lot.id or False,
                "lot_name": lot.name or "",
                "quantity": facts["quantity"],
            },
        }
        return "counted", params, effect

    def _set_counted(self, quants, quantity):
        quants.write({"inventory_quantity": quantity, "user_id": self.env.uid})
        quants.inventory_quantity_set = True

    def _read_counted(self, operation, work):
        operation = self._read_any_code(operation, work)
        product = self.env["product.product"].search(
            [("id", "=", operation.get("product_id") or 0), ("is_storable", "=", True)]
        )
        if not product:
            raise Refusal("wrong_product", product="")
        location = work.subject.record
        lot = self.env["stock.lot"]
        if product.tracking != "none":
            lot = self._read_counted_lot(operation, product, location)
        return {
            "product": product,
            "lot": lot,
            "quantity": self._read_quantity(operation, product),
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

    def _count_elsewhere(self, operation, facts):
        """A serial number that is in stock elsewhere is counted there as missing."""
        product, lot = facts["product"], facts["lot"]
        Quant = self.env["stock.quant"].with_context(inventory_mode=True)
        if product.tracking != "serial":
            return Quant
        others = Quant.search(
            [
                ("lot_id", "=", lot.id),
                ("quantity", ">", 0),
                ("location_id", "!=", facts["location"].id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        if others and operation.get("take_from_elsewhere") is not True:
            raise Refusal(
                "serial_elsewhere",
                lot=lot.name,
                product=product.display_name,
                location=others[0].location_id.display_name,
            )
        if others:
            self._set_counted(others, 0.0)
        return others

    def _find_quant(self, facts):
        """The goods on the shelf that are counted: loose ones, else those in a package
        or of somebody else; made when there are none."""
        Quant = self.env["stock.quant"].with_context(inventory_mode=True)
        goods = {
            "product_id": facts["product"].id,
            "location_id": facts["location"].id,
            "lot_id": facts["lot"].id,
        }
        quants = Quant.search([(key, "=", value) for key, value in goods.items()])
        if quants:
            return quants.sorted(
                lambda one: (bool(one.package_id), bool(one.owner_id))
            )[0]
        quant = Quant.create(goods | {"inventory_quantity": 0.0})
        quant.inventory_quantity_set = False
        return quant

    def _undo_count(self, row, work):
        """Take the change back, not the state: somebody else may have counted since."""
        quant = self.env["stock.quant"].browse(row.effect["quant_id"]).exists()
        if not quant or not quant.inventory_quantity_set:
            raise Refusal("nothing_to_undo")
        quant = quant.with_context(inventory_mode=True)
        missing = quant.browse(row.effect.get("missing_ids", [])).exists()
        missing.action_clear_inventory_quantity()
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
            self._set_counted(missing, 0.0)
            counted |= missing
        counted |= self._get_moved_here(counted)
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

    def _get_moved_here(self, counted):
        """Serial numbers of this shelf that were counted as missing where they were."""
        serials = counted.filtered(
            lambda quant: (
                quant.product_id.tracking == "serial" and quant.inventory_quantity > 0
            )
        )
        return counted.search(
            [
                ("lot_id", "in", serials.lot_id.ids),
                ("id", "not in", counted.ids),
                ("inventory_quantity_set", "=", True),
                ("inventory_quantity", "=", 0),
            ]
        )

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
                document=counted[:1].location_id.display_name,
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
