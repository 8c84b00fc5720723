from odoo import fields, models

TAKES = {"take_works": "work", "take_claims": "claim", "take_services": "service"}


class SalesHandover(models.Model):
    """Works of an engineer, claims that somebody examines and service contracts too."""

    _inherit = "sales.handover"

    take_works = fields.Boolean(string="Works of an engineer", default=True)
    take_claims = fields.Boolean(string="Claims to examine", default=True)
    take_services = fields.Boolean(string="Service contracts", default=True)

    def _get_takes(self):
        return {**super()._get_takes(), **TAKES}
