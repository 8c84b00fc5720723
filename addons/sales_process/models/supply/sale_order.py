from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """An order of a deal: confirmed it moves the deal, its supply is explained."""

    _inherit = "sale.order"

    is_deal_order = fields.Boolean(
        related="opportunity_id.is_department",
        string="Order of a deal",
    )

    def _is_deal_order(self):
        """Only orders of a deal in one of the departments follow the process."""
        # sudo: who reads the order need not read its deal
        return bool(self.sudo().opportunity_id.is_department)

    def action_agree(self):
        """The client agrees: this variant is confirmed, the others are cancelled (R063).

        :raise UserError: the order is not a quotation any more
        """
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("Only a quotation can be agreed."))
        variants = self.opportunity_id.order_ids - self
        variants.filtered(
            lambda order: order.state in ("draft", "sent")
        )._action_cancel()
        return self.action_confirm()

    def _confirmation_error_message(self):
        """A deal is confirmed only when its stage lets it: legal entity, needs..."""
        error = super()._confirmation_error_message()
        if error or not self._is_deal_order():
            return error
        return self.opportunity_id._get_contract_error() or False

    def _action_confirm(self):
        result = super()._action_confirm()
        deals = self.filtered(lambda order: order._is_deal_order()).opportunity_id
        deals._release_agreed()
        deals._advance()
        return result
