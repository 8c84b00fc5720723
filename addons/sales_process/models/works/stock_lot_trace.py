from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ...tools.works.trace import Trace

TAKEN_OUT = ("remove", "recycle")
TINY = 1e-6


class StockLot(models.Model):
    """Into what a lot went: manufacturing orders, repairs, to any depth.

    1. A lot is consumed in a manufacturing order or added in a repair: it is in every
       lot that came out of it. An order of several serials does not say which one took
       which part: all are found, rather one too many than one too few.
    2. A part that a repair has taken out of a lot again is in it no longer.
    3. A product without serials is followed by the links of its moves: to the order
       that took it, to the client. Where they end, only the order can be named.
    4. Unbuilding gives no new carriers: what comes out was inside.
    5. Components scrapped in an order are not consumed.

    The number of queries grows with the depth, not with the number of lots.
    """

    _inherit = "stock.lot"

    def _trace_uses(self):
        """Everything that contains these lots, themselves as roots.

        Nodes: ("lot", id of the lot); ("made", id of a manufacturing order whose
        product has no serials); ("repair", id of a repair of goods without a serial).

        :return: Trace, with ``taken_out`` = {lot id: (id of the repair, the part)}
        """
        trace = Trace([("lot", lot_id) for lot_id in self.ids])
        trace.taken_out = {}
        nodes = list(trace.roots)
        while nodes:
            nodes = self._trace_uses_step(trace, nodes)
        for lot_id in trace.get_nodes("lot"):
            trace.taken_out.pop(lot_id, None)
        return trace

    def _trace_uses_step(self, trace, nodes):
        """One level: the nodes that were not found before."""
        lots = self.sudo().browse(number for kind, number in nodes if kind == "lot")
        made = [number for kind, number in nodes if kind == "made"]
        pairs = defaultdict(float)
        documents = {}
        lots._add_consumed(pairs, documents, self._get_untracked_uses(made))
        lots._add_repaired(pairs, documents)
        removed = lots._get_taken_out()
        new = []
        for (parent, child), quantity in pairs.items():
            out, repair_id = removed.get((parent, child), (0, None))
            if out and quantity - out < TINY:
                trace.taken_out[child[1]] = (repair_id, parent)
            elif trace.add(parent, child, documents[parent, child]):
                new.append(child)
        return new

    def _add_consumed(self, pairs, documents, uses):
        """What came out of the orders in which the lots were consumed.

        :param dict uses: order -> {node: quantity}, of parts without serials
        """
        for line in self._search_lines(self._get_consumed_domain()):
            order = line.move_id.raw_material_production_id
            parts = uses.setdefault(order, defaultdict(float))
            parts["lot", line.lot_id.id] += line.quantity_product_uom
        orders = self.env["mrp.production"].sudo().union(*uses)
        for order, outputs in self._get_outputs(orders).items():
            for child, ratio in outputs.items():
                for parent, quantity in uses[order].items():
                    pairs[parent, child] += quantity * ratio
                    documents.setdefault((parent, child), ("mrp.production", order.id))

    def _get_outputs(self, orders):
        """Order -> {node that came out of it: its part of what came out}."""
        found = defaultdict(lambda: defaultdict(float))
        totals = defaultdict(float)
        for line in self._search_lines(self._get_produced_domain(orders)):
            order = line.move_id.production_id
            lot = line.lot_id
            node = ("lot", lot.id) if lot else ("made", order.id)
            found[order][node, line.product_id] += line.quantity_product_uom
            totals[order, line.product_id] += line.quantity_product_uom
        return {
            order: {
                node: quantity / (totals[order, product] or 1)
                for (node, product), quantity in outputs.items()
            }
            for order, outputs in found.items()
        }

    def _add_repaired(self, pairs, documents):
        for line in self._search_lines(self._get_repaired_domain(("add",))):
            repair = line.move_id.repair_id
            lot = repair.lot_id
            parent = ("lot", line.lot_id.id)
            child = ("lot", lot.id) if lot else ("repair", repair.id)
            pairs[parent, child] += line.quantity_product_uom
            documents.setdefault((parent, child), ("repair.order", repair.id))

    def _get_taken_out(self):
        """(part, repaired lot) -> (quantity, repair) that repairs have taken out."""
        found = {}
        for line in self._search_lines(self._get_repaired_domain(TAKEN_OUT)):
            repair = line.move_id.repair_id
            pair = ("lot", line.lot_id.id), ("lot", repair.lot_id.id)
            quantity, _repair_id = found.get(pair, (0, None))
            found[pair] = (quantity + line.quantity_product_uom, repair.id)
        return found

    # ---- products without serials --------------------------------------------------

    def _get_untracked_uses(self, production_ids):
        """Order -> {node: quantity}: orders that took a product without serials."""
        uses = {}
        for order_id, moves in self._follow_untracked(production_ids).items():
            for move in moves.filtered("raw_material_production_id"):
                parts = uses.setdefault(
                    move.raw_material_production_id, defaultdict(float)
                )
                parts["made", order_id] += move.product_qty
        return uses

    def _follow_untracked(self, production_ids):
        """Order -> last moves of its products without serials: consumed, or shipped."""
        moves = self.env["stock.move"].sudo()
        ends = dict.fromkeys(production_ids, moves)
        first = moves.search(
            [
                ("production_id", "in", production_ids),
                ("state", "=", "done"),
                ("has_tracking", "=", "none"),
                ("location_id.usage", "=", "production"),
            ]
        )
        ways = {(move.production_id.id, move) for move in first}
        seen = set(ways)
        while ways:
            moves.union(*(move for _order, move in ways)).move_dest_ids.mapped("state")
            ways = {
                (order_id, after)
                for order_id, move in ways
                for after in move.move_dest_ids
                if after.state == "done"
            } - seen
            seen |= ways
            for order_id, move in ways:
                if move._is_end_of_way():
                    ends[order_id] |= move
        return ends

    # ---- domains -------------------------------------------------------------------

    def _search_lines(self, domain):
        # sudo: the way of a part is followed to its end; who sees what of it is decided
        # by those who show it
        lines = self.env["stock.move.line"].sudo()
        return lines.search(
            Domain("state", "=", "done")
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain(domain),
            order="date, id",
        )

    def _get_lot_domain(self):
        """Move lines of these lots.

        The product says nothing new, but core has an index by product and none by lot.
        """
        return Domain("lot_id", "in", self.ids) & Domain(
            "product_id", "in", self.sudo().product_id.ids
        )

    def _get_consumed_domain(self):
        return (
            self._get_lot_domain()
            & Domain("move_id.raw_material_production_id", "!=", False)
            & Domain("location_dest_id.usage", "=", "production")
        )

    def _get_produced_domain(self, orders):
        return Domain("move_id.production_id", "in", orders.ids) & Domain(
            "location_id.usage", "=", "production"
        )

    def _get_repaired_domain(self, kinds):
        return self._get_lot_domain() & Domain(
            "move_id",
            "any",
            [("repair_line_type", "in", kinds), ("repair_id.state", "=", "done")],
        )
