from odoo import fields, models

from ..tools.refusal import Refusal

PLACE_KEYS = ("location_id", "package_id", "owner_id")


class WarehouseBarcodeDelivery(models.AbstractModel):
    """Picking: the oldest free series first, checked when it is scanned.

    1. The document is an open delivery and the product is asked in it.
    2. The series belongs to the product, is not expired, lies under the source place,
       and what is taken is free or planned for this document.
    3. No older series of the product is free there (``_check_age``), unless the
       operation type does not watch, the series is planned for this document, or
       somebody allowed it with a reason.
    4. A serial number is taken once; more than asked is confirmed by the user.
    5. The picked line takes its quantity from the planned lines: first those of the
       same series, then others, whose series become free again.
    """

    _name = "warehouse.barcode.delivery"
    _inherit = [
        "warehouse.barcode.flow",
        "warehouse.barcode.resolve",
        "warehouse.barcode.age",
    ]
    _description = "Scanner: Delivery"

    def _scan(self, operation, picking):
        facts = self._read_facts(operation, picking)
        self._check_age(facts)
        return self._take("picked", facts)

    def _allow_newer(self, operation, picking):
        """Take a newer series because somebody answers for it, and keep who and why."""
        facts = self._read_facts(operation, picking)
        reason = self._read_text(facts["operation"], "reason")
        if not reason:
            raise Refusal("reason_needed")
        older = self._find_older(
            picking, facts["product"], facts["lot"], facts["places"]
        )
        if not older:
            return self._take("picked", facts)
        allowed_by = self._get_signature(operation, picking)
        self._log_deviation(facts, older, reason, allowed_by)
        return self._take("picked_newer", facts)

    def _read_facts(self, operation, picking):
        """All that was said and found, after the checks that know no exception."""
        self._check_document(picking, "delivery")
        operation = self._complete(operation, picking)
        product, moves = self._read_product(operation, picking)
        quantity = self._read_quantity(operation, product)
        lot = self._read_lot(operation, product, moves)
        places = self._get_places(product, moves.location_id)
        facts = {
            "operation": operation,
            "picking": picking,
            "product": product,
            "moves": moves,
            "quantity": quantity,
            "lot": lot,
            "places": places,
        }
        self._check_over(operation, product, moves, quantity)
        if product.is_storable:
            self._check_stock(facts)
        return facts

    def _read_lot(self, operation, product, moves):
        if product.tracking == "none":
            return self.env["stock.lot"]
        lot = self._find_lot(operation, product)
        if self._is_expired(lot):
            raise Refusal(
                "lot_expired",
                lot=lot.name,
                expired=fields.Date.to_string(lot.expiration_date),
            )
        if product.tracking == "serial" and self._is_picked(lot, moves):
            raise Refusal("serial_twice", lot=lot.name, product=product.display_name)
        return lot

    def _find_lot(self, operation, product):
        lot_id, name = operation.get("lot_id"), self._read_text(operation, "lot_name")
        if not lot_id and not name:
            raise Refusal("lot_needed", product=product.display_name)
        domain = [("id", "=", lot_id)] if lot_id else [("name", "=", name)]
        lots = self.env["stock.lot"].search(domain)
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

    def _is_picked(self, lot, moves):
        return lot in moves.move_line_ids.filtered("picked").lot_id

    def _check_stock(self, facts):
        """The series lies here, and enough of it is free or planned for us."""
        product, lot = facts["product"], facts["lot"]
        spots = facts["places"][product.id, lot]
        if lot and not spots:
            raise Refusal("lot_not_here", lot=lot.name, product=product.display_name)
        planned = self._get_planned(facts["picking"], product)[product.id, lot]
        available = self._get_available(product, spots, planned)
        if product.uom_id.compare(available, facts["quantity"]) >= 0:
            return
        others = self._get_reserving_documents(facts) if lot else []
        raise Refusal(
            "lot_reserved" if others else "not_enough",
            lot=lot.name or "",
            product=product.display_name,
            available=available,
            documents=", ".join(others),
        )

    def _get_reserving_documents(self, facts):
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "=", facts["lot"].id),
                ("quantity_product_uom", ">", 0),
                ("state", "not in", ("draft", "done", "cancel")),
                ("picking_id", "!=", facts["picking"].id),
                ("location_id", "child_of", facts["moves"].location_id.ids),
            ],
            limit=10,
        )
        return sorted({line.picking_id.name or line.reference for line in lines})

    def _check_age(self, facts):
        picking, product, lot = facts["picking"], facts["product"], facts["lot"]
        control = picking.picking_type_id.age_control
        if not lot or control in (False, "off") or self._is_permitted(facts):
            return
        older = self._find_older(picking, product, lot, facts["places"])
        if older:
            raise Refusal("newer_series", **self._prepare_newer_params(facts, older))

    def _is_permitted(self, facts):
        """Planned for this document in this quantity, or allowed here before."""
        product, lot = facts["product"], facts["lot"]
        planned = self._get_planned(facts["picking"], product)[product.id, lot]
        if product.uom_id.compare(planned, facts["quantity"]) >= 0:
            return True
        # sudo: whoever signed it, this document may go on with the series
        return bool(
            self.env["stock.age.deviation"]
            .sudo()
            .search_count(
                [("picking_id", "=", facts["picking"].id), ("lot_id", "=", lot.id)],
                limit=1,
            )
        )

    def _prepare_newer_params(self, facts, older):
        spot = self._get_best_spot(facts["places"][facts["product"].id, older])
        location = self.env["stock.location"].browse(spot["location_id"])
        return {
            "lot": facts["lot"].name,
            "product": facts["product"].display_name,
            "older_lot_id": older.id,
            "older_lot": older.name,
            "older_expiration": fields.Date.to_string(older.expiration_date) or "",
            "older_location": location.display_name,
            "control": facts["picking"].picking_type_id.age_control,
        }

    def _get_best_spot(self, spots):
        return next((spot for spot in spots if spot["free"] > 0), spots[0])

    def _get_signature(self, operation, picking):
        """Who answers for the newer series; a block needs an age manager."""
        if picking.picking_type_id.age_control != "block":
            return self.env.user
        if self._is_age_manager(self.env.user):
            return self.env.user
        manager_id = operation.get("manager_id")
        # sudo: a storekeeper may not read the groups of other users
        manager = (
            self.env["res.users"]
            .sudo()
            .browse(manager_id if isinstance(manager_id, int) else None)
            .exists()
        )
        if not manager or not manager.active or not self._is_age_manager(manager):
            raise Refusal("manager_needed")
        if picking.company_id not in manager.company_ids:
            raise Refusal("manager_needed")
        self._check_attempts()
        if not manager._is_scanner_pin(self._read_text(operation, "pin")):
            raise Refusal("wrong_pin", manager=manager.name)
        return manager

    def _is_age_manager(self, user):
        return user.has_group("warehouse_barcode.group_age_manager")

    def _check_attempts(self):
        """At most five wrong PINs in five minutes from one user."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        wrong = self.env["warehouse.barcode.operation"].search_count(
            [
                ("user_id", "=", self.env.uid),
                ("message_code", "=", "wrong_pin"),
                ("create_date", ">", since),
            ]
        )
        if wrong >= 5:
            raise Refusal("too_many_attempts")

    def _log_deviation(self, facts, older, reason, allowed_by):
        # sudo: nobody may write this log by hand
        self.env["stock.age.deviation"].sudo().create(
            self._prepare_deviation_values(facts, older, reason, allowed_by)
        )

    def _prepare_deviation_values(self, facts, older, reason, allowed_by):
        picking, lot = facts["picking"], facts["lot"]
        spot = self._get_best_spot(facts["places"][facts["product"].id, lot])
        return {
            "user_id": self.env.uid,
            "allowed_by_id": allowed_by.id,
            "age_control": picking.picking_type_id.age_control,
            "reason": reason,
            "product_id": facts["product"].id,
            "lot_id": lot.id,
            "lot_first_in_date": lot.first_in_date,
            "lot_expiration_date": lot.expiration_date,
            "older_lot_id": older.id,
            "older_first_in_date": older.first_in_date,
            "older_expiration_date": older.expiration_date,
            "quantity": facts["quantity"],
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "location_id": spot["location_id"],
            "company_id": picking.company_id.id,
        }

    def _take(self, code, facts):
        portions = [
            portion
            for move, share in self._distribute(facts["moves"], facts["quantity"])
            for portion in self._take_from_move(
                move, share, facts, self._get_shelf(facts)
            )
        ]
        params = {
            "product": facts["product"].display_name,
            "quantity": facts["quantity"],
            "lot": facts["lot"].name or "",
        }
        effect = self._prepare_effect(
            portions,
            facts["product"],
            facts["quantity"],
            facts["lot"].name or "",
            facts["lot"],
        )
        return code, params, facts["moves"], effect

    def _take_from_move(self, move, quantity, facts, shelf=None):
        """Pick a share: planned lines of the series first, then free stock of it; on
        the given shelf as far as it goes, then anywhere."""
        portions = []
        for line in self._get_own_lines(move, facts["lot"], shelf):
            share = min(quantity, line.quantity_product_uom)
            if facts["product"].uom_id.is_zero(share):
                return portions
            portions.append(self._pick(move, share, self._get_line_values(line), line))
            quantity -= share
        for place, share in self._get_free_shares(move, quantity, facts, shelf):
            portions.append(self._take_free(move, share, place, facts["lot"]))
            quantity -= share
        if shelf and not facts["product"].uom_id.is_zero(quantity):
            portions += self._take_from_move(move, quantity, facts)
        return portions

    def _get_shelf(self, facts):
        shelf = facts["operation"].get("location_id")
        return shelf if isinstance(shelf, int) and shelf else None

    def _get_own_lines(self, move, lot, shelf):
        return move.move_line_ids.filtered(
            lambda line: (
                not line.picked
                and line.lot_id == lot
                and shelf in (None, line.location_id.id)
            )
        )

    def _get_line_values(self, line):
        return {
            "lot_id": line.lot_id.id or False,
            "location_id": line.location_id.id,
            "package_id": line.package_id.id or False,
            "owner_id": line.owner_id.id or False,
        }

    def _take_free(self, move, quantity, place, lot):
        """Pick from free stock; as much of the planned lines is given back."""
        others = move.move_line_ids.filtered(lambda line: not line.picked)
        others = others.sorted(lambda line: (line.lot_id == lot, -line.id))
        released, _whole = self._release(others, quantity, keep_whole=False)
        portion = self._pick(move, quantity, place, move.move_line_ids.browse())
        return portion | {"released": released}

    def _get_free_shares(self, move, quantity, facts, shelf):
        """``[(place, quantity)]`` of free stock, on the given shelf or anywhere."""
        uom, lot_id = facts["product"].uom_id, facts["lot"].id or False
        shares = []
        for spot in facts["places"][facts["product"].id, facts["lot"]]:
            share = min(quantity, max(spot["free"], 0.0))
            if shelf in (None, spot["location_id"]) and not uom.is_zero(share):
                place = {key: spot[key] for key in PLACE_KEYS}
                shares.append((place | {"lot_id": lot_id}, share))
                spot["free"] -= share
                quantity -= share
        if shelf is None and not uom.is_zero(quantity):
            place = {"location_id": move.location_id.id, "lot_id": lot_id}
            shares.append((place, quantity))
        return shares
