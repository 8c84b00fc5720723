from odoo import fields, models

from ..tools.ledger import Place
from ..tools.refusal import Refusal
from .warehouse_barcode_work import place_of

FLOWS = ("delivery", "transfer", "production")


class WarehouseBarcodeDelivery(models.AbstractModel):
    """Taking goods from their place: the oldest free series first, checked at the scan.

    1. The document is open and the product is asked in it.
    2. The series belongs to the product, lies under the source place, is not expired
       where it leaves the stock, and what is taken is free or planned for this document.
    3. No older series of the product is free there (``_check_age``), unless the
       operation type does not watch, the series is planned for this document, or
       somebody allowed it with a reason.
    4. A serial number is taken once; more than asked is confirmed by the user; a series
       kept for another document is asked (``take_reserved``).
    5. The picked line takes its quantity from the planned lines: first those of the
       same series, then others, whose series become free again.
    """

    _name = "warehouse.barcode.delivery"
    _inherit = [
        "warehouse.barcode.flow",
        "warehouse.barcode.resolve",
        "warehouse.barcode.age",
        "warehouse.barcode.signature",
    ]
    _description = "Scanner: Taking Goods"

    def _scan(self, operation, work):
        facts = self._read_facts(operation, work)
        self._check_age(facts)
        return self._take("picked", facts)

    def _scan_package(self, operation, work):
        """Take a whole package with all that is in it; it goes on as the same package."""
        self._check_document(work, *FLOWS)
        package = self._find_package(operation)
        quants = package.contained_quant_ids.filtered(
            lambda quant: quant.quantity > 0 and self._is_at_source(quant, work)
        )
        if not quants:
            raise Refusal("package_not_here", package=package.name or "")
        portions, items = [], []
        for quant in quants:
            facts = self._read_content(operation, quant, work)
            self._check_age(facts)
            _code, _params, effect = self._take("picked", facts)
            portions += effect["portions"]
            items.append(effect["summary"])
        summary = {"package_name": package.name, "items": items}
        params = {"package": package.name, "lines": len(items)}
        return "package_taken", params, {"portions": portions, "summary": summary}

    def _find_package(self, operation):
        package_id = operation.get("package_id")
        name = self._read_text(operation, "package_name")
        is_id = isinstance(package_id, int)
        domain = [("id", "=", package_id)] if is_id else [("name", "=", name)]
        package = self.env["stock.package"].search(domain, limit=1)
        if not package:
            raise Refusal("package_not_here", package=name)
        return package

    def _is_at_source(self, quant, work):
        paths = tuple(location.parent_path for location in work.moves.location_id)
        return quant.location_id.parent_path.startswith(paths)

    def _read_content(self, operation, quant, work):
        content = {
            "product_id": quant.product_id.id,
            "lot_id": quant.lot_id.id,
            "quantity": quant.quantity,
            "allow_over": operation.get("allow_over"),
        }
        facts = self._read_facts(content, work)
        package_id = quant.package_id.id
        facts["package_id"] = package_id
        facts["more"] = {"into": package_id}
        facts["spots"] = [
            spot for spot in facts["spots"] if spot.place.package_id == package_id
        ]
        return facts

    def _allow_newer(self, operation, work):
        """Take a newer series because somebody answers for it, and keep who and why."""
        facts = self._read_facts(operation, work)
        reason = self._read_text(facts["operation"], "reason")
        if not reason:
            raise Refusal("reason_needed")
        older = self._find_older(work, facts["product"], facts["lot"])
        if not older:
            return self._take("picked", facts)
        allowed_by = self._get_signature(operation, work)
        self._log_deviation(facts, older, reason, allowed_by)
        return self._take("picked_newer", facts)

    def _read_facts(self, operation, work):
        """All that was said and found, after the checks that know no exception."""
        self._check_document(work, *FLOWS)
        operation = self._complete(operation, work)
        if work.flow == "production":
            self.env["warehouse.barcode.production"]._admit_component(operation, work)
        product, moves = self._read_product(operation, work)
        quantity = self._read_quantity(operation, product)
        lot = self._read_lot(operation, product, work)
        facts = {
            "operation": operation,
            "work": work,
            "product": product,
            "moves": moves,
            "quantity": quantity,
            "lot": lot,
            "spots": work.load_spots(product, lot),
            "more": self._read_more(operation, work),
        }
        self._check_over(operation, product, work, moves, quantity)
        if product.is_storable:
            self._check_stock(facts)
        return facts

    def _read_lot(self, operation, product, work):
        if product.tracking == "none":
            return self.env["stock.lot"]
        lot = self._find_lot(operation, product, work)
        if work.subject._watches_age() and self._is_expired(lot):
            raise Refusal(
                "lot_expired",
                lot=lot.name,
                expired=fields.Date.to_string(lot.expiration_date),
            )
        if product.tracking == "serial" and self._is_picked(lot, work):
            raise Refusal("serial_twice", lot=lot.name, product=product.display_name)
        return lot

    def _find_lot(self, operation, product, work):
        lot_id, name = operation.get("lot_id"), self._read_text(operation, "lot_name")
        if not lot_id and not name:
            raise Refusal("lot_needed", product=product.display_name)
        lots = work.get_lot(lot_id) if lot_id else work.find_lots(name)
        lot = lots.filtered(lambda lot: lot.product_id == product)[:1]
        if lots and not lot:
            raise Refusal(
                "lot_of_other_product",
                lot=lots[0].name,
                product=product.display_name,
                other=lots[0].product_id.display_name,
            )
        if not lot:
            raise Refusal("lot_unknown", lot=name, product=product.display_name)
        return lot

    def _is_picked(self, lot, work):
        picked = work.ledger.get_picked(lot.product_id.id)
        return any(line.place.lot_id == lot.id for line in picked)

    def _check_stock(self, facts):
        """The series lies here, and enough of it is free or planned for us."""
        product, lot, ledger = facts["product"], facts["lot"], facts["work"].ledger
        if lot and not facts["spots"]:
            raise Refusal("lot_not_here", lot=lot.name, product=product.display_name)
        available = ledger.get_free(product.id, lot.id or 0)
        missing = facts["quantity"] - available
        if product.uom_id.compare(missing, 0.0) <= 0:
            return
        others = self._get_lines_of_others(facts)
        if facts["operation"].get("take_reserved") is True:
            self._free_from_others(facts, others, missing)
            return
        names = sorted({self._get_holder(line) for line in others})
        raise Refusal(
            "lot_reserved" if lot and names else "not_enough",
            lot=lot.name or "",
            product=product.display_name,
            available=available,
            documents=", ".join(names[:10]),
            can_take=self._is_enough(product, others, missing),
        )

    def _get_lines_of_others(self, facts):
        """Lines of other documents that hold the series under our source."""
        if not facts["lot"]:
            return self.env["stock.move.line"]
        moves = facts["work"].moves
        return self.env["stock.move.line"].search(
            [
                ("lot_id", "=", facts["lot"].id),
                ("quantity_product_uom", ">", 0),
                ("state", "not in", ("draft", "done", "cancel")),
                ("move_id", "not in", moves.ids),
                ("location_id", "child_of", moves.location_id.ids),
            ],
            order="id desc",
        )

    def _get_holder(self, line):
        return line.picking_id.name or line.reference or line.move_id.reference or ""

    def _is_enough(self, product, others, missing):
        """Whether it can be taken from them: what somebody has scanned is his."""
        planned = others.filtered(lambda line: not line.picked)
        held = sum(planned.mapped("quantity_product_uom"))
        return product.uom_id.compare(held, missing) >= 0

    def _free_from_others(self, facts, others, missing):
        """Take the series from documents that have only planned it; they get another.

        Core would do the same silently at the validation, here the user was asked.
        """
        product = facts["product"]
        if not self._is_enough(product, others, missing):
            raise Refusal(
                "lot_picked_by_others",
                lot=facts["lot"].name,
                product=product.display_name,
                documents=", ".join(sorted({self._get_holder(one) for one in others})),
            )
        moves = others.browse().move_id
        for line in others.filtered(lambda line: not line.picked):
            share = min(missing, line.quantity_product_uom)
            if product.uom_id.is_zero(share):
                break
            moves |= line.move_id
            self._take_from_line(line, share, facts)
            missing -= share
        # their need is met by other series as far as there are any; ours is kept out
        facts["work"].after.append(moves._action_assign)

    def _take_from_line(self, line, share, facts):
        rest = line.quantity_product_uom - share
        self._give_back(facts["work"].ledger, line.product_id, place_of(line), share)
        if line.product_id.uom_id.is_zero(rest):
            line.unlink()
        else:
            line.write({"quantity": rest, "product_uom_id": line.product_id.uom_id.id})

    def _check_age(self, facts):
        work, product, lot = facts["work"], facts["product"], facts["lot"]
        control = work.type.age_control
        if not lot or control in (False, "off") or not work.subject._watches_age():
            return
        if self._is_permitted(facts):
            return
        older = self._find_older(work, product, lot)
        if older:
            raise Refusal("newer_series", **self._prepare_newer_params(facts, older))

    def _is_permitted(self, facts):
        """Planned for this document in this quantity, or allowed here before."""
        product, lot = facts["product"], facts["lot"]
        planned = facts["work"].ledger.get_planned_quantity(product.id, lot.id)
        if product.uom_id.compare(planned, facts["quantity"]) >= 0:
            return True
        domain = self._get_deviation_domain(facts["work"].subject)
        # sudo: whoever signed it, this document may go on with the series
        deviations = self.env["stock.age.deviation"].sudo()
        return bool(
            deviations.search_count([*domain, ("lot_id", "=", lot.id)], limit=1)
        )

    def _prepare_newer_params(self, facts, older):
        spots = facts["work"].load_spots(facts["product"], older)
        spot = next((spot for spot in spots if spot.free > 0), spots[0])
        location = self.env["stock.location"].browse(spot.place.location_id)
        return {
            "lot": facts["lot"].name,
            "product": facts["product"].display_name,
            "older_lot_id": older.id,
            "older_lot": older.name,
            "older_expiration": fields.Date.to_string(older.expiration_date) or "",
            "older_location": location.display_name,
            "control": facts["work"].type.age_control,
        }

    # -- writing into the ledger --------------------------------------------------------

    def _take(self, code, facts):
        product, lot = facts["product"], facts["lot"]
        shares = facts["work"].ledger.distribute(facts["moves"].ids, facts["quantity"])
        portions = []
        for move_id, share in shares:
            portions += self._take_from_move(
                move_id, share, facts, self._get_shelf(facts)
            )
        params = {
            "product": product.display_name,
            "quantity": facts["quantity"],
            "lot": lot.name or "",
        }
        effect = self._prepare_effect(
            portions, product, facts["quantity"], lot.name or "", lot
        )
        if facts["operation"].get("for_lot"):
            effect["summary"]["for_lot"] = facts["operation"]["for_lot"]
        return code, params, effect

    def _get_shelf(self, facts):
        shelf = facts["operation"].get("location_id")
        return shelf if isinstance(shelf, int) and shelf else None

    def _take_from_move(self, move_id, quantity, facts, shelf=None):
        """Pick a share: planned lines of the series first, then free stock of it; on
        the given shelf as far as it goes, then anywhere."""
        uom = facts["product"].uom_id
        portions = []
        for line in self._get_own_lines(move_id, facts, shelf):
            share = min(quantity, line.quantity)
            if uom.is_zero(share):
                return portions
            portions.append(self._pick(move_id, share, line.place, [line], facts))
            quantity -= share
        for place, share in self._get_free_shares(move_id, quantity, facts, shelf):
            portions.append(self._take_free(move_id, share, place, facts))
            quantity -= share
        if shelf and not uom.is_zero(quantity):
            portions += self._take_from_move(move_id, quantity, facts)
        return portions

    def _pick(self, move_id, quantity, place, sources, facts):
        return facts["work"].ledger.pick(
            move_id, facts["product"].id, quantity, place, sources, **facts["more"]
        )

    def _get_own_lines(self, move_id, facts, shelf):
        planned = facts["work"].ledger.get_planned(
            facts["product"].id, facts["lot"].id or 0
        )
        return [
            line
            for line in planned
            if line.move_id == move_id
            and shelf in (None, line.place.location_id)
            and facts.get("package_id") in (None, line.place.package_id)
        ]

    def _take_free(self, move_id, quantity, place, facts):
        """Pick from free stock; as much of the planned lines is given back."""
        ledger, lot_id = facts["work"].ledger, facts["lot"].id or 0
        others = [
            line
            for line in ledger.get_planned(facts["product"].id)
            if line.move_id == move_id
        ]
        others.sort(key=lambda line: (line.place.lot_id == lot_id, -line.id))
        released = ledger.release(others, quantity)
        for _move_id, freed, share in released:
            self._give_back(ledger, facts["product"], freed, share)
        portion = self._pick(move_id, quantity, place, [], facts)
        portion.released = released
        return portion

    def _give_back(self, ledger, product, place, quantity):
        """What is no more planned is free again, for the next scans of this call."""
        for spot in ledger.get_spots(product.id, place.lot_id):
            if spot.place == place:
                ledger.take_spot(spot, -quantity)

    def _get_free_shares(self, move_id, quantity, facts, shelf):
        """``[(place, quantity)]`` of free stock, on the given shelf or anywhere."""
        uom, ledger = facts["product"].uom_id, facts["work"].ledger
        shares = []
        for spot in facts["spots"]:
            share = min(quantity, max(spot.free, 0.0))
            if shelf in (None, spot.place.location_id) and not uom.is_zero(share):
                shares.append((spot.place, share))
                ledger.take_spot(spot, share)
                quantity -= share
        if shelf is None and not uom.is_zero(quantity):
            shares.append((self._get_unknown_place(move_id, facts), quantity))
        return shares

    def _get_unknown_place(self, move_id, facts):
        """Where goods are taken of which no stock is kept."""
        location = facts["work"].moves.browse(move_id).location_id
        return Place(location.id, facts["lot"].id or 0)
