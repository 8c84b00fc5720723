from odoo import models


class ProductProduct(models.Model):
    """What supplies a product when stock is short."""

    _inherit = "product.product"

    def _can_be_supplied(self, warehouse, company):
        """Whether the product is made or bought, and nobody has decided otherwise.

        A product with a route of its own keeps it (R090-R092).
        """
        self.ensure_one()
        if not self.is_storable or self.route_ids or self.categ_id.total_route_ids:
            return False
        return self._can_be_made(warehouse, company) or self._can_be_bought(
            warehouse, company
        )

    def _can_be_made(self, warehouse, company):
        return bool(
            warehouse.manufacture_to_resupply and self._get_boms(company, "normal")
        )

    def _can_be_bought(self, warehouse, company):
        if not warehouse.buy_to_resupply:
            return False
        # sudo: salespeople read no vendors
        sellers = self.sudo().seller_ids.filtered(
            lambda seller: (
                seller.company_id in (company, company.browse())
                and seller.product_id in (seller.product_id.browse(), self)
            ),
        )
        return bool(sellers)

    def _is_kit_of(self, company):
        return bool(self._get_boms(company, "phantom")[:1])

    def _get_boms(self, company, kind):
        # sudo: salespeople read no bills of materials
        return self.sudo().bom_ids.filtered(
            lambda bom: (
                bom.type == kind
                and bom.product_id in (bom.product_id.browse(), self)
                and bom.company_id in (company, company.browse())
            ),
        )
