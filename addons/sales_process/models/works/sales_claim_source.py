from odoo import models
from odoo.exceptions import UserError


class SalesClaim(models.Model):
    """From what purchase the claimed goods came.

    1. The serial was received: the purchase of its receipt.
    2. The serial was made: the serials consumed for it, each by the same rule.
    3. Without a serial, or when serials tell nothing: purchases of the product for
       the order.

    One purchase is taken at once; of several the user chooses.
    """

    _inherit = "sales.claim"

    def action_find_purchase(self):
        """Find the supplier order; several candidates are shown to choose from.

        :raises UserError: nothing is found
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("new", "examined", "decided")
        # sudo: purchases and production are not readable to everybody who examines
        sources = self.sudo()._find_sources()
        if not sources:
            raise UserError(
                self.env._(
                    "No supplier order is found by the serial number or the order. "
                    "Choose it by hand."
                )
            )
        if len({purchase for purchase, _product, _lot in sources}) == 1:
            self._set_purchase(sources[0][0])
            return True
        return self._ask_source(sources)

    def _set_purchase(self, purchase):
        """Note the supplier order that was found.

        :raises UserError: the claim to the supplier has been sent already
        """
        self.check_access("write")
        self._check_supplier_state(False)
        self.purchase_id = purchase.id

    def _ask_source(self, sources):
        # sudo: the names of purchases and vendors only, of this claim
        lines = (
            self.env["sales.claim.source"]
            .sudo()
            .create(
                [
                    {
                        "claim_id": self.id,
                        "purchase_id": purchase.id,
                        "product_id": product.id,
                        "lot_id": lot.id,
                    }
                    for purchase, product, lot in sources
                ]
            )
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_claim_source_action"
        )
        return {**action, "domain": [("id", "in", lines.ids)]}

    def _find_sources(self):
        """Return [(purchase, product, lot)] without repetitions, the likeliest first."""
        found = self._find_lot_sources(self.lot_id, self.lot_id.browse())
        return list(dict.fromkeys(found or self._find_order_sources()))

    def _find_lot_sources(self, lots, seen):
        """Purchases of these serials, then those of the serials inside them."""
        lots -= seen
        if not lots:
            return []
        lines = self.env["stock.move.line"].search(
            [("lot_id", "in", lots.ids), ("state", "=", "done")], order="id"
        )
        received = [
            (line.move_id.purchase_line_id.order_id, line.product_id, line.lot_id)
            for line in lines
            if line.move_id.purchase_line_id
        ]
        inside = self._get_consumed_lines(lines)
        loose = [
            source
            for line in inside
            if not line.lot_id
            for source in self._find_component_sources(line)
        ]
        deeper = self._find_lot_sources(inside.lot_id, seen | lots)
        return received + deeper + loose

    def _get_consumed_lines(self, lines):
        """What was consumed to make the serials of these lines."""
        made = lines.filtered(lambda line: line.move_id.production_id)
        told = made.consume_line_ids
        return told or made.move_id.production_id.move_raw_ids.move_line_ids

    def _find_component_sources(self, line):
        """A component without serials: purchases made for its production order."""
        production = line.move_id.raw_material_production_id
        purchases = production.reference_ids.purchase_ids.filtered(
            lambda purchase: (
                purchase.state == "purchase"
                and line.product_id in purchase.order_line.product_id
            )
        )
        return [(purchase, line.product_id, line.lot_id) for purchase in purchases]

    def _find_order_sources(self):
        """Purchases of the product for the order of the client."""
        lines = self.order_id.stock_reference_ids.purchase_ids.order_line
        lines |= self.env["purchase.order.line"].search(
            [("sale_line_id.order_id", "in", self.order_id.ids)]
        )
        return [
            (line.order_id, line.product_id, self.lot_id.browse())
            for line in lines.sorted("id")
            if line.order_id.state == "purchase" and line.product_id == self.product_id
        ]
