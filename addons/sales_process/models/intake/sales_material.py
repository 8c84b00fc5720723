from odoo import fields, models


class SalesMaterial(models.Model):
    _name = "sales.material"
    _description = "Processed Material"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
