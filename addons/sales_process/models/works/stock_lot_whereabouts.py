from odoo import models
from odoo.fields import Domain

from ...tools.works.shipped import get_returned
from .stock_lot_trace import TINY

WHERE = [
    ("shipped", "At the client"),
    ("returned", "Returned by the client"),
    ("stock", "On stock"),
    ("production", "In production"),
    ("supplier", "Returned to the supplier"),
    ("scrapped", "Scrapped or written off"),
    ("dismantled", "Dismantled"),
    ("replaced", "Part taken out by a repair"),
    ("unknown", "Without a serial number"),
]
WHERE_OF_USAGE = {
    "internal": "stock",
    "transit": "stock",
    "inventory": "scrapped",
    "supplier": "supplier",
}


class StockLot(models.Model):
    """Where lots are now: at which clients, on which shelves, in which orders."""

    _inherit = "stock.lot"

    def _get_whereabouts(self):
        """Where each part of these lots is, in a constant number of queries.

        Each row is a dict: ``where`` (of `WHERE`), ``key`` (natural key of the row),
        ``lot_id product_id quantity`` and, by its kind, ``move_id picking_id partner_id
        order_id date returned location_id production_id document``. Quantities in the
        unit of the product. Goods that returned in part are one row of what stayed and
        one of what came back.
        """
        return (
            self._get_shipped_rows()
            + self._get_stock_rows()
            + self._get_dismantled_rows()
        )

    # ---- with clients --------------------------------------------------------------

    def _get_shipped_rows(self):
        customer = Domain("location_dest_id.usage", "=", "customer")
        sent = Domain("location_id.usage", "=", "customer")
        lots = self._get_lot_domain()
        delivered = self._search_lines(lots & customer & ~sent)
        back = self._search_lines(lots & sent & ~customer)
        returned = self._match_returns(delivered, back)
        rows = []
        for (lot, move), lines in delivered.grouped(
            lambda line: (line.lot_id, line.move_id)
        ).items():
            quantity = sum(lines.mapped("quantity_product_uom"))
            came_back = returned.get((lot.id, move.id), 0)
            for where, amount in (
                ("shipped", quantity - came_back),
                ("returned", came_back),
            ):
                if amount > TINY:
                    rows.append(self._prepare_shipped_row(where, lot, lines, amount))
        return rows

    def _match_returns(self, delivered, back):
        """(lot, move of the delivery) -> quantity that came back."""
        found = {}
        back_by_lot = back.grouped("lot_id")
        for lot, lines in delivered.grouped("lot_id").items():
            if lot not in back_by_lot:
                continue
            returned = get_returned(
                [
                    (
                        line.move_id.id,
                        line.date,
                        line.move_id._get_delivery_address().commercial_partner_id.id,
                        line.quantity_product_uom,
                    )
                    for line in lines
                ],
                [
                    (
                        line.move_id.origin_returned_move_id.id,
                        line.date,
                        line.picking_id.partner_id.commercial_partner_id.id,
                        line.quantity_product_uom,
                    )
                    for line in back_by_lot[lot]
                ],
            )
            found.update(
                {(lot.id, move_id): amount for move_id, amount in returned.items()}
            )
        return found

    def _prepare_shipped_row(self, where, lot, lines, quantity):
        move = lines.move_id
        return {
            **self._prepare_delivery(move),
            "key": f"{where}-{lot.id}-{move.id}",
            "where": where,
            "lot_id": lot.id,
            "product_id": lot.product_id.id,
            "quantity": quantity,
            "date": max(lines.mapped("date")),
        }

    def _prepare_delivery(self, move):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "partner_id": move._get_delivery_address().id,
            "order_id": move.sale_line_id.order_id.id,
            "date": move.date,
        }

    # ---- here ----------------------------------------------------------------------

    def _get_stock_rows(self):
        waiting = self._get_production_rows()
        taken = {}
        for row in waiting:
            place = row["lot_id"], row["location_id"]
            taken[place] = taken.get(place, 0) + row["quantity"]
        # sudo: the quantities of a lot are told to whoever may read the lot
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                self._get_quant_domain(),
                ["lot_id", "location_id"],
                ["quantity:sum"],
            )
        )
        rows = []
        for lot, location, quantity in groups:
            left = quantity - taken.get((lot.id, location.id), 0)
            if left > TINY:
                where = WHERE_OF_USAGE[location.usage]
                rows.append(
                    {
                        "key": f"{where}-{lot.id}-{location.id}",
                        "where": where,
                        "lot_id": lot.id,
                        "product_id": lot.product_id.id,
                        "quantity": left,
                        "location_id": location.id,
                    }
                )
        return waiting + rows

    def _get_quant_domain(self):
        return [
            ("lot_id", "in", self.ids),
            ("quantity", ">", 0),
            ("location_id.usage", "in", list(WHERE_OF_USAGE)),
            ("company_id", "in", [*self.env.companies.ids, False]),
        ]

    def _get_production_rows(self):
        """Parts that wait for, or lie in, a manufacturing order that is not done."""
        # sudo: as above
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    *self._get_lot_domain(),
                    ("state", "not in", ("done", "cancel")),
                    ("quantity", ">", 0),
                    ("move_id.raw_material_production_id", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
        )
        rows = []
        for (lot, order, location), found in lines.grouped(
            lambda line: (
                line.lot_id,
                line.move_id.raw_material_production_id,
                line.location_id,
            )
        ).items():
            rows.append(
                {
                    "key": f"production-{lot.id}-{order.id}-{location.id}",
                    "where": "production",
                    "lot_id": lot.id,
                    "product_id": lot.product_id.id,
                    "quantity": sum(found.mapped("quantity_product_uom")),
                    "location_id": location.id,
                    "production_id": order.id,
                    "document": order.name,
                }
            )
        return rows

    def _get_dismantled_rows(self):
        lines = self._search_lines(
            self._get_lot_domain()
            & Domain("move_id", "any", self._get_unbuild_domain())
            & Domain("location_dest_id.usage", "=", "production")
        )
        return [
            {
                "key": f"dismantled-{lot.id}-{unbuild.id}",
                "where": "dismantled",
                "lot_id": lot.id,
                "product_id": lot.product_id.id,
                "quantity": sum(found.mapped("quantity_product_uom")),
                "date": max(found.mapped("date")),
                "document": unbuild.name,
            }
            for (lot, unbuild), found in lines.grouped(
                lambda line: (
                    line.lot_id,
                    line.move_id.consume_unbuild_id or line.move_id.unbuild_id,
                )
            ).items()
        ]

    def _get_unbuild_domain(self):
        # by its order, or by its bill of materials: core notes them differently
        return Domain("unbuild_id", "!=", False) | Domain(
            "consume_unbuild_id", "!=", False
        )
