from odoo import fields, models


class SalesSettings(models.TransientModel):
    """Whether goods issue notes show prices."""

    _inherit = "sales.settings"

    note_prices = fields.Boolean(
        string="Prices on Goods Issue Notes",
        default=lambda self: bool(self._get_value("note_prices")),
        help="Only on notes that people of accounting print: a storekeeper's note has "
        "no prices.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_note_prices = fields.Boolean(string="Prices on Goods Issue Notes")
