from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.supply.split import split_supply


class SaleOrder(models.Model):
    """An order of a deal: confirmed it moves the deal, its supply is explained."""

    _inherit = "sale.order"

    is_deal_order = fields.Boolean(
        related="opportunity_id.is_department",
        string="Order of a deal",
    )

    def _is_deal_order(self):
        """Only orders of a deal in one of the departments follow the process."""
        return bool(self.opportunity_id.is_department)

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

    # ------------------------------------------------------------------- supply

    def _get_supply(self):
        """Where the goods of the order are.

        :return dict: storable line -> {"split", "percent", "date", "problem"}
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line._is_supplied())
        productions = self._get_open_productions()
        purchases = self._get_open_purchase_lines()
        splits = split_supply(
            [line._prepare_need() for line in lines],
            self._sum_open(productions, "_get_open_qty"),
            self._sum_open(purchases, "_get_open_qty"),
        )
        made = productions.grouped("product_id")
        bought = purchases.grouped("product_id")
        return {
            line: line._prepare_supply(
                splits[line.id],
                made.get(line.product_id, productions.browse()),
                bought.get(line.product_id, purchases.browse()),
            )
            for line in lines
        }

    def _get_open_productions(self):
        return self.stock_reference_ids.production_ids.filtered(
            lambda production: production.state not in ("done", "cancel"),
        )

    def _get_open_purchase_lines(self):
        return self.stock_reference_ids.purchase_ids.order_line.filtered(
            lambda line: line.state != "cancel" and not line.display_type,
        )

    def _sum_open(self, documents, getter):
        pool = defaultdict(float)
        for document in documents:
            pool[document.product_id.id] += getattr(document, getter)()
        return pool
