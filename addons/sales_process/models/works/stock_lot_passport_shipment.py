from odoo import models

PARTNER = "res.partner"


class StockLot(models.Model):
    """Passport: where the goods stand, deal and order, shipments and returns."""

    _inherit = "stock.lot"

    def _passport_facts(self, scope):
        facts = super()._passport_facts(scope)
        return facts + self._passport_where(scope)

    def _passport_where(self, scope):
        """A line per place; of a batch with many clients only how many."""
        here = [row for row in scope.rows if row["where"] != "returned"]
        if len(here) > 5:
            return [
                self._passport_fact(
                    self.env._("Where it is"),
                    self.env._("In %(count)s places: see below", count=len(here)),
                )
            ]
        return [
            self._passport_fact(
                self.env._("Where it is"), *self._describe_place(row, scope)
            )
            for row in here
        ]

    def _describe_place(self, row, scope):
        """(text, link) of a row of `_get_whereabouts`."""
        places = dict(
            self.env["sales.recall.line"]
            ._fields["where"]
            ._description_selection(self.env)
        )
        text = places[row["where"]]
        if row["where"] == "shipped" and scope.sees_client(row):
            # sudo: whether the client is told is decided above
            partner = self.env[PARTNER].sudo().browse(row["partner_id"])
            if partner:
                return self._get_passport_address(partner), (PARTNER, partner.id)
        if row["where"] in ("stock", "scrapped"):
            location = self.env["stock.location"].sudo().browse(row["location_id"])
            text = f"{text}: {location.display_name}"
        elif row.get("document"):
            text = f"{text}: {row['document']}"
        if self.sudo().product_id.tracking == "lot":
            amount = scope.format_quantity(row["quantity"], scope.sudo.product_id)
            text = f"{text}, {amount}"
        return text, None

    def _get_passport_address(self, partner):
        """Client and address in one line."""
        parts = (
            partner.commercial_partner_id.name,
            partner.name if partner != partner.commercial_partner_id else "",
            partner.zip,
            partner.city,
            partner.street,
            partner.street2,
        )
        return ", ".join(filter(None, parts))

    def _passport_sections(self, scope):
        return [
            *super()._passport_sections(scope),
            self._passport_deals(scope),
            self._passport_shipments(scope),
            self._passport_receipts(scope),
            self._passport_movements(scope),
        ]

    # ---- deal and order ------------------------------------------------------------

    def _passport_deals(self, scope):
        if scope.is_engineer and not scope.sees_all and not scope.is_salesperson:
            orders = scope.orders.browse()
        else:
            orders = scope.orders if scope.sees_all else scope.own_orders.sudo()
        reserved = scope.reserved_moves.sale_line_id.order_id
        return {
            "key": "deals",
            "sequence": 10,
            "icon": "fa-handshake-o",
            "title": self.env._("Deal and order"),
            "rows": [
                self._passport_deal_row(order, order in reserved) for order in orders
            ],
        }

    def _passport_deal_row(self, order, is_reserved):
        deal = order.opportunity_id
        return self._passport_row(
            deal.name or order.name,
            ("crm.lead", deal.id) if deal else ("sale.order", order.id),
            [
                self._passport_fact(self.env._("Stage"), deal.stage_id.name),
                self._passport_fact(
                    self.env._("Salesperson"), (deal.user_id or order.user_id).name
                ),
                self._passport_fact(
                    self.env._("Order"), order.name, ("sale.order", order.id)
                ),
                self._passport_fact(
                    self.env._("Client"),
                    order.partner_id.display_name,
                    (PARTNER, order.partner_id.id),
                ),
            ],
            badge=self.env._("Put by") if is_reserved else "",
            color="info",
            date=order.date_order,
            event=self.env._("Ordered: %(order)s", order=order.name),
        )

    # ---- shipments and returns -----------------------------------------------------

    def _passport_shipments(self, scope):
        rows = sorted(scope.shipments, key=lambda row: row["date"], reverse=True)
        return {
            "key": "shipments",
            "sequence": 20,
            "icon": "fa-truck",
            "title": self.env._("Shipments and returns"),
            "rows": [self._passport_shipment_row(row, scope) for row in rows],
        }

    def _passport_shipment_row(self, row, scope):
        is_back = row["where"] == "returned"
        values = {
            "badge": self.env._("Returned") if is_back else "",
            "color": "warning",
            "date": row["date"],
            "note": "",
        }
        amount = self._passport_fact(
            self.env._("Quantity"),
            scope.format_quantity(row["quantity"], scope.sudo.product_id)
            if scope.sudo.product_id.tracking == "lot"
            else "",
        )
        if not scope.sees_client(row):
            title = (
                self.env._("Belongs to another salesperson's deal")
                if scope.is_salesperson
                else self.env._("At a client")
            )
            return self._passport_row(
                title,
                None,
                [amount, *self._passport_picking_facts(row, scope)],
                event=self.env._("Shipped"),
                **values,
            )
        # sudo: whether client and delivery are told is decided above
        partner = self.env[PARTNER].sudo().browse(row["partner_id"])
        address = self._get_passport_address(partner)
        return self._passport_row(
            address or self.env._("At a client"),
            (PARTNER, partner.id) if partner else None,
            [
                amount,
                self._passport_fact(
                    self.env._("Phone"),
                    partner.phone or partner.commercial_partner_id.phone,
                ),
                *self._passport_picking_facts(row, scope),
            ],
            event=self.env._("Shipped: %(address)s", address=address),
            **values,
        )

    def _passport_picking_facts(self, row, scope):
        """The numbers of the delivery and of what came back by it."""
        if not (scope.sees_movements or scope.sees_client(row)):
            return []
        # sudo: the number is told, the document opens for those who may read it
        move = self.env["stock.move"].sudo().browse(row["move_id"])
        facts = [
            self._passport_fact(
                self.env._("Delivery"),
                move.picking_id.name or move.reference,
                ("stock.picking", move.picking_id.id) if move.picking_id else None,
            )
        ]
        back = scope.lines.move_id.filtered(
            lambda one: one.origin_returned_move_id == move
        )
        facts += [
            self._passport_fact(
                self.env._("Return"),
                self.env._(
                    "%(picking)s of %(date)s",
                    picking=picking.name,
                    date=scope.format(self._get_passport_day(picking.date_done)),
                ),
                ("stock.picking", picking.id),
            )
            for picking in back.picking_id
        ]
        return facts

    # ---- receipts and movements ----------------------------------------------------

    def _passport_receipts(self, scope):
        """Deliveries of vendors; without prices."""
        lines = scope.lines.filtered(lambda line: line.location_id.usage == "supplier")
        return {
            "key": "receipts",
            "sequence": 75,
            "icon": "fa-sign-in",
            "title": self.env._("Received from the supplier"),
            "rows": [
                self._passport_row(
                    line.move_id._get_vendor().display_name or line.reference,
                    (PARTNER, line.move_id._get_vendor().id)
                    if line.move_id._get_vendor()
                    else None,
                    self._passport_receipt_facts(line, scope),
                    date=line.date,
                    event=self.env._("Received from the supplier"),
                )
                for line in lines
            ],
        }

    def _passport_receipt_facts(self, line, scope):
        purchase = line.move_id.purchase_line_id.order_id
        return [
            self._passport_fact(
                self.env._("Receipt"),
                line.picking_id.name,
                ("stock.picking", line.picking_id.id) if line.picking_id else None,
            ),
            self._passport_fact(
                self.env._("Purchase order"),
                purchase.name,
                ("purchase.order", purchase.id) if purchase else None,
            ),
            self._passport_fact(
                self.env._("Quantity"),
                scope.format_quantity(line.quantity_product_uom, line.product_id)
                if line.product_id.tracking == "lot"
                else "",
            ),
        ]

    def _passport_movements(self, scope):
        lines = scope.lines.sorted(lambda line: (line.date, line.id), reverse=True)
        rows = []
        if scope.sees_movements:
            rows = [
                self._passport_row(
                    f"{line.location_id.display_name} → {line.location_dest_id.display_name}",
                    None,
                    [
                        self._passport_fact(
                            self.env._("Document"),
                            line.picking_id.name or line.reference,
                            ("stock.picking", line.picking_id.id)
                            if line.picking_id
                            else None,
                        ),
                        self._passport_fact(
                            self.env._("Quantity"),
                            scope.format_quantity(
                                line.quantity_product_uom, line.product_id
                            ),
                        ),
                    ],
                    date=line.date,
                )
                for line in lines
            ]
        return {
            "key": "movements",
            "sequence": 90,
            "icon": "fa-exchange",
            "title": self.env._("Movements in the stock"),
            "rows": rows,
        }
