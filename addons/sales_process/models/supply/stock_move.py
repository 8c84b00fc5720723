from odoo import fields, models

from ...tools.supply.split import Part


class StockMove(models.Model):
    """What a stock move means for the line of an order."""

    _inherit = "stock.move"

    def _is_open(self):
        return self.state not in ("done", "cancel")

    def _is_open_to_client(self):
        """Open step of a delivery: it ends, now or after further steps, at the client."""
        return (
            self._is_open()
            and self.state != "draft"
            and self._get_end()._is_with_client()
        )

    def _get_end(self):
        """Where the chain of steps ends."""
        return self.location_final_id or self.location_dest_id

    def _get_in_product_unit(self, quantity):
        return self.product_uom._compute_quantity(
            quantity, self.product_id.uom_id, round=False
        )

    def _prepare_part(self):
        """Moves of one product of one line as ``tools.supply.split.Part``.

        A unit is reserved in one step of the chain at a time, so what is reserved in
        the steps adds up; the demand is that of the last step.
        """
        last = self.filtered(lambda move: not (move.move_dest_ids & self))
        own_stock = self.filtered(
            lambda move: move.location_id.usage in ("internal", "transit")
        )
        return Part(
            product=self.product_id.id,
            open=sum(move._get_in_product_unit(move.product_uom_qty) for move in last),
            reserved=sum(
                move._get_in_product_unit(move.quantity) for move in own_stock
            ),
        )

    def _is_supply(self):
        """Whether it brings made or bought goods in, and not goods to a client."""
        return self._get_end().usage == "internal" and bool(
            self.production_id
            or self.purchase_line_id
            or any(move._is_supply() for move in self.move_orig_ids)
        )

    def _is_storing(self):
        """Open step that brings finished or received goods into the stock."""
        return (
            self._is_open()
            and self.location_id.usage in ("internal", "transit")
            and self._get_end().usage == "internal"
            and not self.raw_material_production_id
            and not self.move_dest_ids.raw_material_production_id
            and not (self.move_dest_ids and self.move_dest_ids.filtered("sale_line_id"))
            and bool(self.move_orig_ids)
        )

    def _comes_from_production(self):
        return bool(self.move_orig_ids.production_id)

    def _get_open_qty(self):
        """Still to be stored, in the unit of the product."""
        self.ensure_one()
        return self._get_in_product_unit(self.product_uom_qty)

    def _sum_components(self):
        """How much of the goods that go to these moves belongs to the components of
        manufacturing orders (core links them when the component is made to order)."""
        return sum(
            move._get_in_product_unit(move.product_uom_qty)
            for move in self
            if move.raw_material_production_id and move._is_open()
        )

    # ---- when the components of a manufacturing order are there --------------------

    def _get_component_dates(self):
        """When each component is expected: dict of move -> moment, None: nobody knows.

        Reserved ones are there. One that is made or bought to order has the date of
        its document; for others core's forecast says it.
        """
        now = fields.Datetime.now()
        result, unknown = {}, self.browse()
        for move in self:
            origins = move.move_orig_ids.filtered(lambda origin: origin._is_open())
            if move.state in ("assigned", "done", "cancel"):
                result[move] = now
            elif origins:
                result[move] = origins._get_origin_date(now)
            else:
                unknown |= move
        # own prefetch: core's forecast is costly, only these moves need it; what is
        # cached of it does not notice a change of other documents
        unknown = self.browse(unknown.ids)
        unknown.invalidate_recordset(
            ["forecast_availability", "forecast_expected_date"], flush=False
        )
        delays = unknown._get_purchase_delays()
        for move in unknown:
            result[move] = move._get_forecast_date(now, delays)
        return result

    def _get_purchase_delays(self):
        """Core's forecast knows the date of a receipt, not the one to which the buyer
        has moved its purchase: dict of (product, date of receipt) -> later date."""
        lines = (
            self.env["purchase.order.line"].search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("state", "in", ("purchase", "done")),
                    ("move_ids.state", "not in", ("done", "cancel")),
                ]
            )
            if self
            else self.env["purchase.order.line"]
        )
        delays = {}
        for line in lines:
            for receipt in line.move_ids.filtered(lambda move: move._is_open()):
                key = line.product_id, receipt.date
                delays[key] = max(
                    line._get_expected_date(), delays.get(key, receipt.date)
                )
        return delays

    def _get_origin_date(self, now):
        dates = list(self.production_id._get_expected_ends().values())
        bought = self.purchase_line_id
        dates += [line._get_expected_date() for line in bought]
        others = self.filtered(
            lambda move: not move.production_id and not move.purchase_line_id
        )
        dates += others._get_component_dates().values()
        return None if None in dates else max([now, *dates])

    def _get_forecast_date(self, now, delays):
        enough = self.product_uom.compare(
            self.product_id.uom_id._compute_quantity(
                self.forecast_availability, self.product_uom
            ),
            self.product_uom_qty,
        )
        if enough < 0:
            return None
        expected = self.forecast_expected_date or now
        return max(now, delays.get((self.product_id, expected), expected))
