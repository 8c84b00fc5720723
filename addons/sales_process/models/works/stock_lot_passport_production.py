from collections import defaultdict

from odoo import models
from odoo.fields import Domain

# a tree of more parts than this is no page
MOST = 1000


class StockLot(models.Model):
    """Passport: the manufacturing order, and of which lots the goods are made."""

    _inherit = "stock.lot"

    def _passport_facts(self, scope):
        facts = super()._passport_facts(scope)
        made = scope.lines.filtered(self._is_produced_line)
        received = scope.lines.filtered(
            lambda line: line.location_id.usage == "supplier"
        )
        for label, lines in (
            (self.env._("Made on"), made),
            (self.env._("Received on"), received),
        ):
            if lines:
                day = self._get_passport_day(lines[0].date)
                facts.append(self._passport_fact(label, scope.format(day)))
        return facts

    def _is_produced_line(self, line):
        return line.move_id.production_id and line.location_id.usage == "production"

    def _passport_sections(self, scope):
        return [
            *super()._passport_sections(scope),
            self._passport_production(scope),
        ]

    def _passport_production(self, scope):
        """The orders that made the goods; below each what it consumed, to any depth."""
        tree = self._trace_components()
        rows = []
        for order in tree["made"].get(self.id, ()):
            dates = scope.lines.filtered(
                lambda line, order=order: line.move_id.production_id == order
            ).mapped("date")
            rows.append(
                self._passport_row(
                    order.name,
                    ("mrp.production", order.id),
                    date=max(dates, default=order.date_finished),
                    event=self.env._("Made: %(order)s", order=order.name),
                    depth=0,
                )
            )
            self._add_component_rows(rows, order, tree, scope, (order,))
        return {
            "key": "production",
            "sequence": 70,
            "icon": "fa-cogs",
            "title": self.env._("Production and parts"),
            "kind": "tree",
            "total": len(rows),
            "rows": rows[:MOST],
        }

    def _add_component_rows(self, rows, order, tree, scope, path):
        """What an order consumed; an order that is above itself is not opened again."""
        for part in tree["consumed"].get(order, ()):
            if len(rows) > MOST:
                return
            rows.append(self._passport_component_row(part, tree, scope, len(path)))
            for made in part["orders"]:
                if made not in path:
                    self._add_component_rows(rows, made, tree, scope, (*path, made))

    def _passport_component_row(self, part, tree, scope, depth):
        lot, product = part["lot"], part["product"]
        receipts = tree["receipts"].get(lot.id, ())
        return self._passport_row(
            product.display_name,
            None,
            [
                self._passport_fact(
                    self.env._("Lot"), lot.name, ("stock.lot", lot.id) if lot else None
                ),
                self._passport_fact(
                    self.env._("Quantity"),
                    scope.format_quantity(part["quantity"], product),
                ),
                *(
                    self._passport_fact(
                        self.env._("Made by"), order.name, ("mrp.production", order.id)
                    )
                    for order in part["orders"]
                ),
                *(
                    self._passport_fact(
                        self.env._("Supplier"),
                        ", ".join(
                            filter(None, (move._get_vendor().name, move.reference))
                        ),
                        ("stock.picking", move.picking_id.id)
                        if move.picking_id
                        else None,
                    )
                    for move in receipts
                ),
            ],
            depth=depth,
        )

    # ---- the way back --------------------------------------------------------------

    def _trace_components(self):
        """Of what these lots are made; queries grow with the depth only.

        :return: dict ``made`` {lot id: orders}, ``consumed`` {order: [dict lot,
            product, quantity, orders]}, ``receipts`` {lot id: receipts}
        """
        made, consumed = {}, {}
        lots, orders = self.sudo(), self.env["mrp.production"].sudo()
        while lots or orders:
            found = lots._get_makers()
            made.update({lot.id: found.get(lot, orders.browse()) for lot in lots})
            new = (orders | orders.union(*found.values())).filtered(
                lambda order: order not in consumed
            )
            parts = self._get_consumed_parts(new)
            consumed.update({order: parts.get(order, []) for order in new})
            flat = [part for order in new for part in consumed[order]]
            lots = (
                self.sudo()
                .union(*(part["lot"] for part in flat))
                .filtered(lambda lot: lot.id not in made)
            )
            orders = orders.union(*(part["orders"] for part in flat))
            orders = orders.filtered(lambda order: order not in consumed)
        self._set_part_makers(made, consumed)
        every = self.browse(made)
        return {"made": made, "consumed": consumed, "receipts": every._get_receipts()}

    def _set_part_makers(self, made, consumed):
        for parts in consumed.values():
            for part in parts:
                if part["lot"]:
                    part["orders"] = made[part["lot"].id]

    def _get_makers(self):
        """Lot -> manufacturing orders that it came out of."""
        lines = self._search_lines(
            self._get_lot_domain()
            & Domain("move_id.production_id", "!=", False)
            & Domain("location_id.usage", "=", "production")
        )
        return {
            lot: found.move_id.production_id
            for lot, found in lines.grouped("lot_id").items()
        }

    def _get_consumed_parts(self, orders):
        """Order -> what it consumed, one dict per product and lot."""
        lines = self._search_lines(
            Domain("move_id.raw_material_production_id", "in", orders.ids)
            & Domain("location_dest_id.usage", "=", "production")
        )
        makers = self._get_untracked_makers(
            lines.filtered(lambda line: not line.lot_id).move_id
        )
        parts = defaultdict(list)
        in_order = lines.sorted(
            lambda line: (line.move_id.sequence, line.move_id.id, line.id)
        )
        for (order, product, lot), found in in_order.grouped(
            lambda line: (
                line.move_id.raw_material_production_id,
                line.product_id,
                line.lot_id,
            )
        ).items():
            parts[order].append(
                {
                    "lot": lot,
                    "product": product,
                    "quantity": sum(found.mapped("quantity_product_uom")),
                    "orders": orders.browse().union(
                        *(makers.get(move, orders.browse()) for move in found.move_id)
                    )
                    if not lot
                    else orders.browse(),
                }
            )
        return parts

    def _get_untracked_makers(self, moves):
        """Move of a part without serial -> orders that made it, by the links of moves."""
        makers = defaultdict(self.env["mrp.production"].sudo)
        ways = {(move, move) for move in moves}
        seen = set(ways)
        while ways:
            ways = {
                (move, before) for move, after in ways for before in after.move_orig_ids
            } - seen
            seen |= ways
            for move, before in ways:
                makers[move] |= before.production_id
        return makers

    def _get_receipts(self):
        """Lot id -> moves by which it came from a vendor."""
        lines = self._search_lines(
            self._get_lot_domain() & Domain("location_id.usage", "=", "supplier")
        )
        return {lot.id: found.move_id for lot, found in lines.grouped("lot_id").items()}
