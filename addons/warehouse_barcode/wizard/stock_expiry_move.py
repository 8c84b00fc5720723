from odoo import api, fields, models
from odoo.exceptions import UserError


class StockExpiryMove(models.TransientModel):
    """Move a series, or a part of it, to another shelf: an internal transfer, done.

    The shelf that the same person chose last is offered again: expired goods usually go
    to one and the same place.
    """

    _name = "stock.expiry.move"
    _inherit = ["stock.expiry.step"]
    _description = "Move a Series"

    dest_location_id = fields.Many2one(
        "stock.location",
        string="To shelf",
        domain="[('usage', '=', 'internal'), ('id', '!=', location_id),"
        " ('company_id', 'in', [company_id, False])]",
        compute="_compute_dest_location_id",
        store=True,
        readonly=False,
    )
    note = fields.Char(help="It goes into the transfer as its source document.")

    @api.depends("quant_id")
    def _compute_dest_location_id(self):
        for step in self:
            last = self.search(
                [
                    ("create_uid", "=", self.env.uid),
                    ("is_done", "=", True),
                    ("dest_location_id.company_id", "in", [step.company_id.id, False]),
                ],
                order="id desc",
                limit=1,
            ).dest_location_id
            step.dest_location_id = last if last != step.location_id else False

    def _check_quantity(self):
        super()._check_quantity()
        if not self.dest_location_id or self.dest_location_id == self.location_id:
            raise UserError(self.env._("Choose another shelf to move the goods to."))

    def _apply(self):
        self.quant_id._transfer_shares(
            [(self.quant_id, self.quantity)],
            self.dest_location_id,
            owner_id=self.quant_id.owner_id.id,
            origin=self.note or self.env._("Expiry dates"),
        )
