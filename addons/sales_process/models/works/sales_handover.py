from odoo import fields, models

TAKES = {"take_works": "work", "take_claims": "claim"}


class SalesHandover(models.Model):
    """Works of an engineer and claims that somebody examines are handed over too."""

    _inherit = "sales.handover"

    take_works = fields.Boolean(string="Works of an engineer", default=True)
    take_claims = fields.Boolean(string="Claims to examine", default=True)

    def _get_takes(self):
        return {**super()._get_takes(), **TAKES}
