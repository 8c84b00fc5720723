from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _is_with_client(self):
        """Goods there have left the company: at a client, or on the way to a sister
        company. As core's ``_is_outgoing``, without its query for each call."""
        self.ensure_one()
        if self.usage == "customer":
            return True
        between = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )
        return self.id == between
