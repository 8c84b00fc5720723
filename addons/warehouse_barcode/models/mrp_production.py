from odoo import models
from odoo.fields import Command, Domain

#: components stay as they were scanned: core does not fill them in by itself
KEEP = "warehouse_barcode_keep_components"
CONSUMING = ("delivery_scan", "allow_newer", "package_scan")


class MrpProduction(models.Model):
    """Components are consumed and finished goods registered by scanning.

    A component counts as scanned when core calls its consumption manual: so core itself
    marks what somebody has entered by hand. Quantities that core has filled in because
    a work order was started are a plan for the scanner, not a scan.
    """

    _name = "mrp.production"
    _inherit = ["mrp.production", "warehouse.barcode.subject"]

    def _get_scanner_flow(self):
        return "production"

    def _get_scanner_moves(self):
        return self.move_raw_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    def _get_scanner_source(self):
        return self.location_src_id

    def _get_scanner_name_domain(self, name):
        """By its own name, or by the barcode that core prints for its work orders."""
        # "any!": a storekeeper does not see work orders, but may scan their sheet
        by_sheet = Domain("workorder_ids", "any!", [("barcode", "=", name)])
        return Domain("name", "=", name) | by_sheet

    def _note_scanned(self, moves, scanned_ids):
        """Tell core which components are registered by hand, and take out of the
        consumption what it has filled in itself.

        :param scanned_ids: ids of the lines that are scanned
        """
        moves.move_line_ids.filtered(
            lambda line: line.picked and line.id not in scanned_ids
        ).picked = False
        for move in moves:
            is_scanned = bool(scanned_ids & set(move.move_line_ids.ids))
            is_manual = is_scanned or bool(move._is_manual_consumption())
            if move.manual_consumption != is_manual:
                move.manual_consumption = is_manual

    # -- finished goods -----------------------------------------------------------------

    def _get_scanner_finished_moves(self):
        """The finished product first, then by-products; what is still open."""
        moves = self.move_finished_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        return moves.sorted(lambda move: (move.product_id != self.product_id, move.id))

    def _get_scanner_demand(self):
        """How much of the product is to be made, in the unit of the product."""
        return self._to_product_uom(self.product_qty - self.qty_produced)

    def _get_scanner_produced(self):
        """How much of it is registered, in the unit of the product.

        Core registers the whole quantity when a work order is started at the desk:
        that is its proposal, nobody has made it yet.
        """
        self.ensure_one()
        if self.product_tracking == "serial":
            return float(len(self.lot_producing_ids))
        if self._is_proposed_quantity():
            return 0.0
        return self._to_product_uom(self.qty_producing - self.qty_produced)

    def _is_proposed_quantity(self):
        # sudo: a storekeeper does not see work orders
        started = self.sudo().workorder_ids.filtered(
            lambda workorder: workorder.state in ("progress", "done")
        )
        if not started or self.qty_producing != self.product_qty:
            return False
        # sudo: what others have scanned counts too
        return (
            not self.env["warehouse.barcode.operation"]
            .sudo()
            .search_count(self._get_scan_domain("produce_scan"), limit=1)
        )

    def _get_scan_domain(self, *types):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("type", "in", types),
            ("is_ok", "=", True),
            ("is_undone", "=", False),
        ]

    def _set_scanner_produced(self, quantity, **values):
        """:param quantity: registered from now on, in the unit of the product"""
        quantity = self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom_id
        )
        # sudo: storekeepers register finished goods, they do not edit orders
        self.sudo().write({"qty_producing": self.qty_produced + quantity, **values})

    def _to_product_uom(self, quantity):
        return self.product_uom_id._compute_quantity(quantity, self.product_id.uom_id)

    def _set_qty_producing(self, *args, **kwargs):
        if self.env.context.get(KEEP):
            return None
        return super()._set_qty_producing(*args, **kwargs)

    # -- components that nobody scanned -------------------------------------------------

    def pre_button_mark_done(self):
        """An order that was scanned may be closed at the desk too: what nobody scanned is
        planned there by the form, which has not been open."""
        if not self.env.context.get(KEEP):
            for order in self._get_scanned_orders():
                order._take_as_planned()
        return super().pre_button_mark_done()

    def _get_scanned_orders(self):
        # sudo: whoever closes an order, it matters that somebody has scanned it
        groups = (
            self.env["warehouse.barcode.operation"]
            .sudo()
            ._read_group(self._get_scan_domain("produce_scan"), ["res_id"])
        )
        ids = {res_id for (res_id,) in groups}
        return self.filtered(lambda order: order.id in ids)

    def _take_as_planned(self):
        """Components without series that nobody scanned are consumed as core proposes
        for the quantity that was made.

        :return: ``[(move, quantity)]`` of those, in the unit of the move
        """
        taken = []
        for move in self._get_scanner_moves():
            is_scanned = any(line._is_scanned() for line in move.move_line_ids)
            quantity = self._get_scanner_planned(move)
            if move.has_tracking == "none" and not is_scanned and quantity:
                move._set_quantity_done(quantity)
                move.picked = True
                taken.append((move, quantity))
        return taken

    def _get_scanner_planned(self, move):
        made = self.qty_producing - self.qty_produced
        return move.product_uom.round(made * move.unit_factor)

    # -- genealogy ----------------------------------------------------------------------

    def _post_inventory(self, *args, **kwargs):
        result = super()._post_inventory(*args, **kwargs)
        for order in self:
            order._narrow_genealogy()
        return result

    def _narrow_genealogy(self):
        """Components scanned for one serial number belong to that number alone.

        Core links every finished serial of an order to all its components; the links
        are left so for what was scanned before a serial was in hand, and for what was
        not scanned.
        """
        made = self.move_finished_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line.lot_id
        )
        if self.product_tracking != "serial" or len(made) < 2:
            return
        owners = self._get_owners_of_lines(set(made.lot_id.mapped("name")))
        for line in made:
            own = line.consume_line_ids.filtered(
                lambda used, name=line.lot_id.name: (
                    not owners.get(used.id) or name in owners[used.id]
                )
            )
            if own != line.consume_line_ids:
                line.consume_line_ids = [Command.set(own.ids)]

    def _get_owners_of_lines(self, names):
        """``{id of a consumed line: names of the serials it went into}``; without a
        name where it went into all of them."""
        # sudo: several people may have scanned one order
        rows = self.env["warehouse.barcode.operation"].sudo()
        owners, shared = {}, set()
        for row in rows.search(self._get_scan_domain(*CONSUMING)):
            name = row.payload.get("for_lot")
            for portion in row.effect["portions"]:
                line_id = portion["line_id"]
                if name in names:
                    owners.setdefault(line_id, set()).add(name)
                else:
                    shared.add(line_id)
        return {key: value for key, value in owners.items() if key not in shared}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _set_quantity_done(self, qty):
        if self.env.context.get(KEEP):
            return None
        return super()._set_quantity_done(qty)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _is_scanned(self):
        """Whether a person has registered it; core fills in components by itself."""
        move = self.move_id
        return self.picked and (
            not move.raw_material_production_id or move.manual_consumption
        )
