from odoo import fields, models


class SalesCompetitor(models.Model):
    _name = "sales.competitor"
    _description = "Competitor"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner", string="Company")
    note = fields.Text(help="Strong and weak sides, usual prices and terms.")
