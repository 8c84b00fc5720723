from odoo import models


class PurchaseOrder(models.Model):
    """A merged request for quotation is bought for the deals of all its parts."""

    _inherit = "purchase.order"

    def action_merge(self):
        """Core cancels the merged requests, which takes their references from them:
        the deals would not find what is bought for them."""
        merging = self.filtered(lambda order: order.state in ("draft", "sent"))
        groups = merging.grouped(lambda order: order._prepare_grouped_data(order))
        references = {key: rfqs._get_deal_references() for key, rfqs in groups.items()}
        result = super().action_merge()
        for key, rfqs in groups.items():
            merged = rfqs.filtered(lambda order: order.state != "cancel")
            missing = references[key] - merged.sudo().reference_ids
            if len(merged) == 1 and missing:
                # sudo: the buyer may have no rights on the orders of sales
                merged.sudo().reference_ids |= missing
        return result

    def _get_deal_references(self):
        # sudo: the buyer may have no rights on the orders of sales
        return self.sudo().reference_ids.filtered(
            lambda reference: any(reference.sale_ids.mapped("is_deal_order"))
        )
