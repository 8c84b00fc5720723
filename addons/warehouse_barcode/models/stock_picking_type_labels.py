from odoo import fields, models

from ..tools.labels_formats import LOT_FORMATS, PRINT_FORMATS


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    product_label_format = fields.Selection(
        selection_add=PRINT_FORMATS,
        ondelete=dict.fromkeys(dict(PRINT_FORMATS), "set default"),
    )
    lot_label_format = fields.Selection(
        selection_add=LOT_FORMATS,
        ondelete=dict.fromkeys(dict(LOT_FORMATS), "set default"),
    )
