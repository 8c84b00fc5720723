from odoo import fields, models

LETTERS = ("letter_ready", "letter_shipped", "letter_planned", "letter_moved")


class SalesSettings(models.TransientModel):
    """Of what the clients are told by letters (R103)."""

    _inherit = "sales.settings"

    letter_ready = fields.Boolean(
        string="Goods Are Ready",
        default=lambda self: bool(self._get_value("letter_ready")),
    )
    letter_shipped = fields.Boolean(
        string="Goods Are Shipped",
        default=lambda self: bool(self._get_value("letter_shipped")),
    )
    letter_planned = fields.Boolean(
        string="The Engineer Is Planned",
        default=lambda self: bool(self._get_value("letter_planned")),
    )
    letter_moved = fields.Boolean(
        string="The Date of the Engineer Has Changed",
        default=lambda self: bool(self._get_value("letter_moved")),
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_letter_ready = fields.Boolean(string="Goods Are Ready")
    sales_process_letter_shipped = fields.Boolean(string="Goods Are Shipped")
    sales_process_letter_planned = fields.Boolean(string="The Engineer Is Planned")
    sales_process_letter_moved = fields.Boolean(
        string="The Date of the Engineer Has Changed"
    )
