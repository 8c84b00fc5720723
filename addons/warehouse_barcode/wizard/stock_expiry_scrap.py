from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class StockExpiryScrap(models.TransientModel):
    """Scrap a series, or a part of it, with a reason: core's own scrap order, done."""

    _name = "stock.expiry.scrap"
    _inherit = ["stock.expiry.step"]
    _description = "Scrap a Series"

    reason_tag_ids = fields.Many2many(
        "stock.scrap.reason.tag",
        string="Reason",
        compute="_compute_reason_tag_ids",
        store=True,
        readonly=False,
    )

    @api.depends("quant_id")
    def _compute_reason_tag_ids(self):
        """An expired series needs no thinking."""
        expired = self.env.ref(
            "warehouse_barcode.scrap_reason_expired", raise_if_not_found=False
        )
        for step in self:
            is_expired = self.env["warehouse.barcode.age"]._is_expired(step.lot_id)
            step.reason_tag_ids = expired if is_expired else False

    def _apply(self):
        scrap = self.env["stock.scrap"].create(self._prepare_scrap())
        scrap.do_scrap()

    def _check_quantity(self):
        super()._check_quantity()
        if not self.reason_tag_ids:
            raise UserError(self.env._("Choose a reason, or write a new one."))

    def _prepare_scrap(self):
        return self.quant_id._prepare_share_scrap(
            self.quantity,
            scrap_reason_tag_ids=[Command.set(self.reason_tag_ids.ids)],
        )
