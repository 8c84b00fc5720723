from odoo import api, models
from odoo.exceptions import UserError

from ...tools.supply.discount import Priced

PRICES = {"price_unit", "discount", "product_uom_qty", "product_id"}


class SaleOrderLine(models.Model):
    """What a line costs against the price list."""

    _inherit = "sale.order.line"

    def _is_priced(self):
        """Lines of goods and services, and of a discount on the whole order."""
        return not (self.display_type or self.is_downpayment) and bool(self.product_id)

    def _prepare_priced(self):
        """:return: ``tools.supply.discount.Priced``"""
        self.ensure_one()
        # what core puts on the order itself has no listed price
        listed = not (self.combo_item_id or self._is_delivery())
        return Priced(
            quantity=self.product_uom_qty,
            price=self.price_unit * (1 - (self.discount or 0.0) / 100),
            listed=self._get_pricelist_price() if listed else 0.0,
            before=self.price_unit,
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_confirmed_price()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if PRICES & vals.keys():
            self._check_confirmed_price()
        return result

    def _check_confirmed_price(self):
        """What is agreed is not made cheaper, or greater, behind the head's back.

        :raise UserError: the order is confirmed and needs a new approval
        """
        if self.env.su:
            return
        confirmed = self.order_id.filtered(
            lambda order: order.opportunity_id and order.state == "sale"
        )
        for order in confirmed:
            if order.approval_problem and not order.can_approve:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: only the head of the department "
                        "changes it so (%(problem)s).",
                        order=order.display_name,
                        problem=order.approval_problem,
                    )
                )
