from odoo import fields, models


class SalesClaimSource(models.TransientModel):
    """One of several purchases from which the claimed goods may have come."""

    _name = "sales.claim.source"
    _description = "Possible Supplier Order of a Claim"
    _order = "id"

    claim_id = fields.Many2one("sales.claim", required=True, readonly=True)
    purchase_id = fields.Many2one(
        "purchase.order", string="Supplier Order", required=True, readonly=True
    )
    # sudo: only the names are shown, to who examines the claim
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", related="purchase_id.partner_id"
    )
    date = fields.Datetime(string="Ordered On", related="purchase_id.date_approve")
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial Number", readonly=True)

    def action_choose(self):
        """It came by this purchase."""
        self.ensure_one()
        self.claim_id._set_purchase(self.purchase_id)
        return {"type": "ir.actions.act_window_close"}
