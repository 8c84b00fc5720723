from odoo import fields, models


class SalesServiceRefusal(models.Model):
    """Why clients want no service contract: a list that the head of department keeps."""

    _name = "sales.service.refusal"
    _description = "Reason to Refuse Service"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
