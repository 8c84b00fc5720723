from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class StockQuant(models.Model):
    """Goods that leave their shelf at once: moved or written off, whole or in part."""

    _inherit = "stock.quant"

    def _transfer_shares(self, shares, target, **values):
        """Put parts of quantities on another shelf by an internal transfer, done.

        Core's question about expired goods is answered: they are moved because they
        expire, and a shelf is no client.

        :param shares: ``[(quant, quantity)]`` of one place, in the unit of the product
        :param target: where they go
        :param values: of the transfer
        :return: the transfer
        :raises UserError: there is no operation type for internal transfers
        """
        source = shares[0][0].location_id
        company = shares[0][0].company_id or target.company_id or self.env.company
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self._get_internal_type(source, company).id,
                "company_id": company.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                **values,
            }
        )
        self.env["stock.move"].create(
            [
                quant._prepare_share_move(picking, quantity, target)
                for quant, quantity in shares
            ]
        )
        picking._action_done()
        return picking

    def _get_internal_type(self, source, company):
        """Internal transfers of the warehouse; core keeps the type archived while the
        warehouse has one location only."""
        picking_type = source.warehouse_id.int_type_id or self.env[
            "stock.picking.type"
        ].search([("code", "=", "internal"), ("company_id", "=", company.id)], limit=1)
        if not picking_type:
            raise UserError(
                self.env._(
                    "There is no operation type for internal transfers. Ask the "
                    "administrator of the warehouse to create one."
                )
            )
        return picking_type

    def _prepare_share_move(self, picking, quantity, target):
        """Values of a move of this quantity alone, with its line."""
        place = {
            "picking_id": picking.id,
            "product_id": self.product_id.id,
            "company_id": picking.company_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": target.id,
        }
        line = {
            **place,
            "product_uom_id": self.product_uom_id.id,
            "quantity": quantity,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "result_package_id": self._get_kept_package(quantity).id,
            "owner_id": self.owner_id.id,
        }
        return {
            **place,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": quantity,
            "restrict_partner_id": self.owner_id.id,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [Command.create(line)],
        }

    def _get_kept_package(self, quantity):
        """The package goes along when all that is in it goes."""
        package = self.package_id
        is_whole = self.product_uom_id.compare(quantity, self.quantity) == 0
        if is_whole and package.quant_ids == self:
            return package
        return package.browse()

    def _prepare_share_scrap(self, quantity, **values):
        """Values of core's scrap order for a part of this quantity."""
        return {
            "company_id": (self.company_id or self.env.company).id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "location_id": self.location_id.id,
            "scrap_qty": quantity,
            **values,
        }
