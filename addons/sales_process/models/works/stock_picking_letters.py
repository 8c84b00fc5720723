from odoo import models


class StockPicking(models.Model):
    """Each shipment of a deal is told to the client once (R103)."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self._tell_shipped()
        return result

    def _tell_shipped(self):
        # sudo: the storekeeper has no rights on orders and deals
        shipped = self.sudo().filtered(
            lambda picking: (
                picking.state == "done"
                and picking.location_dest_id.usage == "customer"
                and picking.sale_id.opportunity_id.is_department
                and not picking.claim_id
            )
        )
        self.env["sales.client.letter"]._tell(
            "shipped", [picking._prepare_shipped_event() for picking in shipped]
        )

    def _prepare_shipped_event(self):
        return {
            "key": f"shipped:{self.id}",
            "lead_id": self.sale_id.opportunity_id.id,
            "order_id": self.sale_id.id,
            "picking_id": self.id,
        }
