from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    is_blind_count = fields.Boolean(
        string="Blind counts",
        help="Who counts a shelf with the scanner is not told how much should be there.",
    )
