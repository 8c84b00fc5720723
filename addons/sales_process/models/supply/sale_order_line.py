from odoo import api, fields, models

from ...tools.supply.split import Need, Split, ready_percent


class SaleOrderLine(models.Model):
    """Each line of a deal tells where its goods are (R093, R094).

    Quantities are in the unit of the product and always explain the ordered
    one: shipped + reserved + being made + being bought + problem = ordered.
    Truth comes from the stock moves; open production and purchase orders of the
    order are found by the stock reference of the sale order.
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
    supply_problem = fields.Char(compute="_compute_supply", compute_sudo=True)

    # depends lists what a screen changes itself; documents are read anew each time
    @api.depends("product_uom_qty", "qty_delivered", "order_id.state")
    def _compute_supply(self):
        for order, lines in self.grouped("order_id").items():
            supply = order._get_supply() if order.state == "sale" else {}
            for line in lines:
                line._set_supply(supply.get(line, {}))

    def _set_supply(self, supply):
        split = supply.get("split", Split())
        self.qty_shipped = split.shipped
        self.qty_reserved = split.reserved
        self.qty_making = split.making
        self.qty_buying = split.buying
        self.ready_percent = supply.get("percent", 0.0)
        self.ready_date = supply.get("date", False)
        self.supply_problem = supply.get("problem", False)

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if not values.get("route_ids") and self._uses_stock_first():
            values["route_ids"] = (
                self.env.ref(
                    "sales_process.route_stock_first",
                    raise_if_not_found=False,
                )
                or self.env["stock.route"]
            )
        return values

    def _uses_stock_first(self):
        """Only goods of a deal that can be made or bought when stock is short.

        A line that nothing can supply keeps core's own way (it waits for stock),
        so it never blocks the confirmation.
        """
        self.ensure_one()
        product = self.product_id
        if not (self.order_id._is_deal_order() and product.is_storable):
            return False
        if product.route_ids or product.categ_id.total_route_ids:
            return False  # somebody has decided how this product is supplied
        return self._can_be_made() or self._can_be_bought()

    def _can_be_made(self):
        company = self.company_id
        boms = self.product_id.bom_ids.sudo().filtered(  # salespeople read no BoMs
            lambda bom: (
                bom.type == "normal"
                and bom.product_id in (bom.product_id.browse(), self.product_id)
                and bom.company_id in (company, company.browse())
            ),
        )
        return bool(boms) and self.warehouse_id.manufacture_to_resupply

    def _can_be_bought(self):
        company = self.company_id
        sellers = self.product_id.sudo().seller_ids.filtered(
            lambda seller: (
                seller.company_id in (company, company.browse())
                and seller.product_id in (seller.product_id.browse(), self.product_id)
            ),
        )
        return bool(sellers) and self.warehouse_id.buy_to_resupply

    def _is_supplied(self):
        """Goods that come from stock: no services, sections, down payments."""
        return bool(
            not self.display_type
            and not self.is_downpayment
            and self.product_id.type == "consu"
            and self.product_uom_qty > 0,
        )

    def _prepare_need(self):
        to_product_unit = self.product_uom_id._compute_quantity
        unit = self.product_id.uom_id
        return Need(
            line=self.id,
            product=self.product_id.id,
            ordered=to_product_unit(self.product_uom_qty, unit, round=False),
            shipped=to_product_unit(self.qty_delivered, unit, round=False),
            reserved=self._get_reserved_qty(),
        )

    def _get_reserved_qty(self):
        """Reserved for the line, in the unit of the product.

        A unit is reserved in one step of the delivery chain at a time, so the
        steps add up. For a kit the scarcest component decides.
        """
        waiting = self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_id.usage in ("internal", "transit")
            ),
        )
        own = waiting.filtered(lambda move: move.product_id == self.product_id)
        if own or not waiting:
            return sum(
                move.product_uom._compute_quantity(
                    move.quantity,
                    move.product_id.uom_id,
                    round=False,
                )
                for move in own
            )
        shares = [
            sum(moves.mapped("quantity")) / (sum(moves.mapped("product_uom_qty")) or 1)
            for moves in waiting.grouped("product_id").values()
        ]
        return min(shares) * (self.product_uom_qty - self.qty_delivered)

    def _prepare_supply(self, split, productions, purchases):
        making_percent = productions._get_ready_percent()
        unit_qty = self._prepare_need().ordered
        return {
            "split": split,
            "percent": ready_percent(split, unit_qty, making_percent),
            "date": self._get_supply_date(split, productions, purchases),
            "problem": self._describe_supply_problem(split, purchases),
        }

    def _get_supply_date(self, split, productions, purchases):
        """The latest expected date of the open parts; never a date in the past."""
        dates = []
        if split.making:
            dates += productions._get_ready_dates()
        if split.buying:
            dates += [line.date_planned for line in purchases if line.date_planned]
        if not dates:
            return False
        return max(max(dates).date(), fields.Date.today())

    def _describe_supply_problem(self, split, purchases):
        unit = self.product_id.uom_id
        if unit.compare(split.missing, 0) > 0:
            return self.env._(
                "%(quantity)g %(unit)s: not on stock, nobody makes or buys it",
                quantity=split.missing,
                unit=unit.name,
            )
        drafts = purchases.filtered(lambda line: line.state in ("draft", "sent"))
        if split.buying and drafts:
            return self.env._(
                "Not ordered from the vendor yet: %(orders)s",
                orders=", ".join(drafts.order_id.mapped("name")),
            )
        return False
