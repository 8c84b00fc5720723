from odoo import fields, models

from .stock_picking_type import AGE_CONTROL


class StockAgeDeviation(models.Model):
    """A newer series was taken while an older one was free. Written by the scanner only."""

    _name = "stock.age.deviation"
    _description = "Newer Series Taken"
    _order = "date desc, id desc"
    _rec_name = "lot_id"

    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Taken by", required=True, readonly=True, index=True
    )
    allowed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Who allowed it: a manager, or the storekeeper himself where the "
        "operation type only warns.",
    )
    age_control = fields.Selection(AGE_CONTROL, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True
    )
    lot_id = fields.Many2one(
        "stock.lot", string="Series taken", required=True, readonly=True
    )
    lot_first_in_date = fields.Datetime(string="Taken: first in stock", readonly=True)
    lot_expiration_date = fields.Datetime(string="Taken: expires", readonly=True)
    older_lot_id = fields.Many2one(
        "stock.lot", string="Older series", required=True, readonly=True
    )
    older_first_in_date = fields.Datetime(string="Older: first in stock", readonly=True)
    older_expiration_date = fields.Datetime(string="Older: expires", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    picking_id = fields.Many2one("stock.picking", readonly=True, index="btree_not_null")
    production_id = fields.Many2one(
        "mrp.production", readonly=True, index="btree_not_null"
    )
    picking_type_id = fields.Many2one("stock.picking.type", readonly=True)
    location_id = fields.Many2one("stock.location", string="Shelf", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
