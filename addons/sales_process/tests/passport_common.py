from odoo import Command
from odoo.tests.common import new_test_user

from .deal_common import DealCommon


class PassportCommon(DealCommon):
    """Equipment with parts that have lots, down to the second level.

    ``gauge`` (lots, bought) goes into ``block`` (serials), ``block`` and ``screw`` (no
    lots) into ``unit`` (serials, sold); ``plate`` (no lots) is made of ``gauge``.
    ``keeper`` is a storekeeper.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env, login="t_keeper", groups="stock.group_stock_user", lang="en_US"
        )
        cls.gauge = cls._create_goods("Gauge", "lot")
        cls.screw = cls._create_goods("Screw", "none")
        cls.block = cls._create_goods("Block", "serial")
        cls.unit = cls._create_goods("Unit", "serial")
        cls.plate = cls._create_goods("Plate", "none")
        cls._put_on_stock(cls.screw, 1000)
        for product, parts in (
            (cls.block, cls.gauge),
            (cls.unit, cls.block | cls.screw),
            (cls.plate, cls.gauge),
        ):
            cls._create_bom(product, parts)
        cls.other_client = cls._create_client(
            name="Other client", vat="7728168971", email="other@other.example"
        )
        cls.client.phone = "+7 495 111-11-11"

    @classmethod
    def _create_goods(cls, name, tracking):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "tracking": tracking,
                "list_price": 100.0,
                "invoice_policy": "order",
            }
        )

    @classmethod
    def _create_bom(cls, product, parts, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                    for part in parts
                ],
                **values,
            }
        )

    # ---- verbs ---------------------------------------------------------------------

    def _create_lots(self, product, *names):
        return self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )

    def _receive_lot(self, product, name, quantity=1):
        """A lot bought from the vendor."""
        lot = self._create_lots(product, name)
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": 777.77,
                        }
                    )
                ],
            }
        )
        purchase.button_confirm()
        self._do(purchase.picking_ids, {product: {lot: quantity}})
        return lot

    def _make(self, product, *names, parts=(), orders=None):
        """An order that makes these serials out of these lots: {lot: quantity}."""
        parts = dict(parts)
        order = self.env["mrp.production"].create(
            {"product_id": product.id, "product_qty": max(len(names), 1)}
        )
        order.action_confirm()
        return self._finish_making(order, product, names, parts)

    def _finish_making(self, order, product, names, parts):
        lots = self._create_lots(product, *names)
        order.lot_producing_ids = lots
        order.qty_producing = order.product_qty
        order._set_qty_producing()
        for move in order.move_raw_ids:
            self._set_lots(
                move,
                {
                    lot: qty
                    for lot, qty in parts.items()
                    if lot.product_id == move.product_id
                },
            )
        order.move_raw_ids.picked = True
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        return lots if names else order

    def _set_lots(self, move, lots):
        """The move is of exactly these lots: {lot: quantity}."""
        if not lots:
            move.quantity = move.product_uom_qty
            return
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for lot, quantity in lots.items()
        ]

    def _do(self, pickings, lots):
        for move in pickings.move_ids:
            self._set_lots(move, lots.get(move.product_id, {}))
        pickings.move_ids.picked = True
        pickings.button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def _sell(self, lots, user=None, **values):
        """A deal of these serials of one product, shipped."""
        user = user or self.salesperson
        quantities = lots if isinstance(lots, dict) else dict.fromkeys(lots, 1)
        product = next(iter(quantities)).product_id
        deal = self._create_lead(
            equipment_type_ids=[(6, 0, self.pump.ids)], user_id=user.id, **values
        ).with_user(user)
        deal.action_convert()
        quotation = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": deal.partner_id.id,
                    "opportunity_id": deal.id,
                    "team_id": deal.team_id.id,
                    "user_id": user.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": sum(quantities.values()),
                                "price_unit": 555.55,
                            }
                        )
                    ],
                }
            )
        )
        quotation.action_quotation_sent()
        deal.action_agree()
        self._do(quotation.sudo().picking_ids, {product: quantities})
        return deal

    def _take_back(self, picking, lots):
        """The client returns these lots of a delivery."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = sum(
                quantity
                for lot, quantity in lots.items()
                if lot.product_id == line.product_id
            )
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._do(back, {lot.product_id: {lot: qty} for lot, qty in lots.items()})
        return back

    def _unbuild(self, lot, order):
        unbuild = self.env["mrp.unbuild"].create(
            {"product_id": lot.product_id.id, "lot_id": lot.id, "mo_id": order.id}
        )
        unbuild.action_unbuild()
        return unbuild

    def _scrap(self, lot, quantity=1, **values):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                **values,
            }
        )
        scrap.action_validate()
        return scrap

    def _repair(self, lot, part, kind="add", quantity=1):
        """A done repair of a serial that puts a part in, or takes it out."""
        repair = self.env["repair.order"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "partner_id": self.client.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.product_id.id,
                            "product_uom_qty": quantity,
                            "repair_line_type": kind,
                        }
                    )
                ],
            }
        )
        repair.action_validate()
        repair.action_repair_start()
        self._set_lots(repair.move_ids, {part: quantity})
        repair.move_ids.picked = True
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        return repair

    def _get_order(self, lot):
        """The manufacturing order of a serial."""
        return self.env["mrp.production"].search([("lot_producing_ids", "in", lot.ids)])

    # ---- asserts -------------------------------------------------------------------

    def assertUses(self, lots, expected):
        """Exactly these (serial or product, where it is) contain the lots."""
        found = sorted(
            (
                self.env["stock.lot"].browse(row["lot_id"]).name
                or self.env["product.product"].browse(row["product_id"]).name,
                row["where"],
            )
            for row in lots._get_uses()
        )
        self.assertEqual(found, sorted(expected))

    def _get_section(self, passport, key):
        return next(
            (section for section in passport["sections"] if section["key"] == key), None
        )

    def _get_words(self, passport):
        """All that the page says, links included."""
        return str(passport)
