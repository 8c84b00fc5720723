from odoo import Command

from .deal_common import DealCommon

PARTS = ("reserved", "making", "buying", "shipped", "returned", "missing")


class SupplyCommon(DealCommon):
    """Factories of what supplies orders, and what explains their quantities."""

    @classmethod
    def _create_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": 100.0,
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _create_bom(cls, product, components, kind="normal", **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in components
                ],
                **values,
            }
        )

    def _get_line(self, deal, product):
        return deal.sudo().order_ids.order_line.filtered(
            lambda line: line.product_id == product
        )

    def _get_references(self, deal):
        return deal.sudo().order_ids.stock_reference_ids

    def _get_productions(self, deal):
        return self._get_references(deal).production_ids

    def _get_purchases(self, deal):
        return self._get_references(deal).purchase_ids

    def _finish(self, production, quantity=None):
        """Produce an order, or a part of it and leave the rest in a backorder."""
        production.action_assign()
        production.qty_producing = quantity or production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        if (
            production.product_id.tracking != "none"
            and not production.lot_producing_ids
        ):
            production.action_generate_serial()
        rest = production.ids if quantity and quantity < production.product_qty else []
        production.with_context(
            skip_backorder=True, mo_ids_to_backorder=rest
        ).button_mark_done()

    def _validate(self, pickings, quantities=None):
        """Validate transfers with what is reserved, or with some of it (product: qty);
        the rest stays in a backorder."""
        pickings = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        waiting = pickings.filtered(lambda one: one.state in ("confirmed", "waiting"))
        if waiting:
            waiting.action_assign()
        for move in pickings.move_ids.filtered(lambda move: move._is_open()):
            if quantities is not None:
                move.quantity = quantities.get(move.product_id, 0.0)
            move.picked = bool(move.quantity)
        moving = pickings.filtered(lambda one: any(one.move_ids.mapped("picked")))
        for picking in moving:
            picking.with_context(skip_backorder=True).button_validate()

    def _ship_step(self, deal):
        """Validate everything of the delivery that is reserved at this moment."""
        self._validate(
            deal.sudo().order_ids.picking_ids.filtered(
                lambda picking: (
                    picking.state == "assigned"
                    and picking.picking_type_code != "incoming"
                )
            )
        )

    def _send_back(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._validate(back)
        return back

    # ----------------------------------------------------------------- asserts

    def assertExplained(self, deal):
        """The parts of each line sum up to what was ordered, or shipped beyond it.

        :return dict: order -> what supplies its lines
        """
        self.env.flush_all()
        self.env.invalidate_all()
        supply = {order: order._get_supply() for order in deal.sudo().order_ids}
        for lines in supply.values():
            for line, figures in lines.items():
                split = figures["split"]
                ordered = line._to_product_unit(line.product_uom_qty)
                parts = vars(split)
                self.assertTrue(all(part >= 0 for part in parts.values()), parts)
                self.assertAlmostEqual(
                    sum(parts.values()),
                    max(ordered, split.shipped),
                    places=4,
                    msg=f"{line.product_id.name}: {parts} of {ordered}",
                )
        return supply

    def assertSupply(self, deal, product, **expected):
        """Parts of the line of a product; those that are not named are 0."""
        self.assertExplained(deal)
        line = self._get_line(deal, product).with_user(self.salesperson)
        self.assertEqual(
            {part: line[f"qty_{part}"] for part in PARTS},
            {**dict.fromkeys(PARTS, 0.0), **expected},
            product.name,
        )
