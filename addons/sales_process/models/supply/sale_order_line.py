from odoo import api, fields, models

from ...tools.supply.split import Need, Split, ready_percent


class SaleOrderLine(models.Model):
    """Each line of a deal tells where its goods are (R093, R094).

    Quantities are in the unit of the product and always explain the ordered one:
    shipped + returned + reserved + being made + being bought + problem = ordered.
    Truth comes from the stock moves; open production and purchase orders of the order
    are found by the stock reference of the sale order.
    """

    _inherit = "sale.order.line"

    qty_reserved = fields.Float(
        string="Reserved",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
    )
    qty_making = fields.Float(
        string="In production",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
    )
    qty_buying = fields.Float(
        string="Being bought",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
    )
    qty_shipped = fields.Float(
        string="Shipped",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
    )
    qty_returned = fields.Float(
        string="Returned",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
        help="Came back from the client and is not sent again.",
    )
    qty_missing = fields.Float(
        string="Not supplied",
        compute="_compute_supply",
        compute_sudo=True,
        digits="Product Unit",
        help="Neither on stock nor being made or bought, or no delivery is planned.",
    )
    ready_percent = fields.Float(
        string="Readiness, %",
        compute="_compute_supply",
        compute_sudo=True,
    )
    ready_date = fields.Date(
        compute="_compute_supply",
        compute_sudo=True,
        help="When the last part of the line is expected on stock. Empty: it is there "
        "already, or nobody has planned it yet.",
    )
    supply_problem = fields.Char(compute="_compute_supply_problem", compute_sudo=True)

    # depends lists what a screen changes itself; documents are read anew each time
    @api.depends("product_uom_qty", "qty_delivered", "order_id.state")
    def _compute_supply(self):
        supply = self.order_id._get_supply()
        for line in self:
            line._set_supply(supply.get(line._origin, {}))

    @api.depends("product_uom_qty", "qty_delivered", "order_id.state")
    def _compute_supply_problem(self):
        problems = self.order_id._get_supply_problems()
        for line in self:
            line.supply_problem = problems.get(line._origin, False)

    def _set_supply(self, supply):
        split = supply.get("split", Split())
        self.qty_shipped = split.shipped
        self.qty_returned = split.returned
        self.qty_reserved = split.reserved
        self.qty_making = split.making
        self.qty_buying = split.buying
        self.qty_missing = split.missing + split.unplanned
        self.ready_percent = supply.get("percent", 0.0)
        self.ready_date = supply.get("date", False)

    def _is_supplied(self):
        """Goods that come from stock: no services, sections, down payments."""
        return bool(
            not self.display_type
            and not self.is_downpayment
            and self.product_id.type == "consu"
            and self.product_uom_qty > 0,
        )

    # ---- what the line needs ------------------------------------------------------

    def _prepare_need(self):
        """:return: ``tools.supply.split.Need`` of the line, from its stock moves"""
        self.ensure_one()
        outgoing = self.move_ids.filtered(lambda move: move._is_open_to_client())
        own = outgoing.filtered(lambda move: move.product_id == self.product_id)
        is_kit = bool(self.move_ids.bom_line_id) and not own
        return Need(
            line=self.id,
            ordered=self._to_product_unit(self.product_uom_qty),
            shipped=self._to_product_unit(self.qty_delivered),
            returned=self._get_returned_qty(is_kit),
            parts=[
                moves._prepare_part()
                for moves in (outgoing if is_kit else own)
                .grouped("product_id")
                .values()
            ],
            is_kit=is_kit,
        )

    def _to_product_unit(self, quantity):
        unit = self.product_id.uom_id
        return self.product_uom_id._compute_quantity(quantity, unit, round=False)

    def _get_returned_qty(self, is_kit):
        """Came back; of a kit what came back is counted by its first component."""
        moves = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_id._is_with_client()
                and move.location_dest_id.usage == "internal"
            )
        )
        if is_kit or self.move_ids.bom_line_id:
            return float("inf") if moves else 0.0
        return sum(
            move._get_in_product_unit(move.quantity)
            for move in moves
            if move.product_id == self.product_id
        )

    # ---- what the documents give --------------------------------------------------

    def _prepare_supply(self, split, sources):
        """Figures of the line: dict of split, percent, date.

        :param split: ``tools.supply.split.Split``
        :param sources: the open documents that supply the line
        """
        return {
            "split": split,
            "percent": ready_percent(
                split,
                self._to_product_unit(self.product_uom_qty),
                sources.get_making_percent(),
            ),
            "date": sources.get_date(split),
            "sources": sources,
        }
