from odoo import models
from odoo.fields import Domain

DEPTH = 5  # how many levels of sub-assemblies a delay is followed upwards


class SalesFollowedMixin(models.AbstractModel):
    """A document that supplies orders: when it changes, their promises are looked at.

    What a document supplies is found by its stock references, and through the
    manufacturing orders that wait for its products.
    """

    _name = "sales.followed.mixin"
    _description = "Document That Supplies Orders"

    def _follow_orders(self):
        """Look at the promises of all orders that these documents supply."""
        if not self:
            return
        # sudo: planners, buyers and storekeepers see no deals
        documents = self.sudo()
        self.env["sale.order"]._announce_plan()
        references = documents._get_supplied_references()
        orders = self.env["sale.order"].sudo()
        if not orders.search_count(self._get_promised_domain(), limit=1):
            return
        references |= documents._get_waiting_references()
        if references:
            orders.search(
                self._get_promised_domain()
                & Domain("stock_reference_ids", "in", references.ids)
            )._follow_promises()

    def _get_changed(self, keys, vals):
        """The documents of which ``vals`` really change one of these fields."""
        changed = keys & vals.keys()
        return self.filtered(
            lambda record: any(
                record[key] != record._fields[key].convert_to_cache(vals[key], record)
                for key in changed
            )
        )

    def _get_promised_domain(self):
        return (
            Domain("promised_date", "!=", False)
            & Domain("state", "=", "sale")
            & Domain("supply_state", "!=", "shipped")
        )

    def _get_supplied_references(self):
        """Stock references of the documents; each model has its own."""
        return self.env["stock.reference"]

    def _get_waiting_references(self):
        """References of manufacturing orders that wait for these products, upwards."""
        references, products = self.env["stock.reference"], self.product_id
        seen = self.env["product.product"]
        for _level in range(DEPTH):
            productions = self._get_waiting_productions(products - seen)
            if not productions:
                break
            references |= productions.reference_ids
            seen |= products
            products = productions.product_id
        return references

    def _get_waiting_productions(self, products):
        if not products:
            return self.env["mrp.production"]
        moves = self.env["stock.move"].search(
            [
                ("raw_material_production_id", "!=", False),
                ("product_id", "in", products.ids),
                ("state", "in", ("waiting", "confirmed", "partially_available")),
            ]
        )
        return moves.raw_material_production_id
