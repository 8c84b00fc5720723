from odoo import models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Open orders change their salesperson, not their department or warehouse."""

    _name = "sale.order"
    _inherit = ["sale.order", "sales.handover.mixin"]

    _handover_kind = "order"
    _handover_kept = ("team_id", "warehouse_id")

    def _get_handover_open_domain(self):
        """A quotation, or an order that is not delivered or not invoiced in full."""
        closed = Domain("invoice_status", "in", ("invoiced", "upselling")) & Domain(
            "delivery_status", "in", ("full", False)
        )
        order = Domain("state", "=", "sale") & ~closed
        return Domain("state", "in", ("draft", "sent")) | order

    def _get_handover_team(self):
        return self.opportunity_id.team_id or self.team_id

    def _get_handover_info(self):
        return self._get_handover_label("state")
