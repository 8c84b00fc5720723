from odoo import models

from .stock_lot_trace import TINY


class StockLot(models.Model):
    """Everything that contains these lots, and where each of it is now."""

    _inherit = "stock.lot"

    def _get_uses(self):
        """Rows as of `_get_whereabouts`, with ``path`` and ``source_ids``.

        ``path`` tells in words how the lot came into the goods; ``source_ids`` are
        those of ``self`` that are in them.
        """
        trace = self._trace_uses()
        lots = self.browse(trace.get_nodes("lot"))
        rows = [
            ({"node": ("lot", row["lot_id"])} | row) for row in lots._get_whereabouts()
        ]
        rows += self._get_replaced_rows(trace)
        rows += self._get_untracked_rows(trace)
        rows += self._get_repaired_rows(trace)
        names = self._get_node_names(trace)
        for row in rows:
            node = row.pop("node")
            row["path"] = self._describe_path(trace, node, names)
            row["source_ids"] = [number for _kind, number in trace.get_roots(node)]
        return rows

    def _get_replaced_rows(self, trace):
        """Lots that contained the part until a repair took it out."""
        # sudo: as of the whole way
        repairs = self.env["repair.order"].sudo()
        repairs = repairs.browse(
            repair_id for repair_id, _part in trace.taken_out.values()
        )
        parts = [part for _repair_id, part in trace.taken_out.values()]
        lots = self.sudo().browse(trace.taken_out)
        return [
            {
                "node": part,
                "key": f"replaced-{lot.id}-{repair.id}",
                "where": "replaced",
                "lot_id": lot.id,
                "product_id": lot.product_id.id,
                "quantity": 1,
                "document": repair.name,
            }
            for lot, repair, part in zip(lots, repairs, parts, strict=True)
        ]

    def _get_untracked_rows(self, trace):
        """Products without serials: the deliveries that are known, else the order."""
        made = trace.get_nodes("made")
        rows = []
        for order_id, moves in self._follow_untracked(made).items():
            # sudo: as of the whole way
            order = self.env["mrp.production"].sudo().browse(order_id)
            shipped = moves.filtered(
                lambda move: move.location_dest_id.usage == "customer"
            )
            rows += [
                {
                    **self._prepare_delivery(move),
                    **self._prepare_untracked_row(order, move.product_id),
                    "key": f"shipped-made-{order.id}-{move.id}",
                    "where": "shipped",
                    "quantity": move.product_qty,
                }
                for move in shipped
            ]
            left = order.qty_produced - sum(moves.mapped("product_qty"))
            if left > TINY:
                rows.append(
                    {
                        **self._prepare_untracked_row(order, order.product_id),
                        "key": f"unknown-made-{order.id}",
                        "where": "unknown",
                        "quantity": left,
                    }
                )
        return rows

    def _prepare_untracked_row(self, order, product):
        return {
            "node": ("made", order.id),
            "lot_id": False,
            "product_id": product.id,
            "production_id": order.id,
            "document": order.name,
        }

    def _get_repaired_rows(self, trace):
        """Repaired goods without a serial number: only the repair can be named."""
        # sudo: as of the whole way
        repairs = self.env["repair.order"].sudo().browse(trace.get_nodes("repair"))
        return [
            {
                "node": ("repair", repair.id),
                "key": f"unknown-repair-{repair.id}",
                "where": "unknown",
                "lot_id": False,
                "product_id": repair.product_id.id or repair.move_ids.product_id[:1].id,
                "partner_id": repair.partner_id.id,
                "quantity": repair.product_qty or 1,
                "document": repair.name,
            }
            for repair in repairs
        ]

    # ---- the way in words ----------------------------------------------------------

    def _get_node_names(self, trace):
        """Names of everything in the graph, read in one go."""
        documents = {
            document
            for parents in trace.parents.values()
            for document in parents.values()
        }
        names = {}
        for model in ("mrp.production", "repair.order"):
            ids = [number for name, number in documents if name == model]
            # sudo: as of the whole way
            for record in self.env[model].sudo().browse(ids):
                names[model, record.id] = record.name
        for lot in self.sudo().browse(trace.get_nodes("lot")):
            names["lot", lot.id] = lot.name
        return names

    def _describe_path(self, trace, node, names):
        steps = []
        for step, document in trace.get_path(node):
            steps += [names.get(document), names.get(step)]
        return " → ".join(filter(None, steps))
