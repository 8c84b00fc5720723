from odoo import Command, api, fields, models
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
        picking = self.env["stock.picking"].create(self._prepare_picking())
        self.env["stock.move"].create(self._prepare_move(picking))
        # the goods are moved because they expire: core's question about it is answered
        picking._action_done()

    def _get_picking_type(self):
        """Internal transfers of the warehouse; core keeps the type archived while the
        warehouse has one location only."""
        warehouse = self.location_id.warehouse_id
        picking_type = warehouse.int_type_id or self.env["stock.picking.type"].search(
            [("code", "=", "internal"), ("company_id", "=", self.company_id.id)],
            limit=1,
        )
        if not picking_type:
            raise UserError(
                self.env._(
                    "There is no operation type for internal transfers. Ask the "
                    "administrator of the warehouse to create one."
                )
            )
        return picking_type

    def _prepare_picking(self):
        return {
            "picking_type_id": self._get_picking_type().id,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": self.dest_location_id.id,
            "owner_id": self.quant_id.owner_id.id,
            "origin": self.note or self.env._("Expiry dates"),
        }

    def _prepare_move(self, picking):
        return {
            "picking_id": picking.id,
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": self.dest_location_id.id,
            "restrict_partner_id": self.quant_id.owner_id.id,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [Command.create(self._prepare_line(picking))],
        }

    def _prepare_line(self, picking):
        package = self.quant_id.package_id
        is_whole = (
            package.quant_ids == self.quant_id
            and self.uom_id.compare(self.quantity, self.on_hand) == 0
        )
        return {
            "picking_id": picking.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "quantity": self.quantity,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": self.dest_location_id.id,
            "lot_id": self.lot_id.id,
            "package_id": package.id,
            "result_package_id": package.id if is_whole else False,
            "owner_id": self.quant_id.owner_id.id,
        }
