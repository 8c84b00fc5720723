from odoo import fields, models


class SalesApplicationArea(models.Model):
    _name = "sales.application.area"
    _description = "Application Area"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
