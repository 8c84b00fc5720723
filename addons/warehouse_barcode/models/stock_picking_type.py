from odoo import fields, models

AGE_CONTROL = [
    ("off", "Not watched"),
    ("warn", "Warn, a reason is asked"),
    ("block", "Stop, a manager must allow it"),
]


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    age_control = fields.Selection(
        AGE_CONTROL,
        string="Newer series",
        default="warn",
        help="What the scanner does when a newer series is taken while an older one is "
        "free. It has no effect outside the scanner screen.",
    )
